package redoubt.signatures;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.EllipticCurve;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** ECDSA as the JDK verifies it, and by what it takes to be one. */
final class EcdsaTest {
  private static final long SEED = 20261123;

  enum Curve {
    P256("secp256r1", "SHA-256", "SHA256withECDSA"),
    P384("secp384r1", "SHA-384", "SHA384withECDSA"),
    P521("secp521r1", "SHA-512", "SHA512withECDSA"),
    /** Cut to the order of the curve. */
    P256_LONG_HASH("secp256r1", "SHA-512", "SHA512withECDSA"),
    P521_SHORT_HASH("secp521r1", "SHA-256", "SHA256withECDSA");

    private final String curve;
    private final String hash;
    private final String signing;

    Curve(String curve, String hash, String signing) {
      this.curve = curve;
      this.hash = hash;
      this.signing = signing;
    }

    KeyPair pair() {
      try {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    byte[] hash(byte... message) throws GeneralSecurityException {
      return MessageDigest.getInstance(hash).digest(message);
    }

    byte[] sign(KeyPair pair, String algorithm, byte... message) throws GeneralSecurityException {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(pair.getPrivate());
      signature.update(message);
      return signature.sign();
    }

    boolean jdk(ECPublicKey key, String algorithm, byte[] message, byte[] signature) {
      try {
        Signature verifier = Signature.getInstance(algorithm);
        verifier.initVerify(key);
        verifier.update(message);
        return verifier.verify(signature);
      } catch (GeneralSecurityException e) {
        return false;
      }
    }
  }

  private static ECPublicKey key(KeyPair pair) {
    return (ECPublicKey) pair.getPublic();
  }

  @ParameterizedTest
  @EnumSource
  void whatIsSignedHoldsAndNothingElseDoes(Curve curve) throws Exception {
    Random random = new Random(SEED);
    for (int i = 0; i < 40; i++) {
      KeyPair pair = curve.pair();
      byte[] message = new byte[random.nextInt(200)];
      random.nextBytes(message);
      byte[] signature = curve.sign(pair, curve.signing, message);
      byte[] plain = curve.sign(pair, curve.signing + "inP1363Format", message);
      byte[] hash = curve.hash(message);
      assertThat(Ecdsa.verifies(key(pair), hash, signature)).isTrue();
      assertThat(Ecdsa.verifies(key(pair), hash, signature)).as("once more").isTrue();
      assertThat(Ecdsa.verifiesPlain(key(pair), hash, plain)).isTrue();
      assertThat(Ecdsa.verifiesPlain(key(pair), hash, signature)).isFalse();
      assertThat(Ecdsa.verifies(key(pair), hash, plain)).isFalse();
      assertThat(Ecdsa.verifies(key(curve.pair()), hash, signature)).isFalse();
      assertThat(Ecdsa.verifies(key(pair), curve.hash((byte) i), signature)).isFalse();
    }
  }

  /** Bytes that are changed, cut, doubled, added; what the JDK refuses is refused here. */
  @ParameterizedTest
  @EnumSource
  void whatIsChangedHoldsOnlyIfTheJdkSaysSoToo(Curve curve) throws Exception {
    Random random = new Random(SEED);
    KeyPair pair = curve.pair();
    byte[] message = {1, 2, 3};
    byte[] signature = curve.sign(pair, curve.signing, message);
    byte[] plain = curve.sign(pair, curve.signing + "inP1363Format", message);
    for (int i = 0; i < 300; i++) {
      byte[] changed = changed(signature, random);
      if (Ecdsa.verifies(key(pair), curve.hash(message), changed)) {
        assertThat(curve.jdk(key(pair), curve.signing, message, changed)).isTrue();
      }
      byte[] other = changed(plain, random);
      if (Ecdsa.verifiesPlain(key(pair), curve.hash(message), other)) {
        assertThat(curve.jdk(key(pair), curve.signing + "inP1363Format", message, other)).isTrue();
      }
    }
  }

  private static byte[] changed(byte[] signature, Random random) {
    byte[] changed = signature.clone();
    int at = random.nextInt(changed.length);
    switch (random.nextInt(4)) {
      case 0 -> changed[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> changed = Arrays.copyOf(changed, at);
      case 2 -> changed = Arrays.copyOf(changed, changed.length + 1 + random.nextInt(3));
      default -> Arrays.fill(changed, at, changed.length, (byte) (random.nextBoolean() ? 0 : -1));
    }
    return changed;
  }

  @ParameterizedTest
  @EnumSource
  void numbersThatAreNoneOfTheOrderAreRefused(Curve curve) throws Exception {
    KeyPair pair = curve.pair();
    byte[] message = {1};
    byte[] signature = curve.sign(pair, curve.signing, message);
    BigInteger n = key(pair).getParams().getOrder();
    BigInteger[] good = StandardDSAEncoding.INSTANCE.decode(n, signature);
    Stream.of(
            new BigInteger[] {BigInteger.ZERO, good[1]},
            new BigInteger[] {good[0], BigInteger.ZERO},
            new BigInteger[] {BigInteger.ZERO, BigInteger.ZERO},
            new BigInteger[] {good[0].add(n), good[1]},
            new BigInteger[] {good[0], good[1].add(n)},
            new BigInteger[] {good[0].negate(), good[1]},
            new BigInteger[] {n, n},
            new BigInteger[] {BigInteger.ONE, BigInteger.ONE})
        .forEach(numbers ->
            assertThat(Ecdsa.verifies(key(pair), hash(curve, message), der(numbers))).isFalse());
    assertThat(Ecdsa.verifies(key(pair), hash(curve, message), der(good))).isTrue();
    byte[] long1 = der(good);
    byte[] padded = new byte[long1.length + 1];
    System.arraycopy(long1, 0, padded, 0, long1.length);
    assertThat(Ecdsa.verifies(key(pair), hash(curve, message), padded)).as("trailing").isFalse();
    assertThat(Ecdsa.verifies(key(pair), hash(curve, message), new byte[0])).isFalse();
  }

  private static byte[] hash(Curve curve, byte... message) {
    try {
      return curve.hash(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] der(BigInteger... numbers) {
    try {
      return new DERSequence(
              new ASN1Encodable[] {new ASN1Integer(numbers[0]), new ASN1Integer(numbers[1])})
          .getEncoded();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** With a generator, a curve or a point of its own a key could make anything its signature. */
  @Test
  void onAnotherCurveNothingHolds() throws Exception {
    KeyPair pair = Curve.P256.pair();
    byte[] message = {1};
    byte[] signature = Curve.P256.sign(pair, Curve.P256.signing, message);
    ECParameterSpec real = parameters();
    ECPoint point = key(pair).getW();
    EllipticCurve curve = real.getCurve();
    BigInteger p = ((ECFieldFp) curve.getField()).getP();
    Stream.of(
            given(new ECParameterSpec(curve, point, real.getOrder(), 1), point),
            given(new ECParameterSpec(curve, real.getGenerator(), BigInteger.TWO, 1), point),
            given(
                new ECParameterSpec(
                    new EllipticCurve(curve.getField(), curve.getA(), BigInteger.ONE),
                    real.getGenerator(),
                    real.getOrder(),
                    1),
                point),
            given(real, new ECPoint(point.getAffineX(), p.subtract(point.getAffineY()).add(p))),
            given(real, new ECPoint(point.getAffineX(), BigInteger.ONE)),
            given(real, ECPoint.POINT_INFINITY))
        .forEach(
            key -> assertThat(Ecdsa.verifies(key, hash(Curve.P256, message), signature)).isFalse());
    assertThat(Ecdsa.verifies(given(real, point), hash(Curve.P256, message), signature)).isTrue();
  }

  private static ECParameterSpec parameters() throws GeneralSecurityException {
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec("secp256r1"));
    return parameters.getParameterSpec(ECParameterSpec.class);
  }

  private static ECPublicKey given(ECParameterSpec parameters, ECPoint point) {
    return new ECPublicKey() {
      @Override
      public ECPoint getW() {
        return point;
      }

      @Override
      public ECParameterSpec getParams() {
        return parameters;
      }

      @Override
      public String getAlgorithm() {
        return "EC";
      }

      @Override
      public String getFormat() {
        return "X.509";
      }

      @Override
      public byte[] getEncoded() {
        return new byte[0];
      }
    };
  }

  @ParameterizedTest
  @EnumSource
  void whoSignedIsAmongThoseWhoMayHave(Curve curve) throws Exception {
    for (int i = 0; i < 20; i++) {
      KeyPair pair = curve.pair();
      byte[] message = {(byte) i};
      byte[] signature = curve.sign(pair, curve.signing, message);
      assertThat(Ecdsa.makers(key(curve.pair()), curve.hash(message), signature))
          .hasSize(2)
          .contains(key(pair).getW());
      assertThat(Ecdsa.makers(key(pair), curve.hash((byte) -1), signature))
          .doesNotContain(key(pair).getW());
    }
    assertThat(Ecdsa.makers(key(curve.pair()), curve.hash((byte) 1), new byte[9])).isEmpty();
  }

  /**
   * The first number of a signature is that of a point less the order of the curve, if that is
   * smaller: by chance it never is, but whoever makes the key from the signature may have it so.
   */
  @Test
  void aPointBeyondTheOrderIsFoundToo() throws Exception {
    ECDomainParameters curve = new ECDomainParameters(CustomNamedCurves.getByName("P-256"));
    BigInteger x = curve.getN();
    org.bouncycastle.math.ec.ECPoint point = null;
    while (point == null) {
      x = x.add(BigInteger.ONE);
      point = on(curve, x);
    }
    BigInteger first = x.subtract(curve.getN());
    BigInteger second = BigInteger.valueOf(7);
    BigInteger inverse = first.modInverse(curve.getN());
    BigInteger hash = new BigInteger(1, Curve.P256.hash((byte) 1));
    org.bouncycastle.math.ec.ECPoint maker =
        point
            .multiply(second.multiply(inverse).mod(curve.getN()))
            .add(curve.getG().multiply(hash.negate().multiply(inverse).mod(curve.getN())))
            .normalize();
    ECPublicKey key =
        given(
            parameters(),
            new ECPoint(
                maker.getAffineXCoord().toBigInteger(), maker.getAffineYCoord().toBigInteger()));
    byte[] signature = der(first, second);
    assertThat(Ecdsa.verifies(key, Curve.P256.hash((byte) 1), signature)).isTrue();
    assertThat(Ecdsa.makers(key, Curve.P256.hash((byte) 1), signature)).contains(key.getW());
  }

  private static org.bouncycastle.math.ec.@Nullable ECPoint on(
      ECDomainParameters curve, BigInteger x) {
    try {
      byte[] compressed = new byte[33];
      compressed[0] = 2;
      System.arraycopy(BigIntegers.asUnsignedByteArray(32, x), 0, compressed, 1, 32);
      return curve.getCurve().decodePoint(compressed);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Multiples of a key are kept, and many may ask for them at a time. */
  @Test
  void manyMayVerifyWithManyKeysAtATime() throws Exception {
    byte[] message = {1};
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      Future<?>[] all =
          IntStream.range(0, 8)
              .mapToObj(_ ->
                  threads.submit(() -> {
                    for (int i = 0; i < 300; i++) {
                      KeyPair pair = Curve.P256.pair();
                      byte[] signature = Curve.P256.sign(pair, Curve.P256.signing, message);
                      assertThat(Ecdsa.verifies(key(pair), hash(Curve.P256, message), signature))
                          .isTrue();
                    }
                    return true;
                  }))
              .toArray(Future<?>[]::new);
      for (Future<?> one : all) {
        assertThat(one.get()).isEqualTo(true);
      }
    }
  }
}
