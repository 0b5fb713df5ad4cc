package redoubt.signatures;

import java.io.IOException;
import java.math.BigInteger;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.DSAEncoding;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.PlainDSAEncoding;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;

/**
 * Verifies ECDSA (FIPS 186-5) on P-256, P-384 and P-521. All that goes into it is public, so that
 * it may take as long as its input makes it: BouncyCastle's arithmetic does that, and the JDK's,
 * which also signs, takes two to four times as long. Of keys that were asked for lately their
 * multiples are kept, not what they signed. Many threads may use it.
 */
public final class Ecdsa {
  /** Keys whose multiples are kept, of some 10 kB each. */
  private static final int MOST_PREPARED = 1000;

  private static final List<ECDomainParameters> CURVES =
      List.of(curve("P-256"), curve("P-384"), curve("P-521"));

  private static final SequencedMap<ECPublicKey, Optional<ECPublicKeyParameters>> PREPARED =
      new LinkedHashMap<>(16, 0.75f, true);

  private Ecdsa() {}

  private static ECDomainParameters curve(String name) {
    X9ECParameters parameters = CustomNamedCurves.getByName(name);
    return new ECDomainParameters(parameters);
  }

  /**
   * Whether the key signed what has that hash; on any other curve it did not.
   *
   * @param signature in DER, in its one encoding
   */
  public static boolean verifies(ECPublicKey key, byte[] hash, byte[] signature) {
    return verifies(key, hash, signature, StandardDSAEncoding.INSTANCE);
  }

  /**
   * The same.
   *
   * @param signature its two numbers, each as long as the order of the curve (IEEE P1363)
   */
  public static boolean verifiesPlain(ECPublicKey key, byte[] hash, byte[] signature) {
    return verifies(key, hash, signature, PlainDSAEncoding.INSTANCE);
  }

  private static boolean verifies(
      ECPublicKey key, byte[] hash, byte[] signature, DSAEncoding encoding) {
    return prepared(key)
        .filter(known -> {
          try {
            BigInteger[] numbers = encoding.decode(known.getParameters().getN(), signature);
            ECDSASigner verifier = new ECDSASigner();
            verifier.init(false, known);
            return verifier.verifySignature(hash, numbers[0], numbers[1]);
          } catch (IOException | RuntimeException e) {
            // What cannot be a signature is none.
            return false;
          }
        })
        .isPresent();
  }

  /**
   * The keys on a curve that may have made a signature (SEC 1, 4.1.6): two of all there are, or
   * none. It takes about as long as three verifications.
   *
   * @param key any key on the curve
   * @param signature in DER
   */
  static Set<ECPoint> makers(ECPublicKey key, byte[] hash, byte[] signature) {
    Set<ECPoint> makers = new HashSet<>();
    prepared(key)
        .map(ECPublicKeyParameters::getParameters)
        .ifPresent(curve -> {
          try {
            BigInteger n = curve.getN();
            BigInteger[] numbers = StandardDSAEncoding.INSTANCE.decode(n, signature);
            BigInteger p = curve.getCurve().getField().getCharacteristic();
            // What the signature has of the point's first number is its rest by the order.
            for (BigInteger x = numbers[0]; x.compareTo(p) < 0; x = x.add(n)) {
              add(makers, curve, x, numbers, number(hash, n));
            }
          } catch (IOException | RuntimeException e) {
            // What cannot be a signature is of nobody.
            makers.clear();
          }
        });
    return makers;
  }

  private static void add(
      Set<ECPoint> makers,
      ECDomainParameters curve,
      BigInteger x,
      BigInteger[] numbers,
      BigInteger hash) {
    BigInteger n = curve.getN();
    BigInteger inverse = numbers[0].modInverse(n);
    point(curve, x)
        .ifPresent(point -> {
          var mine = point.multiply(numbers[1].multiply(inverse).mod(n));
          var base =
              new FixedPointCombMultiplier()
                  .multiply(curve.getG(), hash.negate().multiply(inverse).mod(n));
          Stream.of(base.add(mine), base.subtract(mine))
              .filter(maker -> !maker.isInfinity())
              .map(maker -> maker.normalize())
              .forEach(maker ->
                  makers.add(
                      new ECPoint(
                          maker.getAffineXCoord().toBigInteger(),
                          maker.getAffineYCoord().toBigInteger())));
        });
  }

  /** One of the two points with that first number, if there are any. */
  private static Optional<org.bouncycastle.math.ec.ECPoint> point(
      ECDomainParameters curve, BigInteger x) {
    byte[] compressed = new byte[(curve.getCurve().getFieldSize() + 7) / 8 + 1];
    byte[] number = BigIntegers.asUnsignedByteArray(compressed.length - 1, x);
    compressed[0] = 2;
    System.arraycopy(number, 0, compressed, 1, number.length);
    try {
      return Optional.of(curve.getCurve().decodePoint(compressed));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** As many bits of a hash as the order has (SEC 1, 4.1.3). */
  private static BigInteger number(byte[] hash, BigInteger order) {
    return new BigInteger(1, hash).shiftRight(Math.max(0, hash.length * 8 - order.bitLength()));
  }

  private static Optional<ECPublicKeyParameters> prepared(ECPublicKey key) {
    synchronized (PREPARED) {
      Optional<ECPublicKeyParameters> known = PREPARED.computeIfAbsent(key, Ecdsa::prepare);
      if (PREPARED.size() > MOST_PREPARED) {
        Object _ = PREPARED.pollFirstEntry();
      }
      return known;
    }
  }

  /** Empty for another curve, and for what is no point of it. */
  private static Optional<ECPublicKeyParameters> prepare(ECPublicKey key) {
    return CURVES.stream()
        .filter(curve -> isOn(key, curve))
        .findFirst()
        .flatMap(curve -> {
          try {
            return Optional.of(
                new ECPublicKeyParameters(
                    curve.getCurve().createPoint(key.getW().getAffineX(), key.getW().getAffineY()),
                    curve));
          } catch (RuntimeException e) {
            return Optional.empty();
          }
        });
  }

  private static boolean isOn(ECPublicKey key, ECDomainParameters curve) {
    ECParameterSpec given = key.getParams();
    return given.getCurve().getField() instanceof ECFieldFp field
        && field.getP().equals(curve.getCurve().getField().getCharacteristic())
        && given.getCurve().getA().equals(curve.getCurve().getA().toBigInteger())
        && given.getCurve().getB().equals(curve.getCurve().getB().toBigInteger())
        && given.getOrder().equals(curve.getN())
        && given.getGenerator().getAffineX().equals(curve.getG().getAffineXCoord().toBigInteger())
        && given.getGenerator().getAffineY().equals(curve.getG().getAffineYCoord().toBigInteger());
  }
}
