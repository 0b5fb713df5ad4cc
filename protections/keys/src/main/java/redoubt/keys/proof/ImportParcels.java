package redoubt.keys.proof;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import redoubt.crypto.Randomness;

/** Seals keys for an import token as a client does. */
final class ImportParcels {
  private static final String ALGORITHM = "RSAES_OAEP_SHA_256";
  private static final int TAG_BITS = 128;
  private static final int IV_BYTES = 12;

  private final PublicKey token;
  private final byte[] nonce;

  private ImportParcels(PublicKey token, byte[] nonce) {
    this.token = token;
    this.nonce = nonce;
  }

  /** From the answer to the retrieval of an import token. */
  static ImportParcels of(Answer retrieved) throws GeneralSecurityException {
    JsonNode json = retrieved.json();
    String pem =
        new String(
            Base64.getDecoder().decode(json.path("payload").asText()), StandardCharsets.US_ASCII);
    byte[] encoded = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    return new ImportParcels(
        KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(encoded)),
        Base64.getDecoder().decode(json.path("nonce").asText()));
  }

  /** The proof that a sender knows both the key and the token's nonce. */
  record NonceProof(String encryptedNonce, String iv) {}

  NonceProof proof(byte[] key) throws GeneralSecurityException {
    return proof(key, nonce);
  }

  static NonceProof proof(byte[] key, byte[] nonce) throws GeneralSecurityException {
    byte[] iv = Randomness.bytes(IV_BYTES);
    Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
    gcm.init(
        Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, iv));
    Base64.Encoder base64 = Base64.getEncoder();
    return new NonceProof(base64.encodeToString(gcm.doFinal(nonce)), base64.encodeToString(iv));
  }

  /** The fields that import a key under the token. */
  Map<String, Object> fields(byte[] key, NonceProof proof) throws GeneralSecurityException {
    Cipher rsa = Cipher.getInstance("RSA/ECB/OAEPPadding");
    rsa.init(
        Cipher.ENCRYPT_MODE,
        token,
        new OAEPParameterSpec(
            "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT));
    return Map.of(
        "payload",
        Base64.getEncoder().encodeToString(rsa.doFinal(key)),
        "encryptedNonce",
        proof.encryptedNonce(),
        "iv",
        proof.iv(),
        "encryptionAlgorithm",
        ALGORITHM);
  }
}
