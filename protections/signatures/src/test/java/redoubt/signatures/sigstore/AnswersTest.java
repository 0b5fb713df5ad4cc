package redoubt.signatures.sigstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampResponseGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;
import org.junit.jupiter.api.Test;

/** Answers of timestamp authorities that bring the certificate they are signed with. */
final class AnswersTest {
  private static final Instant AT = Instant.parse("2026-06-01T12:05:00Z");

  private final byte[] stamped = "a signature".getBytes(UTF_8);
  private final KeyPair rootKey = SmallAuthority.pair();
  private final X509Certificate root = root(rootKey);
  private final KeyPair key = SmallAuthority.pair();

  private static X509Certificate root(KeyPair key) {
    return SmallAuthority.certificate(
        "CN=times", key, "CN=times", key, true, KeyPurposeId.id_kp_timeStamping);
  }

  private X509Certificate stamper(KeyPair issuer) {
    return SmallAuthority.certificate(
        "CN=stamper", key, "CN=times", issuer, false, KeyPurposeId.id_kp_timeStamping);
  }

  private Optional<Instant> time(byte[] answer) {
    return Timestamp.time(
        answer,
        stamped,
        List.of(
            new Authority(
                "https://tsa.acme.test",
                List.of(root),
                new Validity(SmallAuthority.BORN, Optional.empty()))),
        new Remembered(10));
  }

  private byte[] answer(X509Certificate by) throws Exception {
    TimeStampTokenGenerator tokens =
        new TimeStampTokenGenerator(
            new JcaSimpleSignerInfoGeneratorBuilder()
                .build("SHA256withECDSA", key.getPrivate(), by),
            new JcaDigestCalculatorProviderBuilder()
                .build()
                .get(new AlgorithmIdentifier(TSPAlgorithms.SHA256)),
            new ASN1ObjectIdentifier("1.2.3"));
    tokens.addCertificates(new JcaCertStore(List.of(by)));
    TimeStampRequestGenerator asks = new TimeStampRequestGenerator();
    asks.setCertReq(true);
    return new TimeStampResponseGenerator(tokens, TSPAlgorithms.ALLOWED)
        .generate(
            asks.generate(TSPAlgorithms.SHA256, SmallAuthority.sha256(stamped)),
            BigInteger.ONE,
            Date.from(AT))
        .getEncoded();
  }

  @Test
  void theCertificateInAnAnswerLeadsToTheAuthority() throws Exception {
    assertThat(time(answer(stamper(rootKey)))).hasValue(AT);
    assertThat(time(answer(stamper(SmallAuthority.pair())))).isEmpty();
  }

  /** Whatever stands beside it. */
  @Test
  void anAnswerThatWasNotGrantedIsNone() throws Exception {
    byte[] granted = answer(stamper(rootKey));
    for (int status :
        List.of(
            PKIStatus.GRANTED,
            PKIStatus.GRANTED_WITH_MODS,
            PKIStatus.REJECTION,
            PKIStatus.WAITING)) {
      ASN1EncodableVector parts = new ASN1EncodableVector();
      parts.add(new DERSequence(new ASN1Integer(status)));
      parts.add(
          new TimeStampResponse(granted).getTimeStampToken().toCMSSignedData().toASN1Structure());
      assertThat(time(new DERSequence(parts).getEncoded()).isPresent())
          .as("status %s", status)
          .isEqualTo(status <= PKIStatus.GRANTED_WITH_MODS);
    }
  }

  @Test
  void anAnswerIsOfTheseBytesAndNoLongerThanOne() throws Exception {
    byte[] good = answer(stamper(rootKey));
    byte[] longer = java.util.Arrays.copyOf(good, good.length + 1);
    assertThat(time(longer)).isEmpty();
    stamped[0] ^= 1;
    assertThat(time(good)).isEmpty();
  }
}
