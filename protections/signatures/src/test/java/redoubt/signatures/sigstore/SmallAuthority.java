package redoubt.signatures.sigstore;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import redoubt.crypto.DerCertificate;

/** An authority as Fulcio is one: a root, one that issues, and a log of certificates. */
public final class SmallAuthority {
  static final Instant BORN = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration YEARS = Duration.ofDays(3650);
  private static long serial = 1;

  final KeyPair rootKey = pair();
  final KeyPair key = pair();
  final KeyPair log = pair();
  final X509Certificate root;
  final X509Certificate issuer;

  /** What a leaf is to say; each can be made to say something else. */
  public static final class Wanted {
    List<GeneralName> names = List.of(new GeneralName(GeneralName.rfc822Name, "dev@acme.test"));
    Optional<String> issuer = Optional.of("https://login.acme.test");
    Optional<String> oldIssuer = Optional.of("https://old.acme.test");
    KeyPurposeId purpose = KeyPurposeId.id_kp_codeSigning;
    Instant from = Instant.parse("2026-06-01T12:00:00Z");
    boolean logged = true;
    boolean mayIssue;
    boolean withoutPurpose;
    boolean issuerInAnotherAlphabet;
    int keyUsage = KeyUsage.digitalSignature;
    Optional<KeyPair> otherLog = Optional.empty();
    Instant loggedAt = Instant.parse("2026-06-01T12:00:00Z");
  }

  SmallAuthority() {
    root =
        certificate("CN=root", rootKey, "CN=root", rootKey, true, KeyPurposeId.id_kp_codeSigning);
    issuer =
        certificate("CN=issuer", key, "CN=root", rootKey, true, KeyPurposeId.id_kp_codeSigning);
  }

  public static KeyPair pair() {
    try {
      KeyPairGenerator maker = KeyPairGenerator.getInstance("EC");
      maker.initialize(new ECGenParameterSpec("secp256r1"));
      return maker.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public static byte[] sign(KeyPair by, byte[] message) {
    try {
      Signature signature =
          Signature.getInstance(
              by.getPrivate().getAlgorithm().equals("EC") ? "SHA256withECDSA" : "Ed25519");
      signature.initSign(by.getPrivate());
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One that issues, or that stamps. */
  static X509Certificate certificate(
      String name, KeyPair of, String by, KeyPair byKey, boolean issues, KeyPurposeId purpose) {
    try {
      X509v3CertificateBuilder made = builder(name, of, by, BORN, YEARS);
      made.addExtension(Extension.basicConstraints, true, new BasicConstraints(issues));
      made.addExtension(
          Extension.keyUsage,
          true,
          new KeyUsage(issues ? KeyUsage.keyCertSign : KeyUsage.digitalSignature));
      made.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(purpose));
      return read(built(made, byKey));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  X509Certificate issue(KeyPair of, Wanted wanted) {
    try {
      X509v3CertificateBuilder made =
          builder("CN=leaf", of, "CN=issuer", wanted.from, Duration.ofMinutes(10));
      made.addExtension(Extension.keyUsage, true, new KeyUsage(wanted.keyUsage));
      if (wanted.mayIssue) {
        made.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      }
      if (!wanted.withoutPurpose) {
        made.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(wanted.purpose));
      }
      if (!wanted.names.isEmpty()) {
        made.addExtension(
            Extension.subjectAlternativeName,
            true,
            new GeneralNames(wanted.names.toArray(GeneralName[]::new)));
      }
      if (wanted.oldIssuer.isPresent()) {
        made.addExtension(
            new ASN1ObjectIdentifier("1.3.6.1.4.1.57264.1.1"),
            false,
            wanted.oldIssuer.get().getBytes(StandardCharsets.UTF_8));
      }
      if (wanted.issuer.isPresent()) {
        made.addExtension(
            new ASN1ObjectIdentifier("1.3.6.1.4.1.57264.1.8"),
            false,
            wanted.issuerInAnotherAlphabet
                ? new DERIA5String(wanted.issuer.get())
                : new DERUTF8String(wanted.issuer.get()));
      }
      if (wanted.logged) {
        made.addExtension(
            new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2"),
            false,
            new DEROctetString(stamps(read(built(made, key)), wanted)));
      }
      return read(built(made, key));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** RFC 6962, section 3.2, of a certificate that has none yet. */
  private byte[] stamps(X509Certificate before, Wanted wanted) {
    try (ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes)) {
      byte[] entry = before.getTBSCertificate();
      out.writeShort(0);
      out.writeLong(wanted.loggedAt.toEpochMilli());
      out.writeShort(1);
      out.write(sha256(key.getPublic().getEncoded()));
      out.writeByte(entry.length >> 16);
      out.writeShort(entry.length);
      out.write(entry);
      out.writeShort(0);
      byte[] seal = sign(wanted.otherLog.orElse(log), bytes.toByteArray());
      bytes.reset();
      out.writeShort(1 + 32 + 8 + 2 + 2 + 2 + seal.length + 2);
      out.writeShort(1 + 32 + 8 + 2 + 2 + 2 + seal.length);
      out.writeByte(0);
      out.write(sha256(log.getPublic().getEncoded()));
      out.writeLong(wanted.loggedAt.toEpochMilli());
      out.writeShort(0);
      out.writeByte(4);
      out.writeByte(3);
      out.writeShort(seal.length);
      out.write(seal);
      return bytes.toByteArray();
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static X509v3CertificateBuilder builder(
      String name, KeyPair of, String by, Instant from, Duration lasts) {
    return new JcaX509v3CertificateBuilder(
        new X500Name(by),
        BigInteger.valueOf(serial++),
        Date.from(from),
        Date.from(from.plus(lasts)),
        new X500Name(name),
        of.getPublic());
  }

  private static X509CertificateHolder built(X509v3CertificateBuilder made, KeyPair by) {
    try {
      return made.build(new JcaContentSignerBuilder("SHA256withECDSA").build(by.getPrivate()));
    } catch (OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static X509Certificate read(X509CertificateHolder held) throws IOException {
    return DerCertificate.read(held.getEncoded()).orElseThrow();
  }
}
