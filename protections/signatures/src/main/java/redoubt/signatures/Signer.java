package redoubt.signatures;

import java.util.List;
import java.util.Set;

/** Whose key made a signature, as far as that is known. */
public sealed interface Signer {
  /** A public key that was given to the server; its SHA-256 over the SubjectPublicKeyInfo. */
  record Key(String fingerprint) implements Signer {}

  /**
   * The leaf of a chain of certificates that ends in an authority that was given to the server.
   *
   * @param fingerprint SHA-256 of the leaf
   * @param anchor SHA-256 of the authority's certificate
   * @param subject distinguished name of the leaf (RFC 4514)
   */
  record Certificate(String fingerprint, String anchor, String subject) implements Signer {}

  /**
   * Whoever could show an identity to a certificate authority when it signed (Sigstore's
   * "keyless").
   *
   * @param root SHA-256 of the trusted root, as it was given to the server
   * @param identity the only subject alternative name, an address or a URI
   * @param issuer of the identity, a URL
   */
  record Identity(String root, String identity, String issuer) implements Signer {}

  /**
   * An OpenPGP key that was given to the server.
   *
   * @param primary fingerprint of the primary key, in hex
   * @param signing that of the key that made the signature; the primary key or a subkey of it
   */
  record OpenPgp(String primary, String signing) implements Signer {}

  /**
   * A role of a Notary v1 repository, all of whose files up to its root hold.
   *
   * @param gun the repository, as its users write it
   * @param role such as {@code targets/releases}
   * @param keys fingerprints of those that signed for the role: SHA-256 over the
   *     SubjectPublicKeyInfo
   */
  record Role(String gun, String role, Set<String> keys) implements Signer {
    public Role {
      keys = Set.copyOf(List.copyOf(keys));
    }
  }

  /** No key that is known made it. */
  record Unknown() implements Signer {}
}
