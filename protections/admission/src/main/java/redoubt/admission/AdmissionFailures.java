package redoubt.admission;

import redoubt.core.Failure;

/** What can be wrong with a call of this room. */
public final class AdmissionFailures {
  private AdmissionFailures() {}

  public static Failure badPolicy(String what) {
    return new Failure(
        Failure.Kind.INVALID,
        "admission.bad-policy",
        what,
        "See what a policy is: docs/admission.md.");
  }

  public static Failure badReview(String what) {
    return new Failure(
        Failure.Kind.INVALID,
        "admission.bad-review",
        "This is no question of an API server. " + what,
        "Let the API server ask: redoubt admission install --help.");
  }
}
