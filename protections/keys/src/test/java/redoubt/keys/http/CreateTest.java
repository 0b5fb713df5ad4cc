package redoubt.keys.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import redoubt.keys.testing.Answer;
import redoubt.keys.testing.Caller;
import redoubt.keys.testing.KeyService;
import redoubt.web.Role;

class CreateTest {
  @AutoClose private static final KeyService SERVICE = KeyService.start();

  private final Caller caller = SERVICE.manager();

  @Test
  void answersWithTheKeyAndNoDateOfAChange() {
    JsonNode key =
        caller
            .create(
                Map.of(
                    "name", "my key",
                    "description", "what it is for",
                    "tags", List.of("blue", "green"),
                    "aliases", List.of("mine"),
                    "expirationDate", "2030-05-06T07:08:09.123+02:00"))
            .resource();
    assertThat(key.get("name").asText()).isEqualTo("my key");
    assertThat(key.get("description").asText()).isEqualTo("what it is for");
    assertThat(key.get("tags").toString()).isEqualTo("[\"blue\",\"green\"]");
    assertThat(key.get("aliases").toString()).isEqualTo("[\"mine\"]");
    assertThat(key.get("expirationDate").asText()).isEqualTo("2030-05-06T05:08:09Z");
    assertThat(key.get("state").asInt()).isEqualTo(1);
    assertThat(key.get("extractable").asBoolean()).isFalse();
    assertThat(key.get("imported").asBoolean()).isFalse();
    assertThat(key.get("deleted").asBoolean()).isFalse();
    assertThat(key.get("keyRingID").asText()).isEqualTo("default");
    assertThat(key.get("algorithmBitSize").asInt()).isEqualTo(256);
    assertThat(key.get("crn").asText())
        .isEqualTo(
            "crn:v1:bluemix:public:kms:local:a/redoubt:"
                + KeyService.TENANT
                + ":key:"
                + key.get("id").asText());
    assertThat(key.has("lastUpdateDate")).isFalse();
    assertThat(key.has("lastRotateDate")).isFalse();
    assertThat(key.has("payload")).isFalse();
  }

  @Test
  void handsOutThePayloadOfAStandardKeyOnly() {
    byte[] secret = {1, 2, 3};
    String id =
        Caller.idOf(
            caller.create(
                Map.of(
                    "extractable", true, "payload", Base64.getEncoder().encodeToString(secret))));
    assertThat(caller.get("/api/v2/keys/" + id).resource().get("payload").asText())
        .isEqualTo("AQID");
    assertThat(caller.metadata(id).has("payload")).isFalse();
    assertThat(SERVICE.as(Role.READER).get("/api/v2/keys/" + id).outcome())
        .isEqualTo("401 UNAUTHORIZED_ERR");
    assertThat(caller.get("/api/v2/keys/" + caller.rootKey()).resource().has("payload")).isFalse();
  }

  @Test
  void aGeneratedStandardKeyHas32Bytes() {
    String payload =
        caller.get("/api/v2/keys/" + caller.standardKey()).resource().get("payload").asText();
    assertThat(Base64.getDecoder().decode(payload)).hasSize(32);
  }

  @Test
  void answersAsMuchAsIsPreferred() {
    Answer minimal = caller.with("Prefer", "return=minimal").create(Map.of("extractable", true));
    assertThat(minimal.resource().properties()).hasSize(1);
    JsonNode full =
        caller
            .with("Prefer", "return=representation")
            .create(Map.of("extractable", true))
            .resource();
    assertThat(full.has("payload")).isTrue();
  }

  static Stream<Map<String, Object>> badFields() {
    return Stream.of(
        Map.of("name", "x"),
        Map.of("name", "x".repeat(91)),
        Map.of("name", 1),
        Map.of("name", "a\u0007b"),
        Map.of("description", "x".repeat(241)),
        Map.of("tags", List.of("a")),
        Map.of("tags", java.util.Collections.nCopies(31, "tag")),
        Map.of("aliases", List.of("with space")),
        Map.of("aliases", List.of("a1", "a2", "a3", "a4", "a5", "a6")),
        Map.of("expirationDate", "tomorrow"),
        Map.of("extractable", "true"),
        Map.of("payload", "%%%"),
        Map.of("payload", "AAAA"),
        Map.of("payload", Base64.getEncoder().encodeToString(new byte[33])),
        Map.of(
            "extractable", true, "payload", Base64.getEncoder().encodeToString(new byte[10_001])),
        Map.of("payload", Base64.getEncoder().encodeToString(new byte[32]), "iv", "AAAA"),
        Map.of("inHsm", true),
        Map.of("inHsm", true, "extractable", true),
        Map.of("type", "text/plain"),
        Map.of("surprise", 1));
  }

  @ParameterizedTest
  @MethodSource("badFields")
  void refusesABadField(Map<String, Object> fields) {
    assertThat(caller.create(fields).outcome()).isIn("400 INVALID_FIELD_ERR", "400 BAD_BODY_ERR");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "{\"resources\":[]}",
        "{\"metadata\":{\"collectionType\":\"application/vnd.ibm.kms.key+json\","
            + "\"collectionTotal\":0},\"resources\":[]}"
      })
  void refusesABadBody(String body) {
    assertThat(caller.send("POST", "/api/v2/keys", body).status()).isEqualTo(400);
  }

  @Test
  void refusesARingThatIsNotThere() {
    assertThat(caller.with("X-Kms-Key-Ring", "nowhere").create(Map.of()).outcome())
        .isEqualTo("404 KEY_RING_NOT_FOUND_ERR");
  }

  @Test
  void leavesNothingBehindWhenAnAliasIsTaken() {
    caller.create(Map.of("aliases", List.of("taken")));
    long before = Long.parseLong(total());
    assertThat(caller.create(Map.of("aliases", List.of("taken"))).status()).isEqualTo(409);
    assertThat(total()).isEqualTo(Long.toString(before));
  }

  private String total() {
    return caller.send("HEAD", "/api/v2/keys", "").headers().getOrDefault("Key-Total", "");
  }

  @Test
  void isFoundByAliasUntilAnotherKeyTakesItOver() {
    String first = Caller.idOf(caller.create(Map.of("aliases", List.of("wanderer"))));
    assertThat(caller.metadata("wanderer").get("id").asText()).isEqualTo(first);
    assertThat(caller.act("wanderer", "wrap").outcome()).isEqualTo("200");
    caller.delete("/api/v2/keys/wanderer");
    String second = Caller.idOf(caller.create(Map.of("aliases", List.of("wanderer"))));
    assertThat(caller.metadata("wanderer").get("id").asText()).isEqualTo(second);
  }

  @Test
  void rotatesAnImportedKeyWithNewMaterialOnly() {
    String imported = caller.importedKey(new byte[32]);
    assertThat(caller.act(imported, "rotate").outcome()).isEqualTo("400 KEY_PAYLOAD_REQ_ERR");
    String payload = Base64.getEncoder().encodeToString(new byte[16]);
    assertThat(caller.act(imported, "rotate", Map.of("payload", payload)).outcome())
        .isEqualTo("204");
    assertThat(caller.metadata(imported).get("algorithmBitSize").asInt()).isEqualTo(128);
    assertThat(caller.act(caller.rootKey(), "rotate", Map.of("payload", payload)).outcome())
        .isEqualTo("400 INVALID_QUERY_PARAM_ERR");
  }

  @Test
  void checksTheMaterialThatComesWithARestoration() {
    byte[] material = new byte[32];
    String imported = caller.importedKey(material);
    caller.delete("/api/v2/keys/" + imported);
    SERVICE.clock().advance(java.time.Duration.ofMinutes(1));
    String restore = "/api/v2/keys/" + imported + "/restore";
    material[0] = 1;
    assertThat(
            caller
                .post(restore, Map.of("payload", Base64.getEncoder().encodeToString(material)))
                .outcome())
        .isEqualTo("400 INVALID_FIELD_ERR");
    material[0] = 0;
    assertThat(
            caller
                .post(
                    restore,
                    Caller.collection(
                        Map.of("payload", Base64.getEncoder().encodeToString(material))))
                .outcome())
        .isEqualTo("201");
  }
}
