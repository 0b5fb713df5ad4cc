package redoubt.keys.imports;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redoubt.crypto.Randomness;
import redoubt.keys.testing.Answer;
import redoubt.keys.testing.Caller;
import redoubt.keys.testing.KeyService;

/** Keys that come, go over and come back under an import token, never in the clear. */
final class SecureImportTest {
  private final KeyService service = KeyService.start();
  private final Caller manager = service.manager();
  private @Nullable Token token;

  @AfterEach
  void stop() {
    service.close();
  }

  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Token(PublicKey key, byte[] nonce) {}

  /** The one of this test. */
  private Token token() throws GeneralSecurityException {
    Token known = token;
    if (known == null) {
      known = makeToken();
      token = known;
    }
    return known;
  }

  private Token makeToken() throws GeneralSecurityException {
    assertThat(manager.post("/api/v2/import_token", Map.of("maxAllowedRetrievals", 5)).status())
        .isEqualTo(200);
    JsonNode token = manager.get("/api/v2/import_token").json();
    String pem =
        new String(
            Base64.getDecoder().decode(token.path("payload").asText()), StandardCharsets.US_ASCII);
    byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    return new Token(
        KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der)),
        Base64.getDecoder().decode(token.path("nonce").asText()));
  }

  /** What a client sends who imports {@code key} and shows that it knows {@code proving}. */
  private static Map<String, String> parcel(Token token, byte[] key, byte[] proving)
      throws GeneralSecurityException {
    Cipher rsa = Cipher.getInstance("RSA/ECB/OAEPPadding");
    rsa.init(
        Cipher.ENCRYPT_MODE,
        token.key(),
        new OAEPParameterSpec(
            "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT));
    byte[] iv = Randomness.bytes(12);
    Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
    gcm.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(proving, "AES"), new GCMParameterSpec(128, iv));
    Base64.Encoder base64 = Base64.getEncoder();
    return Map.of(
        "payload", base64.encodeToString(rsa.doFinal(key)),
        "encryptedNonce", base64.encodeToString(gcm.doFinal(token.nonce())),
        "iv", base64.encodeToString(iv),
        "encryptionAlgorithm", "RSAES_OAEP_SHA_256");
  }

  private String imported(byte[] key) throws GeneralSecurityException {
    Map<String, Object> fields = new HashMap<>(parcel(token(), key, key));
    fields.put("extractable", false);
    return Caller.idOf(manager.create(fields));
  }

  private Answer restore(String key, Map<String, ?> body) {
    return manager.post("/api/v2/keys/" + key + "/restore", body);
  }

  private void delete(String key) {
    assertThat(manager.delete("/api/v2/keys/" + key).status()).isEqualTo(204);
    service.clock().advance(Duration.ofSeconds(31));
  }

  @Test
  void aKeyIsRotatedToMaterialThatComesUnderTheToken() throws GeneralSecurityException {
    String key = imported(Randomness.bytes(32));
    String before = manager.wrap(key, "secret".getBytes(StandardCharsets.UTF_8));
    byte[] next = Randomness.bytes(16);

    assertThat(manager.act(key, "rotate", parcel(token(), next, next)).status()).isEqualTo(204);

    Answer unwrapped = manager.unwrap(key, before);
    assertThat(unwrapped.json().path("plaintext").asText())
        .isEqualTo(Base64.getEncoder().encodeToString("secret".getBytes(StandardCharsets.UTF_8)));
    assertThat(unwrapped.json().has("rewrappedKeyVersion")).isTrue();
    assertThat(service.ledgerOf(key)).contains("kms.secrets.rotate by manager");
    String sameMaterial = manager.importedKey(next);
    String wrapped = manager.wrap(key, new byte[] {1});
    assertThat(manager.unwrap(sameMaterial, wrapped).status())
        .as("the material is the one that was sent")
        .isEqualTo(200);
  }

  @Test
  void aRotationIsRefusedWhenTheSenderDoesNotShowTheNewMaterial() throws GeneralSecurityException {
    String key = imported(Randomness.bytes(32));
    byte[] next = Randomness.bytes(32);

    assertThat(manager.act(key, "rotate", parcel(token(), next, Randomness.bytes(32))).outcome())
        .isEqualTo("400 INCORRECT_NONCE_IV_ERR");
    assertThat(manager.get("/api/v2/keys/" + key + "/versions").resources()).hasSize(1);
  }

  @Test
  void aParcelThatRotatedOneKeyRotatesNoOther() throws GeneralSecurityException {
    String first = imported(Randomness.bytes(32));
    String second = imported(Randomness.bytes(32));
    byte[] next = Randomness.bytes(32);
    Map<String, String> parcel = parcel(token(), next, next);

    assertThat(manager.act(first, "rotate", parcel).status()).isEqualTo(204);
    assertThat(manager.act(second, "rotate", parcel).status()).isEqualTo(400);
  }

  @Test
  void aDeletedKeyIsRestoredWithItsMaterialUnderTheToken() throws GeneralSecurityException {
    byte[] material = Randomness.bytes(32);
    String key = imported(material);
    String wrapped = manager.wrap(key, new byte[] {7});
    delete(key);

    assertThat(restore(key, parcel(token(), material, material)).status()).isEqualTo(201);

    assertThat(manager.unwrap(key, wrapped).status()).isEqualTo(200);
    assertThat(service.ledgerOf(key)).contains("kms.secrets.restore by manager");
  }

  @Test
  void aDeletedKeyIsNotRestoredWithOtherMaterial() throws GeneralSecurityException {
    String key = imported(Randomness.bytes(32));
    delete(key);
    byte[] other = Randomness.bytes(32);

    assertThat(restore(key, parcel(token(), other, other)).status()).isEqualTo(400);
    assertThat(manager.metadata(key).path("state").asInt()).isEqualTo(5);
  }

  @Test
  void nothingIsRestoredUnderATokenThatHasExpired() throws GeneralSecurityException {
    byte[] material = Randomness.bytes(32);
    String key = imported(material);
    delete(key);
    Map<String, String> parcel = parcel(token(), material, material);
    service.clock().advance(Duration.ofSeconds(601));

    assertThat(restore(key, parcel).outcome()).isEqualTo("409 IMPORT_TOKEN_EXPIRED_ERR");
  }
}
