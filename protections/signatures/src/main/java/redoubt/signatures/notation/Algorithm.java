package redoubt.signatures.notation;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Optional;
import redoubt.signatures.Ecdsa;

/** The algorithms of the Notary Project; the key alone decides which one it is. */
enum Algorithm {
  PS256(-37, "SHA-256", 32),
  PS384(-38, "SHA-384", 48),
  PS512(-39, "SHA-512", 64),
  ES256(-7, "SHA-256", 0),
  ES384(-35, "SHA-384", 0),
  ES512(-36, "SHA-512", 0);

  private final int cose;
  private final String hash;
  private final int salt;

  Algorithm(int cose, String hash, int salt) {
    this.cose = cose;
    this.hash = hash;
    this.salt = salt;
  }

  /** By the number that COSE gives it (RFC 9053). */
  static Optional<Algorithm> ofCose(long number) {
    for (Algorithm one : values()) {
      if (one.cose == number) {
        return Optional.of(one);
      }
    }
    return Optional.empty();
  }

  /** By the name that JWS gives it (RFC 7518). */
  static Optional<Algorithm> ofJws(String name) {
    for (Algorithm one : values()) {
      if (one.name().equals(name)) {
        return Optional.of(one);
      }
    }
    return Optional.empty();
  }

  /** Empty for a key that nobody may sign with. */
  static Optional<Algorithm> of(PublicKey key) {
    return switch (key) {
      case RSAPublicKey rsa ->
          switch (rsa.getModulus().bitLength()) {
            case 2048 -> Optional.of(PS256);
            case 3072 -> Optional.of(PS384);
            case 4096 -> Optional.of(PS512);
            default -> Optional.empty();
          };
      case ECPublicKey curve ->
          switch (curve.getParams().getCurve().getField().getFieldSize()) {
            case 256 -> Optional.of(ES256);
            case 384 -> Optional.of(ES384);
            case 521 -> Optional.of(ES512);
            default -> Optional.empty();
          };
      default -> Optional.empty();
    };
  }

  boolean verifies(PublicKey key, byte[] message, byte[] signature) {
    try {
      if (key instanceof ECPublicKey curve) {
        return salt == 0
            && Ecdsa.verifiesPlain(
                curve, MessageDigest.getInstance(hash).digest(message), signature);
      }
      Signature verifier = Signature.getInstance("RSASSA-PSS");
      verifier.setParameter(
          new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), salt, 1));
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      // What cannot be a signature of this key is none.
      return false;
    }
  }
}
