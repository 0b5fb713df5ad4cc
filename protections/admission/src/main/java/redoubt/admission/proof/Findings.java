package redoubt.admission.proof;

import java.util.ArrayList;
import java.util.List;
import redoubt.admission.bypass.BothWebhooks.Outcome;
import redoubt.core.Proof.Observation;

/** What the attempts of one proof came to. */
final class Findings {
  private int refused;
  private int admitted;
  private final List<String> breaches = new ArrayList<>();

  /** Notes the permitted form. */
  void mustBeAdmitted(String what, Outcome outcome) {
    if (outcome.admitted()) {
      admitted++;
    } else {
      breaches.add(
          what
              + " was refused, so that refusals show nothing: "
              + outcome.said().replaceAll("\\s+", " "));
    }
  }

  /** Notes an attempt. */
  void mustBeRefused(String what, Outcome outcome) {
    if (outcome.admitted()) {
      breaches.add(what + " was admitted");
    } else {
      refused++;
    }
  }

  /** Notes whether something is as it must be. */
  void mustHold(boolean holds, String otherwise) {
    if (!holds) {
      breaches.add(otherwise);
    }
  }

  /** Whether something was not as it must be, so that what would follow shows nothing. */
  boolean areBreached() {
    return !breaches.isEmpty();
  }

  int refused() {
    return refused;
  }

  int admitted() {
    return admitted;
  }

  /** Failed with the first breach if there is one. */
  Observation observation(String proven) {
    if (breaches.isEmpty()) {
      return Observation.proven(proven);
    }
    String more = breaches.size() == 1 ? "" : " (and " + (breaches.size() - 1) + " more)";
    return Observation.failed(breaches.getFirst().replaceFirst("\\.$", "") + more + ".");
  }
}
