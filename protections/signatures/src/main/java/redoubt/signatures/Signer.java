package redoubt.signatures;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Whose key made a signature, as far as that is known. */
public sealed interface Signer {
  /** As a part of a sentence. */
  default String words() {
    return switch (this) {
      case Key key -> "the key " + key.fingerprint();
      case Certificate leaf -> "a certificate of " + cut(leaf.subject());
      case Identity identity ->
          cut(identity.identity()) + ", for whom " + cut(identity.issuer()) + " vouches";
      case OpenPgp key -> "the OpenPGP key " + key.primary();
      case Role role ->
          role.role() + " of " + role.gun() + ", with the key " + role.keys().getFirst();
      case Unknown _ -> "an unknown key";
    };
  }

  /** As much of somebody's name for themselves as a sentence has room for. */
  static String cut(String name) {
    return name.length() <= 200 ? name : name.substring(0, 200) + "…";
  }

  /** A public key that was given to the server; its SHA-256 over the SubjectPublicKeyInfo. */
  record Key(String fingerprint) implements Signer {}

  /**
   * The leaf of a chain of certificates that ends in an authority that was given to the server.
   *
   * @param fingerprint SHA-256 of the leaf
   * @param anchors SHA-256 of each certificate of the chain that is an authority's which was given,
   *     the one nearest to the root first
   * @param subject distinguished name of the leaf (RFC 4514)
   * @param key SHA-256 over the SubjectPublicKeyInfo of the leaf
   */
  record Certificate(String fingerprint, List<String> anchors, String subject, String key)
      implements Signer {
    public Certificate {
      anchors = List.copyOf(anchors);
      if (anchors.isEmpty()) {
        throw new IllegalArgumentException("a chain leads to an authority");
      }
    }

    /** The one nearest to the root. */
    public String anchor() {
      return anchors.getFirst();
    }
  }

  /**
   * Whoever could show an identity to a certificate authority when it signed (Sigstore's
   * "keyless").
   *
   * @param roots SHA-256 of each trusted root that it holds against, as they were given to the
   *     server, in order
   * @param identity the only subject alternative name, an address or a URI
   * @param issuer of the identity, a URL
   */
  record Identity(List<String> roots, String identity, String issuer) implements Signer {
    public Identity {
      roots = roots.stream().sorted().distinct().toList();
      if (roots.isEmpty()) {
        throw new IllegalArgumentException("an identity holds against a root");
      }
    }
  }

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
   * @param rootKeys the same of those that signed the newest root
   */
  record Role(String gun, String role, SortedSet<String> keys, SortedSet<String> rootKeys)
      implements Signer {
    public Role {
      keys = Collections.unmodifiableSortedSet(new TreeSet<>(keys));
      rootKeys = Collections.unmodifiableSortedSet(new TreeSet<>(rootKeys));
    }
  }

  /** No key that is known made it. */
  record Unknown() implements Signer {}
}
