package redoubt.encryption.proof;

import java.util.ArrayList;
import java.util.List;
import redoubt.core.Proof.Observation;

/** What the attempts of one proof came to. */
final class Findings {
  private final List<String> breaches = new ArrayList<>();

  /** Notes whether something is as it must be. */
  void mustHold(boolean holds, String otherwise) {
    if (!holds) {
      breaches.add(otherwise);
    }
  }

  boolean hold() {
    return breaches.isEmpty();
  }

  /** Failed with the first breach if there is one. */
  Observation observation(String proven) {
    if (breaches.isEmpty()) {
      return Observation.proven(proven);
    }
    String more = breaches.size() == 1 ? "" : " (and " + (breaches.size() - 1) + " more)";
    return Observation.failed(breaches.getFirst() + more + ".");
  }
}
