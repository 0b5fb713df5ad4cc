package redoubt.signatures.x509;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.tsp.GenTimeAccuracy;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampToken;
import redoubt.crypto.DerCertificate;

/**
 * That something was there before a moment (RFC 3161), said by an authority that is trusted for it.
 *
 * @param from earliest moment that it may have been, by the accuracy that the authority claims
 * @param until latest
 * @param authority SHA-256 of the certificate that is trusted
 */
public record Timestamp(Instant from, Instant until, String authority) {
  private static final int MOST_BYTES = 64 << 10;
  private static final int MOST_CERTIFICATES = 10;
  private static final Map<String, String> HASHES =
      Map.of(
          "2.16.840.1.101.3.4.2.1",
          "SHA-256",
          "2.16.840.1.101.3.4.2.2",
          "SHA-384",
          "2.16.840.1.101.3.4.2.3",
          "SHA-512");

  /**
   * Empty unless the token is a timestamp of these very bytes, signed by a certificate that is for
   * timestamps alone, was valid then, and leads to one of the authorities.
   *
   * @param token a TimeStampToken in DER
   */
  @SuppressWarnings("CatchingUnchecked") // Nobody promises what a reader throws at rubbish.
  public static Optional<Timestamp> verify(byte[] token, byte[] stamped, Authorities trusted) {
    if (token.length > MOST_BYTES || trusted.isEmpty()) {
      return Optional.empty();
    }
    try {
      return read(new TimeStampToken(new CMSSignedData(token)), stamped, trusted);
    } catch (IOException
        | CMSException
        | TSPException
        | GeneralSecurityException
        | OperatorCreationException
        | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<Timestamp> read(TimeStampToken token, byte[] stamped, Authorities trusted)
      throws GeneralSecurityException, TSPException, OperatorCreationException {
    if (!isOver(token, stamped)) {
      return Optional.empty();
    }
    List<X509Certificate> carried = new ArrayList<>();
    List<X509Certificate> signers = new ArrayList<>();
    for (X509CertificateHolder holder : token.getCertificates().getMatches(null)) {
      carried.add(read(holder));
      if (token.getSID().match(holder)) {
        signers.add(carried.getLast());
      }
    }
    if (carried.size() > MOST_CERTIFICATES || signers.size() != 1) {
      return Optional.empty();
    }
    // Verifies the signature, that it is this certificate's (RFC 5816), that it was valid then, and
    // that it is for timestamps and nothing else.
    token.validate(new JcaSimpleSignerInfoVerifierBuilder().build(signers.getFirst()));
    Instant at = token.getTimeStampInfo().getGenTime().toInstant();
    return chain(signers.getFirst(), carried, trusted, at)
        .filter(Timestamp::isFit)
        .map(chain ->
            new Timestamp(
                at.minus(accuracy(token)),
                at.plus(accuracy(token)),
                Certificates.fingerprint(chain.getLast())));
  }

  /**
   * The token is over these bytes, and signed with a hash of SHA-2 as well. Who signed it is not
   * looked at.
   */
  public static boolean isOver(TimeStampToken token, byte[] stamped) {
    String hash = HASHES.get(token.getTimeStampInfo().getMessageImprintAlgOID().getId());
    String signed = token.toCMSSignedData().getSignerInfos().iterator().next().getDigestAlgOID();
    try {
      return hash != null
          && HASHES.containsKey(signed)
          && MessageDigest.isEqual(
              token.getTimeStampInfo().getMessageImprintDigest(),
              MessageDigest.getInstance(hash).digest(stamped));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-2", e);
    }
  }

  private static X509Certificate read(X509CertificateHolder holder) throws CertificateException {
    try {
      return DerCertificate.read(holder.getEncoded())
          .orElseThrow(() -> new CertificateException("a certificate cannot be read"));
    } catch (IOException e) {
      throw new CertificateException(e);
    }
  }

  private static Optional<List<X509Certificate>> chain(
      X509Certificate signer, List<X509Certificate> carried, Authorities trusted, Instant at)
      throws GeneralSecurityException {
    X509CertSelector target = new X509CertSelector();
    target.setCertificate(signer);
    PKIXBuilderParameters parameters =
        new PKIXBuilderParameters(
            trusted.certificates().stream()
                .map(one -> new TrustAnchor(one, null))
                .collect(Collectors.toSet()),
            target);
    parameters.setRevocationEnabled(false);
    parameters.setMaxPathLength(MOST_CERTIFICATES);
    parameters.setDate(Date.from(at));
    parameters.addCertStore(
        CertStore.getInstance("Collection", new CollectionCertStoreParameters(carried)));
    PKIXCertPathBuilderResult built =
        (PKIXCertPathBuilderResult) CertPathBuilder.getInstance("PKIX").build(parameters);
    List<X509Certificate> chain = new ArrayList<>();
    built.getCertPath().getCertificates().forEach(one -> chain.add((X509Certificate) one));
    X509Certificate anchor = built.getTrustAnchor().getTrustedCert();
    if (anchor == null || chain.isEmpty()) {
      return Optional.empty();
    }
    chain.add(anchor);
    return Chain.of(chain).isValid(at, at) ? Optional.of(chain) : Optional.empty();
  }

  private static boolean isFit(List<X509Certificate> chain) {
    for (int at = 1; at < chain.size(); at++) {
      if (!Certificates.isAuthority(chain.get(at), at - 1)) {
        return false;
      }
    }
    return Certificates.isSigningLeaf(chain.getFirst())
        && NameLimits.allow(chain.getLast(), chain.subList(0, chain.size() - 1))
        && chain.stream().allMatch(Certificates::isStrong);
  }

  private static Duration accuracy(TimeStampToken token) {
    GenTimeAccuracy claimed = token.getTimeStampInfo().getGenTimeAccuracy();
    return claimed == null
        ? Duration.ZERO
        : Duration.ofSeconds(claimed.getSeconds())
            .plusMillis(claimed.getMillis())
            .plusNanos(claimed.getMicros() * 1_000L);
  }
}
