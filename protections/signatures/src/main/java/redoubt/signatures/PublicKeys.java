package redoubt.signatures;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECPoint;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import redoubt.core.Failure;

/** Public keys of those who may have signed, by fingerprint. */
public final class PublicKeys {
  private static final int LEAST_RSA_BITS = 2048;
  private static final int MOST_RSA_BITS = 8192;
  private static final int MOST_EXPONENT_BITS = 64;

  private static final int ED25519_LENGTH = 64;

  /** Keys on one curve; of more it is found out first which of them may have signed. */
  private static final int MOST_TRIED = 5;

  private final Map<String, PublicKey> byFingerprint;

  /** How many keys there are on curves of so many bits. */
  private final Map<Integer, Integer> onCurves;

  private final Budget budget;

  private PublicKeys(
      Map<String, PublicKey> byFingerprint, Map<Integer, Integer> onCurves, Budget budget) {
    this.byFingerprint = byFingerprint;
    this.onCurves = onCurves;
    this.budget = budget;
  }

  public static PublicKeys of(List<PublicKey> keys) {
    Map<String, PublicKey> all = new LinkedHashMap<>();
    Map<Integer, Integer> onCurves = new HashMap<>();
    for (PublicKey key : keys) {
      if (all.put(fingerprint(key), key) == null && key instanceof ECPublicKey curve) {
        onCurves.merge(size(curve), 1, Integer::sum);
      }
    }
    return new PublicKeys(all, onCurves, Budget.unlimited());
  }

  /** The same, of which none is tried any more when the budget is over. */
  public PublicKeys within(Budget limit) {
    return new PublicKeys(byFingerprint, onCurves, limit);
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

  /** A signature, of which it is not said whose it is. */
  public interface Made {
    /** As it was written, decoded; of ECDSA in DER. */
    byte[] signature();

    /** Whether the key made it. */
    boolean isBy(PublicKey key);

    /** What it is over if it is one of ECDSA with a key on that curve. */
    List<byte[]> hashes(ECPublicKey key);
  }

  /** The first of those that are known who made it; all others are not tried one by one. */
  public Signer whoSigned(Made made) {
    Map<Integer, Set<ECPoint>> makers = new HashMap<>();
    if (!budget.check()) {
      return new Signer.Unknown();
    }
    int tried = 0;
    for (Map.Entry<String, PublicKey> known : byFingerprint.entrySet()) {
      if (mayHaveMade(made, known.getValue(), makers)) {
        if (tried++ > 0 && !budget.check()) {
          break;
        }
        if (made.isBy(known.getValue())) {
          return new Signer.Key(known.getKey());
        }
      }
    }
    return new Signer.Unknown();
  }

  private boolean mayHaveMade(Made made, PublicKey key, Map<Integer, Set<ECPoint>> makers) {
    return switch (key) {
      case ECPublicKey curve ->
          onCurves.getOrDefault(size(curve), 0) <= MOST_TRIED
              || makers
                  .computeIfAbsent(
                      size(curve),
                      _ ->
                          made.hashes(curve).stream()
                              .flatMap(hash -> Ecdsa.makers(curve, hash, made.signature()).stream())
                              .collect(Collectors.toSet()))
                  .contains(curve.getW());
      case RSAPublicKey rsa -> made.signature().length == (rsa.getModulus().bitLength() + 7) / 8;
      case EdECPublicKey _ -> made.signature().length == ED25519_LENGTH;
      default -> true;
    };
  }

  private static int size(ECPublicKey key) {
    return key.getParams().getCurve().getField().getFieldSize();
  }

  /**
   * Whether the key made the signature: ECDSA in DER with the hash of the curve's size, RSA PKCS #1
   * v1.5 with SHA-256, or Ed25519, never Ed25519ph (RFC 8032).
   */
  public static boolean verifies(PublicKey key, byte[] message, byte[] signature) {
    return key instanceof ECPublicKey curve
        ? hashes(curve).stream()
            .limit(1)
            .anyMatch(hash -> Ecdsa.verifies(curve, hashed(hash, message), signature))
        : verifiesWithoutCurve(key, message, signature);
  }

  /**
   * The same, or ECDSA with SHA-256 on P-384 and P-521: so cosign 2 signs, and so cosign 3 verifies
   * (sigstore/cosign, pkg/cosign/keys.go).
   */
  public static boolean verifiesAsCosign(PublicKey key, byte[] message, byte[] signature) {
    return key instanceof ECPublicKey curve
        ? hashesAsCosign(curve, message).stream()
            .anyMatch(hash -> Ecdsa.verifies(curve, hash, signature))
        : verifiesWithoutCurve(key, message, signature);
  }

  /** Hashes of a message that {@link #verifiesAsCosign} takes. */
  public static List<byte[]> hashesAsCosign(ECPublicKey key, byte[] message) {
    return hashes(key).stream().map(hash -> hashed(hash, message)).toList();
  }

  private static boolean verifiesWithoutCurve(PublicKey key, byte[] message, byte[] signature) {
    String algorithm =
        switch (key) {
          case RSAPublicKey _ -> "SHA256withRSA";
          case EdECPublicKey _ -> "Ed25519";
          default -> "";
        };
    if (algorithm.isEmpty()) {
      return false;
    }
    try {
      Signature verifier = Signature.getInstance(algorithm);
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      // What cannot be a signature of this key is none.
      return false;
    }
  }

  /** The usual one first. */
  private static List<String> hashes(ECPublicKey key) {
    return switch (size(key)) {
      case 256 -> List.of("SHA-256");
      case 384 -> List.of("SHA-384", "SHA-256");
      case 521 -> List.of("SHA-512", "SHA-256");
      default -> List.of();
    };
  }

  private static byte[] hashed(String hash, byte[] message) {
    try {
      return MessageDigest.getInstance(hash).digest(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-2", e);
    }
  }
}
