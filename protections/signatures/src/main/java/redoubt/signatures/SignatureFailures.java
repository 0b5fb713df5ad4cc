package redoubt.signatures;

import redoubt.core.Failure;

/** What can be wrong with a call of this room. */
public final class SignatureFailures {
  private SignatureFailures() {}

  public static Failure noNamespace() {
    return new Failure(
        Failure.Kind.NOT_FOUND,
        "signatures.no-namespace",
        "The instance has no such namespace.",
        "See those that it has: redoubt namespace list.");
  }

  public static Failure noSigner() {
    return new Failure(
        Failure.Kind.NOT_FOUND,
        "signatures.no-signer",
        "The namespace has no such signer.",
        "See those that it has: redoubt signer list --namespace NAME.");
  }

  public static Failure signerTaken() {
    return new Failure(
        Failure.Kind.CONFLICT,
        "signatures.signer-taken",
        "The namespace has a signer of that name.",
        "Choose another name; those that were revoked keep theirs.");
  }

  public static Failure tooManySigners(int most) {
    return new Failure(
        Failure.Kind.UNPROCESSABLE,
        "signatures.limit",
        "A namespace has " + most + " signers at most, with those that were revoked.",
        "Use a certificate authority as one signer for many.");
  }

  public static Failure badSigner(String what) {
    return new Failure(
        Failure.Kind.INVALID,
        "signatures.bad-signer",
        what,
        "See what a signer is: redoubt signer add --help.");
  }

  public static Failure badPolicy(String what) {
    return new Failure(
        Failure.Kind.INVALID,
        "signatures.bad-policy",
        what,
        "See what a policy may say in docs/content-trust.md.");
  }

  public static Failure noImage() {
    return new Failure(
        Failure.Kind.NOT_FOUND,
        "signatures.no-image",
        "The repository has no such image.",
        "Push it, or see what there is: redoubt image list.");
  }

  public static Failure badSignature() {
    return new Failure(
        Failure.Kind.INVALID,
        "signatures.bad-signature",
        "That is no signature of this image that can be kept.",
        "Name it DIGEST@ and 32 hexadecimal digits, and send 64 KiB at most.");
  }

  public static Failure signatureTaken() {
    return new Failure(
        Failure.Kind.CONFLICT,
        "signatures.signature-taken",
        "The image has another signature of that name.",
        "Choose another name.");
  }

  public static Failure tooManySignatures(int most) {
    return new Failure(
        Failure.Kind.UNPROCESSABLE,
        "signatures.limit",
        "An image has " + most + " signatures beside it at most.",
        "Delete the image and push it again, or sign it in another way.");
  }
}
