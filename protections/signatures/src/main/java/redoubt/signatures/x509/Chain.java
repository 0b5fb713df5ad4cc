package redoubt.signatures.x509;

import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import redoubt.crypto.DerCertificate;
import redoubt.signatures.Check;

/**
 * Certificates in order: the leaf, whoever issued it, and so on, up to one that signed itself. A
 * certificate that signed itself may stand alone.
 */
public final class Chain {
  private static final int MOST = 10;

  private final List<X509Certificate> certificates;

  private Chain(List<X509Certificate> certificates) {
    this.certificates = List.copyOf(certificates);
  }

  /** Empty when one of them cannot be read, or when there are none or more than ten. */
  public static Optional<Chain> read(List<byte[]> ders) {
    if (ders.isEmpty() || ders.size() > MOST) {
      return Optional.empty();
    }
    List<X509Certificate> read = new ArrayList<>();
    ders.forEach(der -> DerCertificate.read(der).ifPresent(read::add));
    return read.size() == ders.size() ? Optional.of(new Chain(read)) : Optional.empty();
  }

  static Chain of(List<X509Certificate> certificates) {
    return new Chain(certificates);
  }

  public X509Certificate leaf() {
    return certificates.getFirst();
  }

  /** Distinguished name of the leaf (RFC 4514). */
  public String subject() {
    return leaf().getSubjectX500Principal().getName(X500Principal.RFC2253);
  }

  /** SHA-256 of each certificate, leaf first. */
  public List<String> fingerprints() {
    return certificates.stream().map(Certificates::fingerprint).toList();
  }

  /** From when on all of them are valid. */
  public Instant from() {
    return certificates.stream()
        .map(one -> one.getNotBefore().toInstant())
        .max(Instant::compareTo)
        .orElseThrow();
  }

  /** Until when all of them are valid; that second is the last. */
  public Instant until() {
    return certificates.stream()
        .map(one -> one.getNotAfter().toInstant())
        .min(Instant::compareTo)
        .orElseThrow();
  }

  /** All of them are valid from the first to the second instant. */
  public boolean isValid(Instant first, Instant last) {
    return !first.isBefore(from()) && !last.isAfter(until());
  }

  /** Those of the chain that are trusted, the one nearest to the root first, by fingerprint. */
  public List<String> trustedBy(Authorities authorities) {
    Set<String> known = authorities.fingerprints();
    return fingerprints().reversed().stream().filter(known::contains).toList();
  }

  /** One of those below the root says where one can ask whether it was revoked. */
  public boolean saysWhereToAsk() {
    return certificates.stream()
        .filter(one -> !Certificates.signedItself(one))
        .anyMatch(Certificates::saysWhereToAsk);
  }

  /**
   * What the Notary Project demands of certificates that sign code (signature specification,
   * "Certificate Requirements"), and what RFC 5280 demands of any path; not whether it is trusted,
   * nor when it is valid.
   */
  public Check codeSigning() {
    Check.All checks = new Check.All("certificates");
    checks.add(
        Check.of(
            "certificates.order",
            isInOrder(),
            "Each certificate is issued by the next, and the last by itself.",
            "The certificates are not in order, one is not of the chain, or the root is missing."));
    checks.add(
        Check.of(
            "certificates.strength",
            certificates.stream().allMatch(Certificates::isStrong),
            "They are signed with SHA-256 or better, by keys that are long enough.",
            "One is signed with a weak hash, or has a key of a kind or size that is not used."));
    checks.add(
        Check.of(
            "certificates.leaf",
            Certificates.isSigningLeaf(leaf())
                && Certificates.isCritical(leaf(), Certificates.KEY_USAGE),
            "The leaf's key is for signatures alone.",
            "The leaf's key usage is missing, not critical, or allows more than signatures."));
    checks.add(
        Check.of(
            "certificates.purpose",
            Certificates.isForCode(leaf()),
            "The leaf's extended key usage does not speak against signing code.",
            "The leaf is for another purpose than signing code."));
    checks.add(
        Check.of(
            "certificates.authorities",
            issuersMayIssue(),
            "Those above the leaf may issue certificates.",
            "One above the leaf may not issue certificates, or not so many below it."));
    checks.add(
        Check.of(
            "certificates.path",
            from().isBefore(until())
                && (certificates.size() == 1 || isPath(from()))
                && NameLimits.allow(
                    certificates.getLast(), certificates.subList(0, certificates.size() - 1)),
            "The path holds (RFC 5280).",
            "The path does not hold (RFC 5280), or is at no time valid as a whole."));
    return checks.end();
  }

  private boolean isInOrder() {
    for (int at = 0; at < certificates.size(); at++) {
      X509Certificate one = certificates.get(at);
      boolean last = at == certificates.size() - 1;
      if (Certificates.signedItself(one) != last
          || (!last && !Certificates.isIssuedBy(one, certificates.get(at + 1)))) {
        return false;
      }
    }
    return true;
  }

  private boolean issuersMayIssue() {
    for (int at = 1; at < certificates.size(); at++) {
      X509Certificate one = certificates.get(at);
      if (!Certificates.isAuthority(one, at - 1)
          || !Certificates.isCritical(one, Certificates.KEY_USAGE)) {
        return false;
      }
    }
    return true;
  }

  @SuppressWarnings("CatchingUnchecked") // Nobody promises what a reader throws at rubbish.
  private boolean isPath(Instant at) {
    try {
      CertPath path =
          CertificateFactory.getInstance("X.509")
              .generateCertPath(certificates.subList(0, certificates.size() - 1));
      PKIXParameters parameters =
          new PKIXParameters(Set.of(new TrustAnchor(certificates.getLast(), null)));
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(at));
      CertPathValidator.getInstance("PKIX").validate(path, parameters);
      return true;
    } catch (GeneralSecurityException | RuntimeException e) {
      return false;
    }
  }
}
