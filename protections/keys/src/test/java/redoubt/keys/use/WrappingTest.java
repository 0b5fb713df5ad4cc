package redoubt.keys.use;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redoubt.keys.testing.Answer;
import redoubt.keys.testing.Caller;
import redoubt.keys.testing.KeyService;
import redoubt.web.Json;

class WrappingTest {
  @AutoClose private static final KeyService SERVICE = KeyService.start();

  private final Caller caller = SERVICE.manager();
  private final byte[] dek = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  @Test
  void unwrapsWhatItWrapped() {
    String key = caller.rootKey();
    Answer answer = caller.unwrap(key, caller.wrap(key, dek));
    assertThat(plaintext(answer)).isEqualTo(dek);
    assertThat(answer.json().has("ciphertext")).isFalse();
    assertThat(answer.json().get("keyVersion").get("id").asText())
        .isEqualTo(caller.metadata(key).get("keyVersion").get("id").asText());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "{}", "{\"aad\":[]}"})
  void makesAKeyOf32BytesWhenNoneIsSent(String body) {
    String key = caller.rootKey();
    JsonNode made = caller.send("POST", "/api/v2/keys/" + key + "/actions/wrap", body).json();
    byte[] plaintext = Base64.getDecoder().decode(made.get("plaintext").asText());
    assertThat(plaintext).hasSize(32);
    assertThat(plaintext(caller.unwrap(key, made.get("ciphertext").asText()))).isEqualTo(plaintext);
  }

  @Test
  void doesNotRepeatAPlaintextThatWasSent() {
    String key = caller.rootKey();
    Answer answer = caller.act(key, "wrap", Map.of("plaintext", base64(dek)));
    assertThat(answer.json().has("plaintext")).isFalse();
  }

  @Test
  void writesTheDocumentedEnvelope() {
    String key = caller.rootKey();
    JsonNode envelope = Json.parse(Base64.getDecoder().decode(caller.wrap(key, dek)));
    assertThat(envelope.properties().stream().map(Map.Entry::getKey))
        .containsExactly("ciphertext", "iv", "version", "handle");
    assertThat(envelope.get("version").asText()).isEqualTo("4.0.0");
  }

  @Test
  void neverWrapsTwiceToTheSame() {
    String key = caller.rootKey();
    assertThat(caller.wrap(key, dek)).isNotEqualTo(caller.wrap(key, dek));
  }

  @Test
  void opensOnlyWithTheSameAdditionalData() {
    String key = caller.rootKey();
    String ciphertext = caller.wrap(key, dek, "a", "bc");
    assertThat(plaintext(caller.unwrap(key, ciphertext, "a", "bc"))).isEqualTo(dek);
    for (List<String> other :
        List.of(
            List.<String>of(),
            List.of("a"),
            List.of("abc"),
            List.of("ab", "c"),
            List.of("bc", "a"),
            List.of("a", "bc", ""))) {
      assertThat(caller.unwrap(key, ciphertext, other.toArray(String[]::new)).outcome())
          .as("additional data %s", other)
          .isEqualTo("422 UNPROCESSABLE_CIPHERTEXT_ERR");
    }
  }

  @Test
  void refusesACiphertextWithAnyByteChanged() {
    String key = caller.rootKey();
    byte[] envelope = Base64.getDecoder().decode(caller.wrap(key, dek));
    for (int i = 0; i < envelope.length; i++) {
      byte[] changed = envelope.clone();
      changed[i] ^= 1;
      assertThat(caller.unwrap(key, base64(changed)).outcome())
          .as("byte %d", i)
          .isEqualTo("422 UNPROCESSABLE_CIPHERTEXT_ERR");
    }
    for (int length = 0; length < envelope.length; length += 7) {
      assertThat(caller.unwrap(key, base64(Arrays.copyOf(envelope, length))).status())
          .as("cut to %d", length)
          .isIn(400, 422);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bm90IGpzb24=",
        "e30=",
        "bnVsbA==",
        "W10=",
        "eyJ2ZXJzaW9uIjoiNC4wLjAifQ==",
        "/w=="
      })
  void refusesWhatIsNoWrappedKey(String ciphertext) {
    assertThat(caller.unwrap(caller.rootKey(), ciphertext).outcome())
        .isEqualTo("422 UNPROCESSABLE_CIPHERTEXT_ERR");
  }

  @Test
  void namesTheFieldThatIsNoBase64() {
    Answer answer = caller.unwrap(caller.rootKey(), "not base64!");
    assertThat(answer.outcome()).isEqualTo("400 INVALID_FIELD_ERR");
    assertThat(answer.resource().get("reasons").get(0).get("target").get("name").asText())
        .isEqualTo("ciphertext");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"plaintext\":1}",
        "{\"plaintext\":\"%%\"}",
        "{\"aad\":\"a\"}",
        "{\"aad\":[1]}",
        "{\"aad\":[\"\\ud800\"]}",
        "{\"surprise\":1}",
        "[]",
        "{"
      })
  void refusesABodyThatIsNotAnActions(String body) {
    String key = caller.rootKey();
    assertThat(caller.send("POST", "/api/v2/keys/" + key + "/actions/wrap", body).outcome())
        .isIn("400 INVALID_FIELD_ERR", "400 BAD_BODY_ERR");
  }

  @Test
  void doesNotUnwrapWithAnotherKey() {
    String ciphertext = caller.wrap(caller.rootKey(), dek);
    assertThat(caller.unwrap(caller.rootKey(), ciphertext).outcome())
        .isEqualTo("422 UNPROCESSABLE_CIPHERTEXT_ERR");
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 24, 32})
  void unwrapsWithAKeyOfTheSameMaterial(int bytes) {
    byte[] material = new byte[bytes];
    Arrays.fill(material, (byte) bytes);
    String first = caller.importedKey(material);
    String second = caller.importedKey(material);
    assertThat(plaintext(caller.unwrap(second, caller.wrap(first, dek, "x"), "x"))).isEqualTo(dek);
  }

  @Test
  void oldCiphertextsStayGoodAfterRotationAndComeBackFresh() {
    String key = caller.rootKey();
    String old = caller.wrap(key, dek, "a");
    String oldVersion = caller.metadata(key).get("keyVersion").get("id").asText();
    assertThat(caller.act(key, "rotate").outcome()).isEqualTo("204");

    JsonNode answer = caller.unwrap(key, old, "a").json();
    assertThat(Base64.getDecoder().decode(answer.get("plaintext").asText())).isEqualTo(dek);
    assertThat(answer.get("keyVersion").get("id").asText()).isEqualTo(oldVersion);
    String newVersion = caller.metadata(key).get("keyVersion").get("id").asText();
    assertThat(answer.get("rewrappedKeyVersion").get("id").asText())
        .isEqualTo(newVersion)
        .isNotEqualTo(oldVersion);
    Answer again = caller.unwrap(key, answer.get("ciphertext").asText(), "a");
    assertThat(plaintext(again)).isEqualTo(dek);
    assertThat(again.json().has("rewrappedKeyVersion")).isFalse();
  }

  @Test
  void rewrapsWithoutShowingTheKey() {
    String key = caller.rootKey();
    String old = caller.wrap(key, dek);
    caller.act(key, "rotate");
    JsonNode answer = caller.act(key, "rewrap", Map.of("ciphertext", old)).json();
    assertThat(answer.has("plaintext")).isFalse();
    assertThat(answer.get("keyVersion")).isNotEqualTo(answer.get("rewrappedKeyVersion"));
    assertThat(plaintext(caller.unwrap(key, answer.get("ciphertext").asText()))).isEqualTo(dek);
  }

  @Test
  void takesTheDeprecatedFormOfActions() {
    String key = caller.rootKey();
    String ciphertext =
        caller
            .post("/api/v2/keys/" + key + "?action=wrap", Map.of("plaintext", base64(dek)))
            .json()
            .get("ciphertext")
            .asText();
    Answer answer =
        caller.post("/api/v2/keys/" + key + "?action=unwrap", Map.of("ciphertext", ciphertext));
    assertThat(plaintext(answer)).isEqualTo(dek);
    assertThat(caller.send("POST", "/api/v2/keys/" + key + "?action=dance", "").outcome())
        .isEqualTo("400 INVALID_QUERY_PARAM_ERR");
  }

  @Test
  void recordsEachUseUnderItsAuditName() {
    String key = caller.rootKey();
    caller.act(key, "rewrap", Map.of("ciphertext", caller.wrap(key, dek)));
    assertThat(SERVICE.ledgerOf(key))
        .containsExactly(
            "kms.secrets.create by manager",
            "kms.secrets.wrap by manager",
            "kms.secrets.rewrap by manager");
  }

  @Test
  void countsUsesByTheHour() {
    String key = caller.rootKey();
    String ciphertext = caller.wrap(key, dek);
    caller.wrap(key, dek);
    caller.unwrap(key, ciphertext);
    JsonNode items =
        caller
            .get("/v1/instances/" + KeyService.TENANT + "/keys/" + key + "/usage")
            .json()
            .get("items");
    assertThat(items.findValuesAsText("action"))
        .containsExactly("kms.secrets.unwrap", "kms.secrets.wrap");
    assertThat(items.findValuesAsText("count")).containsExactly("1", "2");
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static byte[] plaintext(Answer answer) {
    assertThat(answer.outcome()).isEqualTo("200");
    return Base64.getDecoder().decode(answer.json().get("plaintext").asText());
  }
}
