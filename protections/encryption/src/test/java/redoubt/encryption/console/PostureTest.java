package redoubt.encryption.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import redoubt.web.Json;
import redoubt.web.console.Moment;
import redoubt.web.console.Tone;

/** How a cluster stands, by what is known of it. */
final class PostureTest {
  private static final Instant NOW = Instant.parse("2026-01-08T12:00:00Z");
  private static final String PLUGIN =
      "\"plugins\":[{\"holder\":\"k\",\"seenAt\":\"2026-01-08T11:59:30Z\",\"revision\":2}]";
  private static final String NO_PLUGIN = "\"plugins\":[]";

  private static Posture posture(String phase, String keyState, String... more) {
    String key =
        phase.equals("off")
            ? ""
            : ",\"rootKey\":{\"id\":\"1\",\"name\":\"root\",\"ring\":\"r\",\"state\":\""
                + keyState
                + "\"},\"lease\":{\"revision\":2,\"keyId\":\"rdt-2\"}";
    String json =
        "{\"cluster\":{\"id\":\"c\",\"name\":\"prod\",\"encryption\":\""
            + phase
            + "\"}"
            + key
            + ","
            + String.join(",", more)
            + "}";
    return Posture.of(
        ClusterSummary.of(
            Json.parse(json.getBytes(StandardCharsets.UTF_8)), at -> new Moment(at, NOW)),
        NOW);
  }

  private static String ledger(String verdict, String at, int clear, int stale, int current) {
    return "\"ledger\":{\"id\":\"l\",\"origin\":\"seen\",\"storedAt\":\"%s\",\"verdict\":\"%s\",\"protected\":%d,"
            .formatted(at, verdict, clear + stale + current)
        + "\"standings\":{\"clear\":%d,\"stale\":%d,\"current\":%d}}"
            .formatted(clear, stale, current);
  }

  private static String migration(String state, String at) {
    return "\"migration\":{\"state\":\"%s\",\"done\":20,\"total\":80,\"updatedAt\":\"%s\"}"
        .formatted(state, at);
  }

  @Test
  void whatALedgerHasShownIsGood() {
    Posture shown =
        posture(
            "enabled", "active", PLUGIN, ledger("protected", "2026-01-08T11:00:00Z", 0, 0, 240));
    assertThat(shown.pill().tone()).isEqualTo(Tone.GOOD);
    assertThat(shown.why()).isEqualTo("240 objects, seen 1 h ago.");
  }

  @Test
  void enabledAloneIsNotGood() {
    assertThat(posture("enabled", "active", PLUGIN).pill().tone()).isEqualTo(Tone.UNKNOWN);
  }

  @Test
  void oneObjectInTheClearIsBad() {
    Posture exposed =
        posture(
            "enabled", "active", PLUGIN, ledger("unprotected", "2026-01-08T11:00:00Z", 1, 0, 240));
    assertThat(exposed.pill().tone()).isEqualTo(Tone.BAD);
    assertThat(exposed.pill().label()).isEqualTo("1 in the clear");
  }

  @Test
  void aDisabledKeyOutweighsAGoodLedger() {
    Posture cut =
        posture(
            "enabled", "suspended", PLUGIN, ledger("protected", "2026-01-08T11:00:00Z", 0, 0, 9));
    assertThat(cut.pill().label()).isEqualTo("Key disabled");
  }

  @Test
  void aLedgerFromBeforeAMigrationShowsNothing() {
    Posture moved =
        posture(
            "enabled",
            "active",
            PLUGIN,
            ledger("unprotected", "2026-01-08T10:00:00Z", 9, 0, 0),
            migration("done", "2026-01-08T11:00:00Z"));
    assertThat(moved.pill().tone()).isEqualTo(Tone.UNKNOWN);
  }

  @Test
  void aRunningMigrationSaysHowFarItIs() {
    assertThat(
            posture("enabled", "active", PLUGIN, migration("running", "2026-01-08T11:59:00Z"))
                .pill()
                .label())
        .isEqualTo("Migrating 25 %");
  }

  @Test
  void anOldLedgerShowsWhatWas() {
    assertThat(
            posture(
                    "enabled",
                    "active",
                    PLUGIN,
                    ledger("protected", "2025-12-28T12:00:00Z", 0, 0, 240))
                .pill()
                .label())
        .isEqualTo("Ledger is old");
  }

  @Test
  void objectsUnderAnEarlierKeyAreToBeMigrated() {
    assertThat(
            posture(
                    "enabled",
                    "active",
                    PLUGIN,
                    ledger("protected", "2026-01-08T11:00:00Z", 0, 3, 9))
                .pill()
                .tone())
        .isEqualTo(Tone.WARN);
  }

  @Test
  void withoutAPluginNothingIsEncrypted() {
    assertThat(
            posture(
                    "enabled",
                    "active",
                    NO_PLUGIN,
                    ledger("protected", "2026-01-08T11:00:00Z", 0, 0, 9))
                .pill()
                .label())
        .isEqualTo("No plugin");
  }

  @Test
  void offIsSaidAndWhatLiesInTheClearIsBad() {
    assertThat(posture("off", "", NO_PLUGIN).pill().label()).isEqualTo("Off");
    assertThat(
            posture("off", "", NO_PLUGIN, ledger("unprotected", "2026-01-08T11:00:00Z", 7, 0, 0))
                .pill()
                .tone())
        .isEqualTo(Tone.BAD);
  }
}
