package redoubt.keys.shred;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import redoubt.keys.testing.Answer;
import redoubt.keys.testing.Caller;
import redoubt.keys.testing.KeyService;

/** The ends of keys, one after the other: deleted, purged when that is allowed, certified. */
record Ends(KeyService service, Caller manager) {
  Ends(KeyService service) {
    this(service, service.manager());
  }

  static String path(String key) {
    return "/v1/instances/" + KeyService.TENANT + "/keys/" + key + "/certificate";
  }

  static String code(Answer answer) {
    return answer.json().path("code").asText();
  }

  void delete(String key) {
    assertThat(manager.delete("/api/v2/keys/" + key).status()).isEqualTo(204);
  }

  void purge(String key) {
    service.clock().advance(Duration.ofHours(5));
    assertThat(manager.delete("/api/v2/keys/" + key + "/purge").status()).isEqualTo(204);
  }

  /** Deletes and purges it. */
  void end(String key) {
    delete(key);
    purge(key);
  }

  Answer certificate(String key) {
    return manager.post(path(key), List.of());
  }

  /** The file of one that is issued. */
  JsonNode file(String key) {
    Answer answer = certificate(key);
    assertThat(answer.status()).as(answer.json().toString()).isEqualTo(201);
    return answer.json();
  }

  /** What it certifies. */
  JsonNode certified(String key) {
    return file(key).path("certificate");
  }
}
