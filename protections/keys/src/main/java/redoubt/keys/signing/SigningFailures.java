package redoubt.keys.signing;

import redoubt.core.Failure;
import redoubt.core.Failure.Kind;

/** What can be wrong with a call about a signing key. */
public final class SigningFailures {
  private SigningFailures() {}

  public static Failure noKey() {
    return new Failure(
        Kind.NOT_FOUND,
        "keys.no-signing-key",
        "The instance has no such signing key.",
        "See those that it has: redoubt signing-key list.");
  }

  static Failure disabled(String name) {
    return new Failure(
        Kind.CONFLICT,
        "keys.signing-key-disabled",
        "The signing key " + name + " is disabled.",
        "Enable it (redoubt signing-key enable " + name + "), or sign with another one.");
  }

  static Failure taken(String name) {
    return new Failure(
        Kind.CONFLICT,
        "keys.signing-key-taken",
        "The instance has a signing key with the name " + name + ".",
        "Choose another name.");
  }

  static Failure tooMany(int most) {
    return new Failure(
        Kind.UNPROCESSABLE,
        "keys.signing-key-limit",
        "An instance has " + most + " signing keys at most.",
        "Destroy those that nobody needs.");
  }

  static Failure badName() {
    return new Failure(
        Kind.INVALID,
        "keys.bad-signing-key",
        "That is no name of a signing key.",
        "Use 1 to 63 lower-case letters, digits, dots, dashes and underscores; begin with a letter"
            + " or digit.");
  }

  static Failure badAlgorithm() {
    return new Failure(
        Kind.INVALID,
        "keys.bad-signing-key",
        "That is no algorithm of a signing key.",
        "Use ecdsa-p256, ecdsa-p384, ed25519 or rsa-3072.");
  }

  static Failure badField(String what) {
    return new Failure(
        Kind.INVALID,
        "keys.bad-signing-key",
        what,
        "See what there is: redoubt signing-key --help.");
  }

  static Failure badSubject() {
    return new Failure(
        Kind.INVALID,
        "keys.bad-subject",
        "The subject is no distinguished name of at most 500 characters.",
        "Write it such as CN=release,O=Acme,ST=Berlin,C=DE.");
  }

  static Failure badChain(String what) {
    return new Failure(
        Kind.INVALID,
        "keys.bad-chain",
        what,
        "Give PEM CERTIFICATE blocks: this key's first, then who issued it, up to the authority"
            + " that signed itself.");
  }

  static Failure lost(String name) {
    return new Failure(
        Kind.UNAVAILABLE,
        "keys.signing-key-lost",
        "The private half of the signing key " + name + " is not in the vault.",
        "Bring the database back from a backup, or make a new key.");
  }
}
