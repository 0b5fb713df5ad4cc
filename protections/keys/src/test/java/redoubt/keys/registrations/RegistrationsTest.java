package redoubt.keys.registrations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redoubt.keys.testing.Answer;
import redoubt.keys.testing.Caller;
import redoubt.keys.testing.KeyService;
import redoubt.web.Json;
import redoubt.web.Role;

/** What services tell of the resources that a root key protects. */
final class RegistrationsTest {
  private static final String DISK = "crn%3Av1%3Adisks%3Aone";

  @AutoClose private static final KeyService SERVICE = KeyService.start();

  private final Caller manager = SERVICE.manager();
  private final Caller disks = SERVICE.asService("disks", Role.READER);
  private String key;

  @BeforeEach
  void registerADisk() {
    key = manager.rootKey();
    assertThat(
            send(disks, "POST", Map.of("preventKeyDeletion", true, "description", "a disk"))
                .status())
        .isEqualTo(201);
  }

  private Answer send(Caller caller, String method, Map<String, ?> told) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put(
        "metadata",
        Map.of(
            "collectionType",
            "application/vnd.ibm.kms.registration_input+json",
            "collectionTotal",
            1));
    body.put("resources", List.of(told));
    return caller.send(method, path(), new String(Json.bytes(body), StandardCharsets.UTF_8));
  }

  private String path() {
    return "/api/v2/keys/" + key + "/registrations/" + DISK;
  }

  private List<JsonNode> registered() {
    return manager.get("/api/v2/keys/" + key + "/registrations").resources();
  }

  @Test
  void aReplacementForgetsWhatItDoesNotSay() {
    Answer answer = send(disks, "PUT", Map.of("registrationMetadata", "m"));

    assertThat(answer.status()).isEqualTo(200);
    JsonNode disk = registered().getFirst();
    assertThat(disk.path("registrationMetadata").asText()).isEqualTo("m");
    assertThat(disk.path("preventKeyDeletion").asBoolean()).isFalse();
    assertThat(disk.has("description")).isFalse();
    assertThat(SERVICE.ledgerOf(key)).contains("kms.registrations.write by disks");
  }

  @Test
  void aMergeKeepsWhatItDoesNotSay() {
    Answer answer = send(disks, "PATCH", Map.of("registrationMetadata", "m"));

    assertThat(answer.status()).isEqualTo(200);
    JsonNode disk = registered().getFirst();
    assertThat(disk.path("registrationMetadata").asText()).isEqualTo("m");
    assertThat(disk.path("preventKeyDeletion").asBoolean()).isTrue();
    assertThat(disk.path("description").asText()).isEqualTo("a disk");
    assertThat(SERVICE.ledgerOf(key)).contains("kms.registrations.merge by disks");
  }

  @Test
  void aRegistrationThatEndedHoldsTheKeyNoMore() {
    assertThat(manager.delete("/api/v2/keys/" + key + "?force=true").outcome())
        .isEqualTo("409 PREV_KEY_DEL_ERR");

    assertThat(disks.delete(path()).status()).isEqualTo(204);

    assertThat(registered()).isEmpty();
    assertThat(SERVICE.ledgerOf(key)).contains("kms.registrations.delete by disks");
    assertThat(manager.delete("/api/v2/keys/" + key).status()).isEqualTo(204);
  }

  @Test
  void aRegistrationNeverGoesBackToAnEarlierVersion() {
    String first = registered().getFirst().path("keyVersion").path("id").asText();
    SERVICE.clock().advance(Duration.ofHours(2));
    assertThat(manager.act(key, "rotate").status()).isEqualTo(204);
    String second =
        manager.get("/api/v2/keys/" + key + "/versions").resources().getFirst().path("id").asText();

    assertThat(send(disks, "PATCH", Map.of("keyVersionId", second)).status()).isEqualTo(200);
    assertThat(send(disks, "PATCH", Map.of("keyVersionId", first)).outcome())
        .isEqualTo("422 KEY_VERSION_INVALID");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "PATCH", "DELETE"})
  void onlyTheServiceThatRegisteredChangesIt(String method) {
    Caller backups = SERVICE.asService("backups", Role.MANAGER);

    assertThat(send(backups, method, Map.of("preventKeyDeletion", false)).outcome())
        .isEqualTo("403 RESOURCE_OWNER_ERR");
    assertThat(registered().getFirst().path("preventKeyDeletion").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
  void noPersonChangesIt(String method) {
    assertThat(send(manager, method, Map.of("preventKeyDeletion", false)).outcome())
        .isEqualTo("403 SERVICE_ONLY_ERR");
    assertThat(registered().getFirst().path("preventKeyDeletion").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "PATCH", "DELETE"})
  void whatWasNeverRegisteredIsNotFound(String method) {
    assertThat(disks.delete(path()).status()).isEqualTo(204);

    assertThat(send(disks, method, Map.of()).outcome()).isEqualTo("404 REGISTRATION_NOT_FOUND_ERR");
  }
}
