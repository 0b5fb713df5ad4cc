package redoubt.signatures.signers;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import redoubt.signatures.PublicKeys;
import redoubt.signatures.Signer;
import redoubt.signatures.x509.Authorities;
import redoubt.signatures.x509.Certificates;
import redoubt.signatures.x509.DistinguishedName;

/**
 * What tells the signatures of a signer from those of others. It is public.
 *
 * @param text as it was given
 * @param prints fingerprints of what it holds: SHA-256 over a SubjectPublicKeyInfo, a certificate
 *     or a trusted root, or that of an OpenPGP primary key
 * @param terms what has to hold besides: {@code subject} of a certificate, {@code identity} and
 *     {@code issuer} of the keyless
 */
public record Credential(
    SignerKind kind, String text, Set<String> prints, Map<String, String> terms) {
  public static final String SUBJECT = "subject";
  public static final String IDENTITY = "identity";
  public static final String ISSUER = "issuer";

  /** With a certificate: authorities (PEM) whose timestamps say when it signed. */
  public static final String TIMESTAMP_AUTHORITY = "timestampAuthority";

  /** With a certificate: {@code true} if it is an authority that says when others signed. */
  public static final String SIGNING_AUTHORITY = "signingAuthority";

  /**
   * With a key: fingerprint of a key that has to have signed the root of a signed collection, for
   * what this one signs in it to count.
   */
  public static final String COLLECTION_ROOT = "collectionRoot";

  /**
   * With a certificate: {@code unchecked} if certificates count that say where to ask whether they
   * were revoked, though nobody is asked.
   */
  public static final String REVOCATION = "revocation";

  public static final String UNCHECKED = "unchecked";

  public Credential {
    prints = Collections.unmodifiableSet(new TreeSet<>(prints));
    terms = Collections.unmodifiableMap(new TreeMap<>(terms));
    if (prints.isEmpty()) {
      throw new IllegalArgumentException("a credential without a key");
    }
  }

  /** Tells the same signatures, or some of them; or has one key with the other. */
  boolean isSame(Credential other) {
    if (kind != other.kind) {
      return !Collections.disjoint(publicKeys(), other.publicKeys());
    }
    return prints.stream().anyMatch(other.prints::contains)
        && Stream.of(SUBJECT, IDENTITY, ISSUER)
            .allMatch(term -> Objects.equals(terms.get(term), other.terms.get(term)));
  }

  public boolean isSigningAuthority() {
    return Boolean.parseBoolean(terms.get(SIGNING_AUTHORITY));
  }

  /** Whether certificates count of which nobody was asked whether they were revoked. */
  public boolean takesUncheckedCertificates() {
    return UNCHECKED.equals(terms.get(REVOCATION));
  }

  /** Whether that one's timestamps say when this one signed. */
  public boolean believesTimeOf(String authority) {
    String stamping = terms.get(TIMESTAMP_AUTHORITY);
    return stamping != null
        && Authorities.certificates(stamping).stream()
            .map(Certificates::fingerprint)
            .anyMatch(authority::equals);
  }

  /** What makes a signature of that one countable once: the keys that made it. */
  public Set<String> keys(Signer signer) {
    return switch (signer) {
      case Signer.Key key -> Set.of(key.fingerprint());
      case Signer.Role role ->
          role.keys().stream().filter(prints::contains).collect(Collectors.toSet());
      case Signer.OpenPgp pgp -> Set.of(pgp.primary());
      case Signer.Certificate leaf -> Set.of(leaf.key());
      case Signer.Identity who -> Set.of(who.issuer() + " " + who.identity());
      case Signer.Unknown _ -> Set.of();
    };
  }

  /** SHA-256 over each SubjectPublicKeyInfo that it holds, also in certificates. */
  private Set<String> publicKeys() {
    return switch (kind) {
      case KEY -> prints;
      case CERTIFICATE ->
          Authorities.certificates(text).stream()
              .map(one -> PublicKeys.fingerprint(one.getPublicKey()))
              .collect(Collectors.toSet());
      case OPENPGP, KEYLESS -> Set.of();
    };
  }

  /**
   * Whether a signature of that one is not to count once this was revoked: it is of whoever this
   * is, or made with a key that this holds, in whatever form and whatever else has to hold.
   */
  public boolean endsWithThis(Signer signer) {
    Set<String> made =
        switch (signer) {
          case Signer.Key key -> Set.of(key.fingerprint());
          case Signer.Role role -> role.keys();
          case Signer.Certificate leaf -> Set.of(leaf.key());
          case Signer.OpenPgp _, Signer.Identity _, Signer.Unknown _ -> Set.of();
        };
    return made(signer) || (!made.isEmpty() && !Collections.disjoint(made, publicKeys()));
  }

  /** Whether a signature of that one is of whoever this is. */
  public boolean made(Signer signer) {
    return switch (signer) {
      case Signer.Key key -> kind == SignerKind.KEY && prints.contains(key.fingerprint());
      case Signer.Role role ->
          kind == SignerKind.KEY
              && role.keys().stream().anyMatch(prints::contains)
              && (!terms.containsKey(COLLECTION_ROOT)
                  || role.rootKeys().contains(terms.get(COLLECTION_ROOT)));
      case Signer.OpenPgp pgp -> kind == SignerKind.OPENPGP && prints.contains(pgp.primary());
      case Signer.Certificate leaf ->
          kind == SignerKind.CERTIFICATE
              && leaf.anchors().stream().anyMatch(prints::contains)
              && (!terms.containsKey(SUBJECT)
                  || DistinguishedName.isWithin(terms.get(SUBJECT), leaf.subject()));
      case Signer.Identity who ->
          kind == SignerKind.KEYLESS
              && who.roots().stream().anyMatch(prints::contains)
              && who.identity().equals(terms.get(IDENTITY))
              && who.issuer().equals(terms.get(ISSUER));
      case Signer.Unknown _ -> false;
    };
  }
}
