package redoubt.keys.signing;

/** In which form a signature is wanted; the key alone decides the rest. */
public enum Form {
  /**
   * What cosign reads: ECDSA in DER with the hash of the curve's size, RSA PKCS #1 v1.5 with
   * SHA-256, Ed25519.
   */
  PLAIN,
  /** What a JWS has (RFC 7518): ECDSA as two numbers, RSA-PSS with the hash of the key's size. */
  JOSE
}
