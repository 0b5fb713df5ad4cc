package redoubt.signatures;

import java.io.IOException;
import java.math.BigInteger;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.DSAEncoding;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.PlainDSAEncoding;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;

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
