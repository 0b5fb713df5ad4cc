package redoubt.encryption.envelope;

import redoubt.core.Failure;
import redoubt.crypto.SecretBytes;

/** Who can open what the API server encrypted. The receiver closes what it is given. */
@FunctionalInterface
public interface Opener {
  /**
   * Unwraps a seed (KMS v2) or data key (KMS v1), as a KMS plugin does.
   *
   * @throws KeyAway when the key may not be used at the moment
   * @throws Failure when it does not open
   */
  SecretBytes open(SealedSeed seed);

  /** Whether it is worth asking for keys of that format. */
  default boolean opens(Format format) {
    return format.isKms();
  }

  /**
   * A key from the API server's configuration.
   *
   * @throws Failure {@code encryption.no-local-key} unless somebody gave it
   */
  default SecretBytes localKey(Format format, String name) {
    throw new Failure(
        Failure.Kind.NOT_FOUND,
        "encryption.no-local-key",
        "The key " + name + " of " + format.text() + " is not known here.",
        "Prove only what a KMS plugin opens.");
  }
}
