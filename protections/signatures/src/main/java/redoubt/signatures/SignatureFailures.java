package redoubt.signatures;

import java.time.Instant;
import java.util.Collection;
import java.util.stream.Collectors;
import redoubt.core.Failure;

/** What can be wrong with a call of this room. */
public final class SignatureFailures {
  private SignatureFailures() {}

  public static Failure noNamespace() {
    return new Failure(
        Failure.Kind.NOT_FOUND,
        "signatures.no-namespace",
        "The instance has no such namespace.",
        "See those that it has: redoubt namespace list; those of another instance with --instance"
            + " NAME.");
  }

  public static Failure noSigner(String namespace) {
    return new Failure(
        Failure.Kind.NOT_FOUND,
        "signatures.no-signer",
        "The namespace has no such signer.",
        "See those that it has: redoubt signer list --namespace " + namespace + ".");
  }

  public static Failure alreadyRevoked(String signer, Instant at) {
    return new Failure(
        Failure.Kind.CONFLICT,
        "signatures.already-revoked",
        "The signer " + signer + " was revoked already, at " + at + ".",
        "See what runs that is refused since: redoubt policy impact.");
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

  public static Failure wasRevoked(String signer) {
    return new Failure(
        Failure.Kind.INVALID,
        "signatures.bad-signer",
        "That is what " + signer + " had, who was revoked as a signer.",
        "Make a new key, and sign with it what is still to be trusted.");
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
        "An image has " + most + " signatures beside it at most, with 2 MiB together.",
        "Sign it in another way: cosign and notation put signatures into the repository.");
  }

  public static Failure tooManySignatures() {
    return new Failure(
        Failure.Kind.UNPROCESSABLE,
        "signatures.limit",
        "A namespace has 64 MiB of signatures beside images at most.",
        "Delete images that nobody needs, or sign in another way.");
  }

  public static Failure badForeignName() {
    return new Failure(
        Failure.Kind.INVALID,
        "signatures.bad-foreign-name",
        "That is no image, repository or registry outside of this server.",
        "Write it as workloads do, with its registry: ghcr.io/acme/app:v1. An image of this server"
            + " is written without the host: NAMESPACE/REPOSITORY:TAG.");
  }

  public static Failure badLookaside() {
    return new Failure(
        Failure.Kind.INVALID,
        "signatures.bad-lookaside",
        "That is no place of OpenPGP signatures.",
        "Write the lookaside as registries.d has it: https://HOST/PATH.");
  }

  public static Failure lookasideFails(String why) {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "signatures.lookaside-fails",
        "The place of the image's OpenPGP signatures did not show them: " + why + ".",
        "It is asked again later. Is the lookaside of the cover right, and does this machine reach"
            + " it?");
  }

  public static Failure noForeignImage() {
    return new Failure(
        Failure.Kind.NOT_FOUND,
        "signatures.no-foreign-image",
        "No workload names that image, and nobody asked for it.",
        "See those that are named: redoubt foreign-image list.");
  }

  public static Failure nodeLoopback() {
    return new Failure(
        Failure.Kind.UNPROCESSABLE,
        "signatures.node-loopback",
        "The image's registry is the node's own machine, which cannot be asked from here.",
        "Name the registry as other machines do; or run the server with --reach-loopback true where"
            + " the nodes are its machine.");
  }

  public static Failure notLookedAt() {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "signatures.not-looked-at",
        "The image was not looked at in its registry yet.",
        "Ask again in some seconds; if it stays so, see why: redoubt foreign-image list.");
  }

  public static Failure notCovered() {
    return new Failure(
        Failure.Kind.NOT_FOUND,
        "signatures.not-covered",
        "No namespace says who may sign this image.",
        "Say which one does: redoubt foreign-image cover PREFIX --namespace NAME.");
  }

  public static Failure tooManyForeign(int most) {
    return new Failure(
        Failure.Kind.UNPROCESSABLE,
        "signatures.limit",
        "Of other registries " + most + " images of an instance are looked at, no more.",
        "Those that nobody has named for a week make room; or cover less.");
  }

  public static Failure tooMuchForeign() {
    return new Failure(
        Failure.Kind.UNPROCESSABLE,
        "signatures.limit",
        "Of images of other registries 2 GiB of an instance are copied, no more.",
        "Those that nobody has named for a week make room; or cover less.");
  }

  /**
   * @param where clusters or their namespaces
   */
  public static Failure secretsUnreadable(Collection<String> where) {
    return new Failure(
        Failure.Kind.FORBIDDEN,
        "signatures.secrets-unreadable",
        "The other registry does not let this be pulled, or has nothing of that name; and pull"
            + " secrets could not be read in "
            + where.stream().limit(5).collect(Collectors.joining(", "))
            + ".",
        "Let the credential of the cluster get service accounts and the secrets that images are"
            + " pulled with.");
  }

  public static Failure tooManyCovers(int most) {
    return new Failure(
        Failure.Kind.UNPROCESSABLE,
        "signatures.limit",
        "An instance covers " + most + " prefixes of images at most.",
        "Cover a whole registry, or remove what nobody needs.");
  }

  public static Failure noSigningKey() {
    return new Failure(
        Failure.Kind.NOT_FOUND,
        "signatures.no-signing-key",
        "The instance of the image has no such signing key.",
        "See those that it has: redoubt signing-key list.");
  }

  public static Failure noRootKey() {
    return new Failure(
        Failure.Kind.NOT_FOUND,
        "signatures.no-root-key",
        "The instance has no such root key.",
        "See those that it has: redoubt key list.");
  }

  public static Failure keyForbidden(String key) {
    return new Failure(
        Failure.Kind.FORBIDDEN,
        "signatures.key-forbidden",
        "You may not use the key " + key + " for this.",
        "Ask for the role WRITER in its key ring, or name another key.");
  }

  public static Failure tooManyReferrers(int most) {
    return new Failure(
        Failure.Kind.UNPROCESSABLE,
        "signatures.too-many-signatures",
        "There are " + most + " manifests or more about the image already.",
        "Delete those that nobody needs.");
  }

  public static Failure tooManyImages(int most) {
    return new Failure(
        Failure.Kind.UNPROCESSABLE,
        "signatures.too-many-images",
        "The index lists more than " + most + " images.",
        "Sign the index alone, without what it lists, or its images one by one.");
  }
}
