package redoubt.cli.key;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import redoubt.cli.text.JsonText;
import redoubt.core.Failure;
import redoubt.crypto.Randomness;

/**
 * Key Protect's secure import: the key goes encrypted to the token's RSA key (OAEP, SHA-256), and
 * the token's nonce comes back encrypted under the key (AES-GCM), which proves that whoever sends
 * it has it.
 */
final class ImportToken {
  private static final int IV_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final PublicKey publicKey;
  private final byte[] nonce;

  private ImportToken(PublicKey publicKey, byte[] nonce) {
    this.publicKey = publicKey;
    this.nonce = nonce;
  }

  /** Makes a token for one retrieval and retrieves it. */
  static ImportToken fetch(Kms kms) {
    kms.api()
        .json(
            kms.call("POST", "/import_token")
                .with(JsonText.object().put("expiration", 300).put("maxAllowedRetrievals", 1)));
    JsonNode token = kms.get("/import_token");
    try {
      String pem =
          new String(
              Base64.getDecoder().decode(token.path("payload").asText()),
              StandardCharsets.US_ASCII);
      byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
      return new ImportToken(
          KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der)),
          Base64.getDecoder().decode(token.path("nonce").asText()));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new Failure(
          Failure.Kind.INTERNAL,
          "cli.bad-import-token",
          "The server's import token cannot be read.",
          "Try again, or import with --without-token.",
          e);
    }
  }

  /** Puts the encrypted key and the proof of having it into a request. */
  void seal(byte[] key, ObjectNode resource) {
    try {
      Cipher rsa = Cipher.getInstance("RSA/ECB/OAEPPadding");
      rsa.init(
          Cipher.ENCRYPT_MODE,
          publicKey,
          new OAEPParameterSpec(
              "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT));
      byte[] iv = Randomness.bytes(IV_BYTES);
      Cipher aes = Cipher.getInstance("AES/GCM/NoPadding");
      aes.init(
          Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, iv));
      Base64.Encoder base64 = Base64.getEncoder();
      resource
          .put("payload", base64.encodeToString(rsa.doFinal(key)))
          .put("encryptedNonce", base64.encodeToString(aes.doFinal(nonce)))
          .put("iv", base64.encodeToString(iv))
          .put("encryptionAlgorithm", "RSAES_OAEP_SHA_256");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has RSA-OAEP and AES-GCM", e);
    }
  }
}
