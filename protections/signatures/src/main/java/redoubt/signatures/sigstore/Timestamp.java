package redoubt.signatures.sigstore;

import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampToken;
import redoubt.crypto.DerCertificate;

/** The answer of a timestamp authority (RFC 3161): that something was there at a time. */
final class Timestamp {
  private static final int LONGEST = 64 << 10;

  private Timestamp() {}

  /**
   * The time, if an authority that was trusted then said that what is stamped was there.
   *
   * @param answer in DER
   */
  static Optional<Instant> time(
      byte[] answer, byte[] stamped, List<Authority> authorities, Remembered memory) {
    if (answer.length > LONGEST) {
      return Optional.empty();
    }
    try {
      ASN1Primitive.fromByteArray(answer); // nothing stands behind it
      TimeStampResponse response = new TimeStampResponse(answer);
      TimeStampToken token = response.getTimeStampToken();
      if (token == null
          || (response.getStatus() != PKIStatus.GRANTED
              && response.getStatus() != PKIStatus.GRANTED_WITH_MODS)
          || !redoubt.signatures.x509.Timestamp.isOver(token, stamped)) {
        return Optional.empty();
      }
      Instant at = token.getTimeStampInfo().getGenTime().toInstant();
      for (Authority authority : authorities) {
        if (authority.validity().contains(at)
            && memory.holds(
                "timestamp",
                () -> isBy(authority, token, at),
                answer,
                leaf(authority).getEncoded(),
                authority.anchor().getEncoded())) {
          return Optional.of(at);
        }
      }
      return Optional.empty();
    } catch (IOException
        | TSPException
        | CertificateEncodingException
        | IllegalArgumentException
        | IllegalStateException
        | ClassCastException
        | NullPointerException e) {
      // What the parser of CMS cannot take is no timestamp; some forms end in the last two.
      return Optional.empty();
    }
  }

  private static X509Certificate leaf(Authority authority) {
    return authority.chain().getFirst();
  }

  /** The authority's own certificate stamps; if it has none, one that is in the answer. */
  private static boolean isBy(Authority authority, TimeStampToken token, Instant at) {
    List<X509Certificate> stampers = new ArrayList<>();
    if (leaf(authority).getBasicConstraints() < 0) {
      stampers.add(leaf(authority));
    } else {
      for (X509CertificateHolder held : token.getCertificates().getMatches(null)) {
        if (token.getSID().match(held)) {
          certificate(held).ifPresent(stampers::add);
        }
      }
    }
    return stampers.stream()
        .limit(2)
        .anyMatch(stamper ->
            isSealedBy(stamper, token)
                && Paths.path(stamper, authority.chain(), authority.anchor(), Paths.STAMP_TIMES, at)
                    .isPresent());
  }

  private static Optional<X509Certificate> certificate(X509CertificateHolder held) {
    try {
      return DerCertificate.read(held.getEncoded());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Signature, purpose, and the time within the certificate's own. */
  private static boolean isSealedBy(X509Certificate stamper, TimeStampToken token) {
    try {
      token.validate(new JcaSimpleSignerInfoVerifierBuilder().build(stamper));
      return true;
    } catch (TSPException | OperatorCreationException | IllegalArgumentException e) {
      return false;
    }
  }
}
