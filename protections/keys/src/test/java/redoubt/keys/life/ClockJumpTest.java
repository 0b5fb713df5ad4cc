package redoubt.keys.life;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import redoubt.keys.testing.Caller;
import redoubt.keys.testing.KeyService;
import redoubt.testkit.Await;
import redoubt.testkit.MovableClock;

/** Clocks that go back, and servers that were down. */
class ClockJumpTest {
  @AutoClose private final KeyService service = KeyService.start();
  private final Caller caller = service.manager();

  @Test
  void anExpiredKeyStaysExpiredWhenTheClockGoesBack() {
    String key = expiringIn(Duration.ofHours(1));
    after(Duration.ofHours(1));
    assertThat(caller.act(key, "wrap").status()).isEqualTo(409);
    service.clock().advance(Duration.ofDays(-1));
    assertThat(caller.act(key, "wrap").status()).isEqualTo(409);
    try (KeyService restarted = service.another()) {
      assertThat(restarted.manager().act(key, "wrap").status()).isEqualTo(409);
    }
  }

  @Test
  void aRestoreWindowThatEndedStaysEndedWhenTheClockGoesBack() {
    String key = deleted();
    after(Duration.ofDays(30));
    service.tick();
    MovableClock earlier = new MovableClock(now().minus(Duration.ofDays(1)));
    try (KeyService restarted = service.another(earlier)) {
      assertThat(restarted.manager().send("POST", "/api/v2/keys/" + key + "/restore", "").outcome())
          .isEqualTo("400 KEY_RESTORE_EXPIRED");
    }
  }

  @Test
  void aServerThatWasDownCatchesUp() {
    String expired = expiringIn(Duration.ofHours(1));
    String purged = deleted();
    try (KeyService restarted =
        service.another(new MovableClock(now().plus(Duration.ofDays(100))))) {
      restarted.tick();
      assertThat(restarted.ledgerOf(expired)).contains("kms.secrets.expire by time");
      assertThat(restarted.ledgerOf(purged)).contains("kms.secrets.purge by time");
    }
  }

  @Test
  void aChangeThatWentUnheardBitesInTimeAlsoWhenTheClockWasSetBack() {
    String key = caller.rootKey();
    caller.wrap(key, new byte[] {1});
    service.clock().advance(Duration.ofHours(-1));
    caller.wrap(key, new byte[] {1});
    disabledUnheard(key);

    Await.until(
        KeyDirectory.KEEP.plusSeconds(3),
        "what is remembered grows old",
        () -> caller.act(key, "wrap").status() == 409);
  }

  /** As another server does it whose announcement is lost. */
  private void disabledUnheard(String key) {
    service
        .database()
        .transaction(handle ->
            handle.execute("UPDATE keys.key SET state = 2 WHERE id = ?", UUID.fromString(key)));
  }

  private Instant now() {
    return service.clock().instant();
  }

  private void after(Duration time) {
    service.clock().advance(time);
  }

  private String expiringIn(Duration time) {
    return Caller.idOf(caller.create(Map.of("expirationDate", now().plus(time).toString())));
  }

  private String deleted() {
    String key = caller.rootKey();
    assertThat(caller.delete("/api/v2/keys/" + key).outcome()).isEqualTo("204");
    return key;
  }
}
