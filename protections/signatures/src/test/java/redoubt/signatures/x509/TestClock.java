package redoubt.signatures.x509;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;

/** Makes timestamps (RFC 3161). */
public final class TestClock {
  private TestClock() {}

  /** A token of these bytes. */
  public static byte[] stamp(TestAuthority.Party clock, byte[] stamped, Instant at) {
    return stamp(clock, stamped, at, "SHA256withECDSA", 0);
  }

  /** A token, with an algorithm of its signature and an accuracy in seconds. */
  public static byte[] stamp(
      TestAuthority.Party clock, byte[] stamped, Instant at, String algorithm, int accuracy) {
    try {
      DigestCalculatorProvider digests = new JcaDigestCalculatorProviderBuilder().build();
      TimeStampTokenGenerator generator =
          new TimeStampTokenGenerator(
              new JcaSimpleSignerInfoGeneratorBuilder()
                  .build(algorithm, clock.keys().getPrivate(), clock.certificate()),
              digests.get(new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256)),
              new ASN1ObjectIdentifier("1.2.3.4"));
      generator.addCertificates(new JcaCertStore(clock.chain()));
      if (accuracy > 0) {
        generator.setAccuracySeconds(accuracy);
      }
      TimeStampRequestGenerator asking = new TimeStampRequestGenerator();
      asking.setCertReq(true);
      TimeStampRequest request =
          asking.generate(
              TSPAlgorithms.SHA256, MessageDigest.getInstance("SHA-256").digest(stamped));
      return generator
          .generate(request, BigInteger.valueOf(at.getEpochSecond()), Date.from(at))
          .getEncoded();
    } catch (GeneralSecurityException
        | IOException
        | org.bouncycastle.operator.OperatorCreationException
        | org.bouncycastle.tsp.TSPException e) {
      throw new IllegalStateException(e);
    }
  }
}
