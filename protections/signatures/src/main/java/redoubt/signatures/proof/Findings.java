package redoubt.signatures.proof;

import java.util.ArrayList;
import java.util.List;
import redoubt.core.Proof.Observation;

/** What the attempts of one proof came to. */
final class Findings {
  private int refused;
  private final List<String> breaches = new ArrayList<>();

  /** Notes the permitted form. */
  void mustBeTrusted(String what, Trial.Judged judged) {
    if (!judged.trusted()) {
      breaches.add(what + " was not trusted, so that refusals show nothing: " + judged.said());
    }
  }

  /** Notes an attempt. */
  void mustNotBeTrusted(String what, Trial.Judged judged) {
    if (judged.trusted()) {
      breaches.add(what + " was trusted: " + judged.said());
    } else {
      refused++;
    }
  }

  /** Notes an attempt that the server must not take; what fails by itself shows nothing. */
  void mustBeRefused(String what, ProvingGround.Answer answer) {
    if (answer.status() >= 400 && answer.status() < 500) {
      refused++;
    } else {
      breaches.add(what + " was answered with " + answer.status());
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

  /** Failed with the first breach if there is one. */
  Observation observation(String proven) {
    if (breaches.isEmpty()) {
      return Observation.proven(proven);
    }
    String more = breaches.size() == 1 ? "" : " (and " + (breaches.size() - 1) + " more)";
    return Observation.failed(breaches.getFirst().replaceFirst("\\.$", "") + more + ".");
  }
}
