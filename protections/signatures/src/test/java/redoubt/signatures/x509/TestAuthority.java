package redoubt.signatures.x509;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** Makes certificates as they should be, and as they should not. */
public final class TestAuthority {
  /** When the certificates of these tests begin. */
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  /** When they are looked at. */
  public static final Instant NOW = START.plus(Duration.ofDays(100));

  public static final Instant END = START.plus(Duration.ofDays(365));
  public static final ASN1ObjectIdentifier KEY_USAGE = Extension.keyUsage;
  public static final ASN1ObjectIdentifier PURPOSE = Extension.extendedKeyUsage;
  public static final ASN1ObjectIdentifier CONSTRAINTS = Extension.basicConstraints;

  private static final Map<String, KeyPair> KEYS = new ConcurrentHashMap<>();
  private static final AtomicLong SERIAL = new AtomicLong(1);

  /** A key, its certificate, and those above it. */
  public record Party(KeyPair keys, List<X509Certificate> chain) {
    public X509Certificate certificate() {
      return chain.getFirst();
    }

    public X509Certificate root() {
      return chain.getLast();
    }

    public List<byte[]> encoded() {
      List<byte[]> all = new ArrayList<>();
      for (X509Certificate one : chain) {
        try {
          all.add(one.getEncoded());
        } catch (java.security.cert.CertificateEncodingException e) {
          throw new IllegalStateException(e);
        }
      }
      return all;
    }
  }

  private final Map<ASN1ObjectIdentifier, Extension> extensions = new java.util.LinkedHashMap<>();
  private String subject = "C=US,ST=WA,O=Acme,CN=Signer";
  private KeyPair keys = keys("P-256");
  private Instant from = START;
  private Instant until = END;
  private String hash = "SHA256";

  private TestAuthority() {}

  /** A leaf that may sign code. */
  public static TestAuthority leaf(String key) {
    TestAuthority made = new TestAuthority().key(key);
    made.with(KEY_USAGE, true, new KeyUsage(KeyUsage.digitalSignature));
    return made.with(PURPOSE, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_codeSigning));
  }

  /** One that may issue certificates. */
  public static TestAuthority authority(String name, int below) {
    TestAuthority made = new TestAuthority().key("P-256 " + name).subject("C=US,O=Acme,CN=" + name);
    made.with(CONSTRAINTS, true, new BasicConstraints(below));
    return made.with(KEY_USAGE, true, new KeyUsage(KeyUsage.keyCertSign));
  }

  /** One that says what time it is. */
  public static TestAuthority clock() {
    TestAuthority made = leaf("P-256 clock").subject("C=US,O=Acme,CN=Clock");
    return made.with(PURPOSE, true, new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping));
  }

  /** The same key for the same name: RSA takes long to make. */
  public static KeyPair keys(String name) {
    return KEYS.computeIfAbsent(
        name,
        wanted -> {
          try {
            String kind = wanted.split(" ", 2)[0];
            if (kind.equals("RSA-3072") || kind.equals("RSA-4096")) {
              return ofManyPrimes(Integer.parseInt(kind.substring(4)) / 1024);
            }
            KeyPairGenerator maker =
                KeyPairGenerator.getInstance(kind.startsWith("P-") ? "EC" : kind.split("-", 2)[0]);
            if (kind.startsWith("P-")) {
              maker.initialize(new ECGenParameterSpec("secp" + kind.substring(2) + "r1"));
            } else if (kind.contains("-")) {
              maker.initialize(Integer.parseInt(kind.split("-", 2)[1]));
            }
            return maker.generateKeyPair();
          } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  /** RSA of primes of 1024 bits each (RFC 8017, section 3): quickly made. */
  private static KeyPair ofManyPrimes(int count) throws java.security.GeneralSecurityException {
    BigInteger exponent = BigInteger.valueOf(65537);
    java.util.Random random = new java.security.SecureRandom();
    while (true) {
      BigInteger modulus = BigInteger.ONE;
      BigInteger order = BigInteger.ONE;
      for (int at = 0; at < count; at++) {
        BigInteger prime = BigInteger.probablePrime(1024, random);
        modulus = modulus.multiply(prime);
        order = order.multiply(prime.subtract(BigInteger.ONE));
      }
      if (modulus.bitLength() == count * 1024 && order.gcd(exponent).equals(BigInteger.ONE)) {
        java.security.KeyFactory factory = java.security.KeyFactory.getInstance("RSA");
        return new KeyPair(
            factory.generatePublic(new java.security.spec.RSAPublicKeySpec(modulus, exponent)),
            factory.generatePrivate(
                new java.security.spec.RSAPrivateKeySpec(modulus, exponent.modInverse(order))));
      }
    }
  }

  public TestAuthority key(String name) {
    keys = keys(name);
    return this;
  }

  public TestAuthority subject(String name) {
    subject = name;
    return this;
  }

  public TestAuthority valid(Instant first, Instant last) {
    from = first;
    until = last;
    return this;
  }

  public TestAuthority hash(String name) {
    hash = name;
    return this;
  }

  public TestAuthority with(ASN1ObjectIdentifier id, boolean critical, ASN1Encodable value) {
    try {
      extensions.put(id, new Extension(id, critical, value.toASN1Primitive().getEncoded()));
    } catch (java.io.IOException e) {
      throw new IllegalStateException(e);
    }
    return this;
  }

  public TestAuthority without(ASN1ObjectIdentifier id) {
    extensions.remove(id);
    return this;
  }

  /** Signed by its own key. */
  public Party alone() {
    return new Party(keys, List.of(certificate(null)));
  }

  public Party by(Party issuer) {
    List<X509Certificate> chain = new ArrayList<>(List.of(certificate(issuer)));
    chain.addAll(issuer.chain());
    return new Party(keys, chain);
  }

  private X509Certificate certificate(@Nullable Party issuer) {
    try {
      X500Name own = new X500Name(subject);
      X500Name above =
          issuer == null
              ? own
              : X500Name.getInstance(issuer.certificate().getSubjectX500Principal().getEncoded());
      KeyPair signing = issuer == null ? keys : issuer.keys();
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              above,
              BigInteger.valueOf(SERIAL.getAndIncrement()),
              Date.from(from),
              Date.from(until),
              own,
              keys.getPublic());
      for (Extension extension : extensions.values()) {
        builder.addExtension(extension);
      }
      String algorithm =
          switch (signing.getPrivate().getAlgorithm()) {
            case "EC" -> hash + "withECDSA";
            case "RSA" -> hash + "withRSA";
            default -> "Ed25519";
          };
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(new JcaContentSignerBuilder(algorithm).build(signing.getPrivate())));
    } catch (java.security.GeneralSecurityException
        | java.io.IOException
        | org.bouncycastle.operator.OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }
}
