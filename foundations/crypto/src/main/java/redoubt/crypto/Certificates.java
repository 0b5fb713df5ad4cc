package redoubt.crypto;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import redoubt.core.Failure;

/** P-256 keys and X.509 certificates (RFC 5280), and their PEM files (RFC 7468). */
final class Certificates {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
  private static final Duration CLOCK_SKEW = Duration.ofHours(1);

  private Certificates() {}

  /** A key pair and the certificate of its public half. */
  record Identity(KeyPair pair, X509Certificate certificate) {}

  static KeyPair newKeyPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has P-256", e);
    }
  }

  static X509Certificate authority(KeyPair pair, Instant from, Instant until) {
    X500Name name = new X500Name("CN=Redoubt local authority");
    try {
      JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
                  name, serial(), date(from.minus(CLOCK_SKEW)), date(until), name, pair.getPublic())
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
              .addExtension(
                  Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
              .addExtension(
                  Extension.subjectKeyIdentifier,
                  false,
                  extensions.createSubjectKeyIdentifier(pair.getPublic()));
      return sign(builder, pair);
    } catch (GeneralSecurityException | CertIOException e) {
      throw new IllegalStateException("could not make the authority's certificate", e);
    }
  }

  static X509Certificate server(
      KeyPair pair, Set<String> names, Identity issuer, Instant from, Instant until) {
    GeneralName[] alternatives =
        names.stream()
            .map(name ->
                new GeneralName(
                    isAddress(name) ? GeneralName.iPAddress : GeneralName.dNSName, name))
            .toArray(GeneralName[]::new);
    try {
      JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
                  issuer.certificate(),
                  serial(),
                  date(from.minus(CLOCK_SKEW)),
                  date(until),
                  new javax.security.auth.x500.X500Principal("CN=Redoubt"),
                  pair.getPublic())
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
              .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
              .addExtension(
                  Extension.extendedKeyUsage,
                  false,
                  new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
              .addExtension(
                  Extension.authorityKeyIdentifier,
                  false,
                  extensions.createAuthorityKeyIdentifier(issuer.pair().getPublic()))
              .addExtension(
                  Extension.subjectKeyIdentifier,
                  false,
                  extensions.createSubjectKeyIdentifier(pair.getPublic()))
              .addExtension(
                  Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
      return sign(builder, issuer.pair());
    } catch (GeneralSecurityException | CertIOException e) {
      throw new IllegalStateException("could not make the server's certificate", e);
    }
  }

  /** The subject's alternative names, addresses in the platform's spelling. */
  static Set<String> names(X509Certificate certificate) {
    Set<String> names = new TreeSet<>();
    try {
      if (certificate.getSubjectAlternativeNames() != null) {
        for (List<?> name : certificate.getSubjectAlternativeNames()) {
          names.add(canonical(String.valueOf(name.get(1))));
        }
      }
    } catch (CertificateException e) {
      return Set.of();
    }
    return names;
  }

  static boolean isIssuedBy(X509Certificate certificate, X509Certificate authority) {
    try {
      certificate.verify(authority.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** Private key and public key, in that order. */
  static byte[] pem(KeyPair pair) {
    return (block("PRIVATE KEY", pair.getPrivate().getEncoded())
            + block("PUBLIC KEY", pair.getPublic().getEncoded()))
        .getBytes(StandardCharsets.US_ASCII);
  }

  static byte[] pem(X509Certificate certificate) {
    try {
      return block("CERTIFICATE", certificate.getEncoded()).getBytes(StandardCharsets.US_ASCII);
    } catch (CertificateException e) {
      throw new IllegalStateException("a certificate of ours has an encoding", e);
    }
  }

  static byte[] pem(Identity identity) {
    byte[] keys = pem(identity.pair());
    byte[] certificate = pem(identity.certificate());
    byte[] both = java.util.Arrays.copyOf(keys, keys.length + certificate.length);
    System.arraycopy(certificate, 0, both, keys.length, certificate.length);
    return both;
  }

  static KeyPair parseKeyPair(byte[] pem) {
    try {
      KeyFactory factory = KeyFactory.getInstance("EC");
      return new KeyPair(
          factory.generatePublic(new X509EncodedKeySpec(only(pem, "PUBLIC KEY"))),
          factory.generatePrivate(new PKCS8EncodedKeySpec(only(pem, "PRIVATE KEY"))));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw damaged(e);
    }
  }

  static X509Certificate parseCertificate(byte[] pem) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(only(pem, "CERTIFICATE")));
    } catch (CertificateException | IllegalArgumentException e) {
      throw damaged(e);
    }
  }

  /** Empty when it is damaged or its parts do not belong together. */
  static Optional<Identity> parseIdentity(byte[] pem) {
    try {
      KeyPair pair = parseKeyPair(pem);
      X509Certificate certificate = parseCertificate(pem);
      return certificate.getPublicKey().equals(pair.getPublic())
          ? Optional.of(new Identity(pair, certificate))
          : Optional.empty();
    } catch (Failure e) {
      return Optional.empty();
    }
  }

  /** Reads a file that need not be private. */
  static Optional<byte[]> readPublic(Path file, int atMost) {
    try {
      if (Files.size(file) > atMost) {
        throw damaged(null);
      }
      return Optional.of(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw damaged(e);
    }
  }

  private static byte[] only(byte[] pem, String type) {
    List<byte[]> found = new ArrayList<>();
    Matcher blocks = BLOCK.matcher(new String(pem, StandardCharsets.ISO_8859_1));
    while (blocks.find()) {
      if (blocks.group(1).equals(type)) {
        found.add(Base64.getMimeDecoder().decode(blocks.group(2)));
      }
    }
    if (found.size() != 1) {
      throw new IllegalArgumentException("there is not one " + type);
    }
    return found.getFirst();
  }

  private static String block(String type, byte[] der) {
    return "-----BEGIN "
        + type
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + type
        + "-----\n";
  }

  private static X509Certificate sign(X509v3CertificateBuilder builder, KeyPair issuer)
      throws CertificateException {
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.getPrivate())));
    } catch (OperatorCreationException e) {
      throw new IllegalStateException("every Java platform has ECDSA", e);
    }
  }

  /** One spelling for each address and name. */
  static String canonical(String host) {
    return isAddress(host)
        ? InetAddress.ofLiteral(host).getHostAddress()
        : host.toLowerCase(java.util.Locale.ROOT);
  }

  static boolean isAddress(String name) {
    try {
      InetAddress.ofLiteral(name);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static BigInteger serial() {
    byte[] bytes = Randomness.bytes(16);
    bytes[0] &= 0x7f;
    bytes[0] |= 0x40;
    return new BigInteger(bytes);
  }

  private static Date date(Instant instant) {
    return Date.from(instant);
  }

  private static Failure damaged(@org.jspecify.annotations.Nullable Exception cause) {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "crypto.damaged-identity",
        "A file of the server's identity (ca.pem or tls/) is damaged.",
        "Bring it back from a backup, or remove ca.pem and tls/ to make a new authority.",
        cause);
  }
}
