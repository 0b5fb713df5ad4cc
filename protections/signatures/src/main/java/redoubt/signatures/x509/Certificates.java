package redoubt.signatures.x509;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PSSParameterSpec;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import redoubt.signatures.PublicKeys;

/** What one certificate is, and what it may be used for. */
public final class Certificates {
  static final String KEY_USAGE = "2.5.29.15";
  static final String BASIC_CONSTRAINTS = "2.5.29.19";
  static final String REVOCATION_LIST = "2.5.29.31";
  static final String AUTHORITY_ACCESS = "1.3.6.1.5.5.7.1.1";

  private static final Set<String> STRONG =
      Set.of(
          "SHA256withRSA",
          "SHA384withRSA",
          "SHA512withRSA",
          "SHA256withECDSA",
          "SHA384withECDSA",
          "SHA512withECDSA",
          "Ed25519");
  private static final Set<String> STRONG_HASHES = Set.of("SHA-256", "SHA-384", "SHA-512");

  /** RFC 5280, section 4.2.1.12, and what stands for any purpose. */
  private static final Set<String> NOT_FOR_CODE =
      Set.of(
          "2.5.29.37.0",
          "1.3.6.1.5.5.7.3.1",
          "1.3.6.1.5.5.7.3.2",
          "1.3.6.1.5.5.7.3.4",
          "1.3.6.1.5.5.7.3.8",
          "1.3.6.1.5.5.7.3.9");

  private Certificates() {}

  /** SHA-256 of the whole certificate, in hex. */
  public static String fingerprint(X509Certificate certificate) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate that was read has an encoding", e);
    }
  }

  static boolean signedItself(X509Certificate certificate) {
    return isIssuedBy(certificate, certificate);
  }

  @SuppressWarnings("CatchingUnchecked") // As above.
  static boolean isIssuedBy(X509Certificate certificate, X509Certificate issuer) {
    if (!certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
      return false;
    }
    try {
      certificate.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException | RuntimeException e) {
      return false;
    }
  }

  /** Signed with SHA-256 or better, and a key of a size that can be trusted. */
  public static boolean isStrong(X509Certificate certificate) {
    return isStrongSignature(certificate) && isStrongKey(certificate.getPublicKey());
  }

  private static boolean isStrongSignature(X509Certificate certificate) {
    String name = certificate.getSigAlgName();
    if (!name.equals("RSASSA-PSS")) {
      return STRONG.contains(name);
    }
    try {
      java.security.AlgorithmParameters parameters =
          java.security.AlgorithmParameters.getInstance("RSASSA-PSS");
      byte[] encoded = certificate.getSigAlgParams();
      if (encoded == null) {
        return false;
      }
      parameters.init(encoded);
      return STRONG_HASHES.contains(
          parameters.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm());
    } catch (GeneralSecurityException | java.io.IOException e) {
      return false;
    }
  }

  private static boolean isStrongKey(PublicKey key) {
    return switch (key) {
      case RSAPublicKey rsa -> PublicKeys.isUsual(rsa);
      case ECPublicKey curve -> curve.getParams().getCurve().getField().getFieldSize() >= 256;
      case EdECPublicKey _ -> true;
      default -> false;
    };
  }

  static boolean isCritical(X509Certificate certificate, String extension) {
    Set<String> critical = certificate.getCriticalExtensionOIDs();
    return critical != null && critical.contains(extension);
  }

  /**
   * May issue certificates.
   *
   * @param below how many authorities stand between it and the leaf
   */
  static boolean isAuthority(X509Certificate certificate, int below) {
    boolean[] usage = certificate.getKeyUsage();
    return isCritical(certificate, BASIC_CONSTRAINTS)
        && certificate.getBasicConstraints() >= below
        && usage != null
        && usage.length > 5
        && usage[5];
  }

  /** Has a key that makes signatures and does nothing else. */
  static boolean isSigningLeaf(X509Certificate certificate) {
    boolean[] usage = certificate.getKeyUsage();
    return certificate.getBasicConstraints() < 0
        && usage != null
        && usage.length > 1
        && usage[0]
        && IntStream.range(2, usage.length).noneMatch(bit -> usage[bit]);
  }

  /** What its key is for, if it says so, does not speak against signing code. */
  static boolean isForCode(X509Certificate certificate) {
    try {
      List<String> purposes = certificate.getExtendedKeyUsage();
      return purposes == null || purposes.stream().noneMatch(NOT_FOR_CODE::contains);
    } catch (CertificateParsingException e) {
      return false;
    }
  }

  /** Says where one can ask whether it was revoked. */
  static boolean saysWhereToAsk(X509Certificate certificate) {
    return certificate.getExtensionValue(REVOCATION_LIST) != null
        || certificate.getExtensionValue(AUTHORITY_ACCESS) != null;
  }
}
