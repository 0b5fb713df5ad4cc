package redoubt.signatures.sigstore;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.PKIXCertPathChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redoubt.signatures.x509.Certificates;
import redoubt.signatures.x509.NameLimits;

/** Paths of certificates (RFC 5280) at a time that is given, for one purpose. */
final class Paths {
  /** Extended key usage of those that sign code. */
  static final String SIGN_CODE = "1.3.6.1.5.5.7.3.3";

  /** Extended key usage of those that sign timestamps. */
  static final String STAMP_TIMES = "1.3.6.1.5.5.7.3.8";

  private static final int LONGEST = 5;
  private static final int SIGN_CERTIFICATES = 5;

  private Paths() {}

  /**
   * From the leaf to the anchor, both with it; empty when nothing leads there at that time. The
   * anchor has to be valid then, too, and what its certificate says of purposes, names and the
   * length of paths holds as it does for those between. All are signed with SHA-256 or better, by
   * keys that are long enough; who issues for one purpose must not be limited to others.
   */
  static Optional<List<X509Certificate>> path(
      X509Certificate leaf,
      List<X509Certificate> between,
      X509Certificate anchor,
      String purpose,
      Instant at) {
    try {
      Date date = Date.from(at);
      anchor.checkValidity(date);
      if (leaf.equals(anchor)) {
        return Optional.empty();
      }
      X509CertSelector wanted = new X509CertSelector();
      wanted.setCertificate(leaf);
      PKIXBuilderParameters parameters =
          new PKIXBuilderParameters(Set.of(new TrustAnchor(anchor, null)), wanted);
      parameters.setRevocationEnabled(false);
      parameters.setDate(date);
      parameters.setMaxPathLength(LONGEST);
      parameters.addCertPathChecker(new Fit(leaf, purpose));
      List<X509Certificate> known = new ArrayList<>(between);
      known.add(leaf);
      parameters.addCertStore(
          CertStore.getInstance("Collection", new CollectionCertStoreParameters(known)));
      PKIXCertPathBuilderResult built =
          (PKIXCertPathBuilderResult) CertPathBuilder.getInstance("PKIX").build(parameters);
      List<X509Certificate> path = new ArrayList<>();
      for (Certificate each : built.getCertPath().getCertificates()) {
        path.add((X509Certificate) each);
      }
      return isAllowed(path, anchor, purpose)
          ? Optional.of(Stream.concat(path.stream(), Stream.of(anchor)).toList())
          : Optional.empty();
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  /** What the JDK leaves open: it looks at no extension of the anchor. */
  private static boolean isAllowed(
      List<X509Certificate> path, X509Certificate anchor, String purpose)
      throws GeneralSecurityException {
    return mayBeFor(anchor, purpose)
        && mayIssue(anchor, between(path))
        && NameLimits.allow(anchor, path);
  }

  /**
   * Leads past certificates that are too weak, or for other purposes: an authority may have others
   * of the same key and name.
   */
  private static final class Fit extends PKIXCertPathChecker {
    private final X509Certificate leaf;
    private final String purpose;

    Fit(X509Certificate leaf, String purpose) {
      this.leaf = leaf;
      this.purpose = purpose;
    }

    @Override
    public void init(boolean forward) {
      // It keeps nothing between certificates.
    }

    @Override
    public boolean isForwardCheckingSupported() {
      return true;
    }

    @Override
    public @Nullable Set<String> getSupportedExtensions() {
      return null;
    }

    @Override
    public void check(Certificate one, Collection<String> unresolved)
        throws CertPathValidatorException {
      X509Certificate certificate = (X509Certificate) one;
      try {
        if (Certificates.isStrong(certificate)
            && (certificate.equals(leaf) || mayBeFor(certificate, purpose))) {
          return;
        }
      } catch (CertificateParsingException e) {
        throw new CertPathValidatorException(e);
      }
      throw new CertPathValidatorException("not fit");
    }
  }

  /** How many of a path count for its length: those above the leaf that another one issued. */
  private static long between(List<X509Certificate> path) {
    return path.stream()
        .skip(1)
        .filter(one -> !one.getSubjectX500Principal().equals(one.getIssuerX500Principal()))
        .count();
  }

  private static boolean mayIssue(X509Certificate anchor, long between) {
    boolean[] usage = anchor.getKeyUsage();
    return anchor.getBasicConstraints() >= between && (usage == null || usage[SIGN_CERTIFICATES]);
  }

  private static boolean mayBeFor(X509Certificate issuer, String purpose)
      throws CertificateParsingException {
    List<String> usages = issuer.getExtendedKeyUsage();
    return usages == null || usages.contains(purpose) || usages.contains("2.5.29.37.0");
  }

  /** An instant as bytes, for what is remembered. */
  static byte[] bytes(Instant at) {
    return ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
        .putLong(at.getEpochSecond())
        .putInt(at.getNano())
        .array();
  }
}
