package redoubt.keys.signing;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import redoubt.crypto.DerCertificate;
import redoubt.crypto.Randomness;

/** Certificates of signing keys: requests for them (RFC 2986), and chains of them (RFC 5280). */
final class Chains {
  private static final int MOST = 10;
  private static final int LONGEST = 64 << 10;
  private static final int LONGEST_SUBJECT = 500;
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\\s]*+)-----END CERTIFICATE-----");

  private Chains() {}

  /**
   * Reads a chain for a key.
   *
   * @return the chain alone, in PEM
   * @throws redoubt.core.Failure {@code keys.bad-chain}
   */
  static String checked(String pem, PublicKey key, Instant now) {
    List<X509Certificate> chain = read(pem);
    X509Certificate leaf = chain.getFirst();
    if (!leaf.getPublicKey().equals(key)) {
      throw SigningFailures.badChain("The first certificate is that of another key.");
    }
    boolean[] usage = leaf.getKeyUsage();
    if (usage == null || !usage[0] || usage[5] || leaf.getBasicConstraints() >= 0) {
      throw SigningFailures.badChain("The first certificate is not one for signatures.");
    }
    for (int at = 0; at < chain.size(); at++) {
      X509Certificate one = chain.get(at);
      boolean last = at == chain.size() - 1;
      if (!isIssuedBy(one, last ? one : chain.get(at + 1))) {
        throw SigningFailures.badChain(
            last
                ? "The last certificate did not sign itself: the chain ends too early."
                : "A certificate is not issued by the one that follows it.");
      }
      if (now.isAfter(one.getNotAfter().toInstant())) {
        throw SigningFailures.badChain("A certificate has expired.");
      }
    }
    return pem(chain);
  }

  static List<X509Certificate> read(String pem) {
    if (pem.length() > LONGEST) {
      throw SigningFailures.badChain("The chain is longer than 64 KiB.");
    }
    List<X509Certificate> chain = new ArrayList<>();
    Matcher block = BLOCK.matcher(pem);
    while (block.find()) {
      if (chain.size() == MOST) {
        throw SigningFailures.badChain("The chain has more than " + MOST + " certificates.");
      }
      chain.add(certificate(block.group(1)));
    }
    if (chain.isEmpty()) {
      throw SigningFailures.badChain("There is no certificate.");
    }
    return chain;
  }

  private static X509Certificate certificate(String base64) {
    try {
      return DerCertificate.read(Base64.getMimeDecoder().decode(base64))
          .orElseThrow(() -> SigningFailures.badChain("One of them is no certificate."));
    } catch (IllegalArgumentException e) {
      throw SigningFailures.badChain("One of them is no certificate.");
    }
  }

  private static boolean isIssuedBy(X509Certificate one, X509Certificate issuer) {
    try {
      one.verify(issuer.getPublicKey());
      return one.getIssuerX500Principal().equals(issuer.getSubjectX500Principal());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static String pem(List<X509Certificate> chain) {
    StringBuilder all = new StringBuilder();
    for (X509Certificate one : chain) {
      try {
        all.append(Pem.block("CERTIFICATE", one.getEncoded()));
      } catch (CertificateException e) {
        throw new IllegalStateException("a certificate that was read has an encoding", e);
      }
    }
    return all.toString();
  }

  /**
   * A subject as it is written in certificates.
   *
   * @throws redoubt.core.Failure {@code keys.bad-subject}
   */
  static X500Name subject(String text) {
    try {
      if (!text.isBlank() && text.length() <= LONGEST_SUBJECT) {
        // As RFC 4514 has it: what is written first is encoded last.
        X500Name name = X500Name.getInstance(new X500Principal(text).getEncoded());
        if (name.getRDNs().length > 0) {
          return name;
        }
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw SigningFailures.badSubject();
  }

  /** A request for a certificate (PEM), to be sent to an authority. */
  static String request(SigningKey key, PrivateKey own, X500Name subject) {
    try {
      ExtensionsGenerator wanted = new ExtensionsGenerator();
      wanted.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      wanted.addExtension(
          Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_codeSigning));
      return Pem.block(
          "CERTIFICATE REQUEST",
          new JcaPKCS10CertificationRequestBuilder(subject, key.publicKey())
              .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, wanted.generate())
              .build(signer(key, own))
              .getEncoded());
    } catch (IOException e) {
      throw new IllegalStateException("could not make a request", e);
    }
  }

  /** A certificate that the key signs for itself (PEM). */
  static String selfSigned(
      SigningKey key, PrivateKey own, X500Name subject, Instant now, Duration life) {
    byte[] serial = Randomness.bytes(16);
    serial[0] = (byte) ((serial[0] & 0x7f) | 0x40);
    try {
      return Pem.block(
          "CERTIFICATE",
          new JcaX509v3CertificateBuilder(
                  subject,
                  new BigInteger(serial),
                  Date.from(now.minus(CLOCK_SKEW)),
                  Date.from(now.plus(life)),
                  subject,
                  key.publicKey())
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
              .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
              .addExtension(
                  Extension.extendedKeyUsage,
                  false,
                  new ExtendedKeyUsage(KeyPurposeId.id_kp_codeSigning))
              .build(signer(key, own))
              .getEncoded());
    } catch (IOException e) {
      throw new IllegalStateException("could not make a certificate", e);
    }
  }

  private static ContentSigner signer(SigningKey key, PrivateKey own) {
    try {
      return new JcaContentSignerBuilder(key.algorithm().certificateAlgorithm()).build(own);
    } catch (OperatorCreationException e) {
      throw new IllegalStateException("every JDK signs with " + key.algorithm().word(), e);
    }
  }
}
