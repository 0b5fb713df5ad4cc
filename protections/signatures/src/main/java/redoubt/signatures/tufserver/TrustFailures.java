package redoubt.signatures.tufserver;

import redoubt.core.Failure;
import redoubt.core.Failure.Kind;

/** What the server refuses; clients are told in notary's words for these codes. */
final class TrustFailures {
  private static final String AGAIN =
      "Nothing was stored. Fetch the repository anew, and publish again.";

  private TrustFailures() {}

  static Failure badRoot(String said) {
    return bad("signatures.trust.bad-root", said);
  }

  static Failure notBegun() {
    return new Failure(
        Kind.INVALID,
        "signatures.trust.bad-root",
        "The server has no key of the timestamp that the root names: a collection to which nothing"
            + " is published gives way to others.",
        "Nothing was stored. Begin it anew: remove it from the client (notary delete, or its folder"
            + " below ~/.docker/trust/tuf), initialise it again, and publish soon.");
  }

  static Failure badTargets(String said) {
    return bad("signatures.trust.bad-targets", said);
  }

  static Failure badSnapshot(String said) {
    return bad("signatures.trust.bad-snapshot", said);
  }

  static Failure badHierarchy(String said) {
    return bad("signatures.trust.bad-hierarchy", said);
  }

  static Failure badUpdate(String said) {
    return bad("signatures.trust.bad-update", said);
  }

  private static Failure bad(String code, String said) {
    return new Failure(Kind.INVALID, code, said, AGAIN);
  }

  static Failure badRole() {
    return new Failure(
        Kind.INVALID,
        "signatures.trust.bad-role",
        "There is no role of that name, or the server has no keys for it.",
        "Name root, targets, snapshot, timestamp, or a role below targets, at most five deep.");
  }

  static Failure oldVersion(String role) {
    return new Failure(
        Kind.INVALID,
        "signatures.trust.old-version",
        "There is a newer version of the role " + role + " already.",
        AGAIN);
  }

  static Failure tooLarge(String what) {
    return new Failure(
        Kind.INVALID, "signatures.trust.too-large", what, "Remove what is not needed any more.");
  }

  static Failure tooManyDeleted(String whose, int most) {
    return new Failure(
        Kind.INVALID,
        "signatures.trust.too-large",
        whose + " has had collections that were deleted with " + most + " keys, and no more begin.",
        "Publish to a collection that is there, or sign in another way.");
  }

  static Failure tooSlowToCheck() {
    return new Failure(
        Kind.INVALID,
        "signatures.trust.too-slow-to-check",
        "To check what was published takes too long.",
        "Publish fewer roles at once, with fewer signatures or quicker keys.");
  }

  static Failure busy() {
    return new Failure(
        Kind.CONFLICT,
        "signatures.trust.busy",
        "Others publish to the collection, again and again.",
        AGAIN);
  }

  static Failure keyLost(String role) {
    return new Failure(
        Kind.UNAVAILABLE,
        "signatures.trust.key-lost",
        "The server's key for the role " + role + " cannot be opened.",
        "Look after the seal, and the tenant's root key if it guards this one.");
  }

  static Failure frozen(Failure why) {
    return new Failure(
        Kind.UNAVAILABLE,
        "signatures.trust.frozen",
        "The root key that guards the server's keys of this collection does not open them: "
            + why.what(),
        "Let the root key work again, such as by redoubt key enable; nothing is signed until then.",
        why);
  }

  static boolean isFrozen(Failure failure) {
    return failure.code().equals("signatures.trust.frozen");
  }

  static Failure changed() {
    return new Failure(
        Kind.CONFLICT,
        "signatures.trust.keys-changed",
        "The server's keys of this collection changed in the meantime.",
        AGAIN);
  }
}
