package redoubt.registry.proof;

import java.util.ArrayList;
import java.util.List;
import redoubt.core.Proof.Observation;
import redoubt.registry.proof.ProvingGround.Answer;

/** What the attempts of one proof came to. */
final class Findings {
  private int refused;
  private final List<String> breaches = new ArrayList<>();

  /** Notes an attempt that must be refused for want of rights, without a word of what is there. */
  void mustBeForbidden(String attempt, Answer answer) {
    if (answer.status() == 401 || answer.status() == 403) {
      refused++;
    } else {
      breaches.add(attempt + " was answered with " + answer.status());
    }
  }

  /** Notes an attempt that must be refused in just this way. */
  void mustBeRefused(String attempt, Answer answer, int status, String code) {
    if (answer.status() == status && answer.names(code)) {
      refused++;
    } else {
      breaches.add(
          attempt + " was answered with " + answer.status() + " instead of " + status + " " + code);
    }
  }

  /** Notes whether something is as it must be. */
  void mustHold(boolean holds, String otherwise) {
    if (!holds) {
      breaches.add(otherwise);
    }
  }

  int refused() {
    return refused;
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
