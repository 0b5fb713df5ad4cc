package redoubt.signatures;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import redoubt.core.Failure;

/** Public keys of those who may have signed, by fingerprint. */
public final class PublicKeys {
  private static final int LEAST_RSA_BITS = 2048;
  private static final int MOST_RSA_BITS = 8192;
  private static final int MOST_EXPONENT_BITS = 64;

  private final Map<String, PublicKey> byFingerprint;
  private final Budget budget;

  private PublicKeys(Map<String, PublicKey> byFingerprint, Budget budget) {
    this.byFingerprint = byFingerprint;
    this.budget = budget;
  }

  public static PublicKeys of(List<PublicKey> keys) {
    Map<String, PublicKey> all = new LinkedHashMap<>();
    keys.forEach(key -> all.put(fingerprint(key), key));
    return new PublicKeys(all, Budget.unlimited());
  }

  /** The same, of which none is tried any more when the budget is over. */
  public PublicKeys within(Budget limit) {
    return new PublicKeys(byFingerprint, limit);
  }

  /**
   * Reads a PEM {@code PUBLIC KEY}: ECDSA on P-256, P-384 or P-521, RSA of 2048 bits at least, or
   * Ed25519.
   *
   * @throws Failure {@code signatures.bad-key}
   */
  public static PublicKey read(String pem) {
    String text = pem.strip();
    if (!text.startsWith("-----BEGIN PUBLIC KEY-----")
        || !text.endsWith("-----END PUBLIC KEY-----")) {
      throw badKey(null);
    }
    try {
      byte[] der =
          Base64.getMimeDecoder()
              .decode(
                  text.replace("-----BEGIN PUBLIC KEY-----", "")
                      .replace("-----END PUBLIC KEY-----", ""));
      return ofDer(der).orElseThrow(() -> badKey(null));
    } catch (IllegalArgumentException e) {
      throw badKey(e);
    }
  }

  /** Of a SubjectPublicKeyInfo; empty for a key of a kind that {@link #read} refuses. */
  public static Optional<PublicKey> ofDer(byte[] der) {
    return List.of("EC", "RSA", "Ed25519").stream()
        .map(algorithm -> key(algorithm, der))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<PublicKey> key(String algorithm, byte[] der) {
    try {
      PublicKey key = KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(der));
      return key instanceof RSAPublicKey rsa && !isUsual(rsa) ? Optional.empty() : Optional.of(key);
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  /** Long enough to be safe, and quick to check with: whoever gave it may give many. */
  public static boolean isUsual(RSAPublicKey key) {
    int bits = key.getModulus().bitLength();
    return bits >= LEAST_RSA_BITS
        && bits <= MOST_RSA_BITS
        && key.getPublicExponent().bitLength() <= MOST_EXPONENT_BITS;
  }

  private static Failure badKey(@org.jspecify.annotations.Nullable Throwable why) {
    return new Failure(
        Failure.Kind.INVALID,
        "signatures.bad-key",
        "That is no public key that signatures are checked with.",
        "Give a PEM PUBLIC KEY: ECDSA, RSA of 2048 bits or more, or Ed25519.",
        why);
  }

  /** SHA-256 of the SubjectPublicKeyInfo (RFC 5280), in hex. */
  public static String fingerprint(PublicKey key) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  public Optional<PublicKey> get(String fingerprint) {
    return Optional.ofNullable(byFingerprint.get(fingerprint));
  }

  /** The first of those that are known of which it is so. */
  public Signer whoSigned(Predicate<PublicKey> isBy) {
    for (Map.Entry<String, PublicKey> known : byFingerprint.entrySet()) {
      if (!budget.check()) {
        break;
      }
      if (isBy.test(known.getValue())) {
        return new Signer.Key(known.getKey());
      }
    }
    return new Signer.Unknown();
  }

  /**
   * Whether the key made the signature: ECDSA in DER with the hash of the curve's size, RSA PKCS #1
   * v1.5 with SHA-256, or Ed25519, never Ed25519ph (RFC 8032).
   */
  public static boolean verifies(PublicKey key, byte[] message, byte[] signature) {
    return verifies(algorithms(key).stream().limit(1), key, message, signature);
  }

  /**
   * The same, or ECDSA with SHA-256 on P-384 and P-521: so cosign 2 signs, and so cosign 3 verifies
   * (sigstore/cosign, pkg/cosign/keys.go).
   */
  public static boolean verifiesAsCosign(PublicKey key, byte[] message, byte[] signature) {
    return verifies(algorithms(key).stream(), key, message, signature);
  }

  private static boolean verifies(
      Stream<String> algorithms, PublicKey key, byte[] message, byte[] signature) {
    return algorithms.anyMatch(algorithm -> {
      try {
        if (key instanceof ECPublicKey curve) {
          return Ecdsa.verifies(
              curve, MessageDigest.getInstance(algorithm).digest(message), signature);
        }
        Signature verifier = Signature.getInstance(algorithm);
        verifier.initVerify(key);
        verifier.update(message);
        return verifier.verify(signature);
      } catch (GeneralSecurityException e) {
        // What cannot be a signature of this key is none.
        return false;
      }
    });
  }

  /** Of curves the hashes; the usual one first. */
  private static List<String> algorithms(PublicKey key) {
    return switch (key) {
      case ECPublicKey curve ->
          switch (curve.getParams().getCurve().getField().getFieldSize()) {
            case 256 -> List.of("SHA-256");
            case 384 -> List.of("SHA-384", "SHA-256");
            case 521 -> List.of("SHA-512", "SHA-256");
            default -> List.of();
          };
      case RSAPublicKey _ -> List.of("SHA256withRSA");
      case EdECPublicKey _ -> List.of("Ed25519");
      default -> List.of();
    };
  }
}
