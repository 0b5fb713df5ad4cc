package redoubt.signatures.tuf;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import redoubt.crypto.Hash;
import redoubt.signatures.Ecdsa;
import redoubt.signatures.PublicKeys;
import redoubt.signatures.SmallJson;

/**
 * A public key as files have it.
 *
 * @param type {@code ecdsa}, {@code rsa}, {@code ed25519}, or one of the first two with {@code
 *     -x509}
 * @param id SHA-256 over the canonical form of type and value: of a certificate, it changes with
 *     the certificate
 * @param publicKey that signatures are checked with
 * @param certificate that the value is, if it is one
 */
public record TufKey(
    String type,
    String id,
    String value,
    PublicKey publicKey,
    Optional<X509Certificate> certificate) {
  private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  /** The bare key of a pair that is no certificate's. */
  public static TufKey ecdsa(PublicKey key) {
    String value = Base64.getEncoder().encodeToString(key.getEncoded());
    return new TufKey("ecdsa", id("ecdsa", value), value, key, Optional.empty());
  }

  static TufKey read(JsonNode key) throws BadDocument {
    Fields.require(key, Set.of("keytype", "keyval"));
    String type =
        SmallJson.text(key, "/keytype").orElseThrow(() -> new BadDocument("A key has no type."));
    String text =
        SmallJson.text(key, "/keyval/public")
            .orElseThrow(() -> new BadDocument("A key has no value."));
    byte[] bytes = Fields.base64(text);
    String value = Base64.getEncoder().encodeToString(bytes);
    try {
      Optional<X509Certificate> certificate =
          type.endsWith("-x509") ? Optional.of(RootCertificates.first(bytes)) : Optional.empty();
      PublicKey publicKey =
          certificate.isPresent() ? certificate.get().getPublicKey() : bare(type, bytes);
      if (!fits(type, publicKey)) {
        throw new BadDocument("A key is not of the type that it says, or too short.");
      }
      return new TufKey(type, id(type, value), value, publicKey, certificate);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new BadDocument("A key cannot be read.");
    }
  }

  private static PublicKey bare(String type, byte[] bytes) throws GeneralSecurityException {
    return switch (type) {
      case "ecdsa" -> KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(bytes));
      case "rsa" -> KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(bytes));
      case "ed25519" -> {
        byte[] der = Arrays.copyOf(ED25519_PREFIX, ED25519_PREFIX.length + bytes.length);
        System.arraycopy(bytes, 0, der, ED25519_PREFIX.length, bytes.length);
        yield KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der));
      }
      default -> throw new GeneralSecurityException("a type that nobody uses");
    };
  }

  private static boolean fits(String type, PublicKey key) {
    return switch (key) {
      case ECPublicKey curve -> type.startsWith("ecdsa") && coordinate(curve) > 0;
      case RSAPublicKey rsa -> type.startsWith("rsa") && PublicKeys.isUsual(rsa);
      default -> type.equals("ed25519");
    };
  }

  private static int coordinate(ECPublicKey key) {
    return switch (key.getParams().getCurve().getField().getFieldSize()) {
      case 256 -> 32;
      case 384 -> 48;
      case 521 -> 66;
      default -> 0;
    };
  }

  private static String id(String type, String value) {
    StringBuilder form = new StringBuilder("{\"keytype\":");
    try {
      CanonicalJson.text(type, form);
    } catch (BadDocument e) {
      throw new IllegalArgumentException("a type that is no text", e);
    }
    form.append(",\"keyval\":{\"private\":null,\"public\":\"").append(value).append("\"}}");
    return Hash.sha256Hex(form.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** The id that tools show: that of the bare key, also for a certificate. */
  public String canonicalId() {
    return certificate.isPresent()
        ? id(type.replace("-x509", ""), Base64.getEncoder().encodeToString(publicKey.getEncoded()))
        : id;
  }

  /** SHA-256 of the SubjectPublicKeyInfo, in hex: the same with and without a certificate. */
  public String fingerprint() {
    return PublicKeys.fingerprint(publicKey);
  }

  /**
   * @param method {@code ecdsa} (r and s one after the other, SHA-256), {@code rsapss} (SHA-256,
   *     salt of 32 bytes), {@code rsapkcs1v15} (SHA-256) or {@code eddsa}
   */
  boolean verifies(String method, byte[] message, byte[] signature) {
    if (method.equals("ecdsa")) {
      return publicKey instanceof ECPublicKey curve
          && Ecdsa.verifiesPlain(curve, Hash.sha256(message), signature);
    }
    try {
      Signature verifier =
          switch (method) {
            case "rsapss" -> {
              Signature pss = Signature.getInstance("RSASSA-PSS");
              pss.setParameter(
                  new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
              yield pss;
            }
            case "rsapkcs1v15" -> Signature.getInstance("SHA256withRSA");
            case "eddsa" -> Signature.getInstance("Ed25519");
            default -> throw new GeneralSecurityException("a method that nobody uses");
          };
      verifier.initVerify(publicKey);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      // What cannot be a signature of this key is none.
      return false;
    }
  }

  /** As files have it. */
  public String json() {
    return "{\"keytype\":\""
        + type
        + "\",\"keyval\":{\"private\":null,\"public\":\""
        + value
        + "\"}}";
  }
}
