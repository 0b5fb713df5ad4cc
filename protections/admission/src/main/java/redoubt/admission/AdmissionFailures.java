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

  public static Failure tooManyPolicies(int most) {
    return new Failure(
        Failure.Kind.TOO_LARGE,
        "admission.too-many-policies",
        "The cluster has more than " + most + " policies.",
        "Put more entries into fewer policies.");
  }

  public static Failure notInstalled() {
    return new Failure(
        Failure.Kind.NOT_FOUND,
        "admission.not-installed",
        "No API server of that cluster asks here.",
        "Let it: redoubt admission install CLUSTER.");
  }

  public static Failure notReady() {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "admission.not-ready",
        "The policies of the cluster were not read yet.",
        "Wait some seconds; if it stays so, see why: redoubt admission list.");
  }

  public static Failure notWritten(String namespace) {
    return new Failure(
        Failure.Kind.CONFLICT,
        "admission.not-written",
        "Somebody else writes the admitted images of " + namespace + " again and again.",
        "Find who: kubectl get admittedimages redoubt -o yaml --show-managed-fields.");
  }

  public static Failure podsUnreadable() {
    return new Failure(
        Failure.Kind.FORBIDDEN,
        "admission.pods-unreadable",
        "The credential of the cluster may not list pods.",
        "Let it list pods: docs/admission.md.");
  }

  public static Failure tooManyPods(int most) {
    return new Failure(
        Failure.Kind.TOO_LARGE,
        "admission.too-many-pods",
        "The cluster has more than " + most + " pods, or very many images in them.",
        "Look at a part of it: redoubt policy test --cluster.");
  }

  public static Failure busy() {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "admission.busy",
        "Others look at what runs in clusters, and as many as may do so at once.",
        "Try again in a minute.");
  }

  public static Failure tooManyImages(int most) {
    return new Failure(
        Failure.Kind.TOO_LARGE,
        "admission.too-many-images",
        "More than " + most + " images are known, which is more than nodes are told.",
        "Delete what is not used any more: redoubt retention set.");
  }

  public static Failure unreadable(String policy, String why) {
    return new Failure(
        Failure.Kind.INVALID,
        "admission.unreadable-policy",
        policy + " cannot be read, so it is not known what it refuses: " + why,
        "Correct or delete it.");
  }

  public static Failure checkRefused(int status, String message) {
    return new Failure(
        Failure.Kind.FORBIDDEN,
        "admission.check-refused",
        "The API server makes no namespace for it ("
            + status
            + "): "
            + message.replaceAll("[^ -~]", "?"),
        "Name one that is there with --namespace, or use another credential.");
  }

  public static Failure badField(String field) {
    return badField(field, "is missing or is no text");
  }

  public static Failure badField(String field, String what) {
    return new Failure(
        Failure.Kind.INVALID,
        "admission.bad-field",
        "The field " + field + " " + what + ".",
        "See what goes there: redoubt policy --help.");
  }
}
