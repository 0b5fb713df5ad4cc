package redoubt.server.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.server.House;
import redoubt.testkit.MovableClock;
import redoubt.testkit.TestDatabase;

/** A machine's clock that jumps, and what may come of it. */
class ClockJumpTest {
  private static final String PLAINTEXT = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

  @TempDir private Path directory;
  private final MovableClock clock = new MovableClock(InstantSource.system().instant());
  private TestDatabase database;
  private House house;
  private KeyCaller caller;

  @BeforeEach
  void start() {
    database = TestDatabase.create();
    house =
        Houses.open(
            directory.resolve("a"),
            database.settings(),
            Houses.filesIn(directory.resolve("seal")),
            clock);
    caller = admin();
  }

  @AfterEach
  void stop() {
    house.close();
    database.close();
  }

  private KeyCaller admin() {
    return Houses.admin(house, directory.resolve("a"));
  }

  @Test
  void forwardEndsTokensAndANewOneIsGood() {
    clock.advance(Duration.ofHours(2));
    HttpResponse<String> late = caller.create();
    assertThat(late.statusCode()).isIn(400, 401);
    assertThat(late.body()).doesNotContain("Exception");
    assertThat(admin().create().statusCode()).isEqualTo(201);
  }

  @Test
  void backIsSurvivedByTheLedgerWhoseTimeStandsStillMeanwhile() throws Exception {
    KeptHeads heads = new KeptHeads(directory);
    String key = caller.newKey();
    heads.keep(caller);
    clock.advance(Duration.ofDays(-400));
    KeyCaller again = admin();
    KeyCaller.require(again.wrap(key, PLAINTEXT), 200);
    heads.assertContinued(again);
    assertThat(Recorded.calls(heads.assertVerified(again))).containsKey("kms.secrets.wrap " + key);
  }

  @Test
  void backBringsNoExpiredKeyBack() {
    String key =
        KeyCaller.idOf(caller.createExpiring(clock.instant().plus(Duration.ofMinutes(10))));
    clock.advance(Duration.ofMinutes(11));
    assertThat(caller.wrap(key, PLAINTEXT).statusCode()).isEqualTo(409);
    clock.advance(Duration.ofDays(-1));
    assertThat(admin().wrap(key, PLAINTEXT).statusCode()).isEqualTo(409);
  }

  @Test
  void forwardAndBackLeavesKeysWithoutADeadlineAsTheyWere() {
    String key = caller.newKey();
    String ciphertext = KeyCaller.text(caller.wrap(key, PLAINTEXT), "ciphertext");
    clock.advance(Duration.ofDays(50));
    assertThat(admin().wrap(key, PLAINTEXT).statusCode()).isEqualTo(200);
    clock.advance(Duration.ofDays(-50));
    assertThat(KeyCaller.text(admin().unwrap(key, ciphertext), "plaintext")).isEqualTo(PLAINTEXT);
  }
}
