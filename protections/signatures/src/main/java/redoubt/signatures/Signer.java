package redoubt.signatures;

/** Whose key made a signature, as far as that is known. */
public sealed interface Signer {
  /** A public key that was given to the server; its SHA-256 over the SubjectPublicKeyInfo. */
  record Key(String fingerprint) implements Signer {}

  /** No key that is known made it. */
  record Unknown() implements Signer {}
}
