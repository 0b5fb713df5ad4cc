package redoubt.keys.shred;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redoubt.keys.testing.Answer;
import redoubt.keys.testing.Caller;
import redoubt.keys.testing.KeyService;
import redoubt.web.Role;

/** For a while the key is as good as deleted, and then it is back. */
final class RehearsalTest {
  private final KeyService service = KeyService.start();
  private final Caller manager = service.manager();
  private final String key = manager.rootKey();
  private final String ciphertext = manager.wrap(key, new byte[] {1, 2, 3});
  private final String path = "/v1/instances/" + KeyService.TENANT + "/keys/" + key + "/rehearsal";

  @AfterEach
  void stop() {
    service.close();
  }

  private Answer begin(int seconds) {
    return manager.post(path, Map.of("seconds", seconds));
  }

  @Test
  void whileItRunsTheKeyNeitherWrapsNorUnwraps() {
    assertThat(begin(60).status()).isEqualTo(201);

    Answer refused = manager.unwrap(key, ciphertext);

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.outcome()).contains("KEY_ACTION_INVALID_STATE_ERR");
    assertThat(manager.act(key, "wrap", Map.of()).status()).isEqualTo(409);
    assertThat(manager.metadata(key).path("state").asInt()).isEqualTo(1);
  }

  @Test
  void itEndsByItselfWhenItsTimeIsOver() {
    begin(60);
    service.clock().advance(Duration.ofSeconds(60));

    assertThat(manager.unwrap(key, ciphertext).status()).isEqualTo(200);
    assertThat(manager.get(path).json().path("endedBy").asText()).isEqualTo("time");
    assertThat(service.ledgerOf(key)).contains("kms.secrets.rehearsalend by time");
  }

  @Test
  void itEndsByItselfOnAServerThatWasDownMeanwhile() {
    begin(3600);
    service.clock().advance(Duration.ofHours(2));

    try (KeyService other = service.another()) {
      other.tick();

      assertThat(other.manager().unwrap(key, ciphertext).status()).isEqualTo(200);
    }
    assertThat(service.ledgerOf(key)).contains("kms.secrets.rehearsalend by time");
  }

  @Test
  void whoBeganItCanEndItEarly() {
    begin(3600);

    assertThat(manager.delete(path).status()).isEqualTo(204);

    assertThat(manager.unwrap(key, ciphertext).status()).isEqualTo(200);
    assertThat(manager.get(path).json().path("endedBy").asText()).isEqualTo("manager");
    assertThat(service.ledgerOf(key))
        .contains("kms.secrets.rehearse by manager", "kms.secrets.rehearsalend by manager");
  }

  @Test
  void itLastsFromTenSecondsToAnHour() {
    assertThat(begin(9).json().path("code").asText()).isEqualTo("keys.bad-rehearsal");
    assertThat(begin(3601).json().path("code").asText()).isEqualTo("keys.bad-rehearsal");
    assertThat(begin(10).status()).isEqualTo(201);
  }

  @Test
  void oneAtATime() {
    begin(60);

    assertThat(begin(60).json().path("code").asText()).isEqualTo("keys.rehearsal-runs");
  }

  @Test
  void aKeyThatIsDeletedMeanwhileStaysDeleted() {
    begin(60);
    assertThat(manager.delete("/api/v2/keys/" + key).status()).isEqualTo(204);

    service.clock().advance(Duration.ofHours(1));
    service.tick();

    assertThat(manager.metadata(key).path("state").asInt()).isEqualTo(5);
  }

  @Test
  void aStandardKeyHasNothingToRehearse() {
    String standard = manager.standardKey();

    Answer refused = manager.post(path.replace(key, standard), Map.of("seconds", 60));

    assertThat(refused.json().path("code").asText()).isEqualTo("keys.key-root-req-err");
  }

  @Test
  void itTakesAManager() {
    Answer refused = service.as(Role.WRITER).post(path, Map.of("seconds", 60));

    assertThat(refused.status()).isEqualTo(403);
    assertThat(manager.unwrap(key, ciphertext).status()).isEqualTo(200);
  }

  @Test
  void aKeyThatWasNeverRehearsedHasNoReport() {
    assertThat(manager.get(path).json().path("code").asText()).isEqualTo("keys.no-rehearsal");
  }
}
