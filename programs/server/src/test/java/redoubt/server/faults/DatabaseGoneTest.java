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
import redoubt.testkit.Await;
import redoubt.testkit.TestDatabase;

/** A PostgreSQL that goes away under a server, and comes back. */
class DatabaseGoneTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String PLAINTEXT = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

  @TempDir private Path directory;
  private TestDatabase database;
  private Wire wire;
  private House server;
  private KeyCaller caller;

  @BeforeEach
  void start() {
    database = TestDatabase.create();
    wire = Wire.to(database.settings());
    server =
        Houses.open(
            directory.resolve("a"),
            wire.through(database.settings()),
            Houses.filesIn(directory.resolve("seal")),
            InstantSource.system());
    caller = Houses.admin(server, directory.resolve("a"));
  }

  @AfterEach
  void stop() {
    server.close();
    wire.close();
    database.close();
  }

  @Test
  void callsAreRefusedClearlyMeanwhileAndServedAgainAfterwards() {
    String key = caller.newKey();
    wire.cut();
    HttpResponse<String> refused = caller.wrap(key, PLAINTEXT);
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.body())
        .contains("UNAVAILABLE_ERR", "remedy")
        .doesNotContain("Exception", "jdbc");
    HttpResponse<String> ours = caller.get("/v1/instances");
    assertThat(ours.statusCode()).isEqualTo(503);
    assertThat(ours.body()).contains("store.unavailable");
    wire.mend();
    Await.until(SOON, "work", () -> caller.wrap(key, PLAINTEXT).statusCode() == 200);
  }

  @Test
  void readinessTellsOfItWhileLifeGoesOn() {
    assertThat(caller.get("/readyz").statusCode()).isEqualTo(200);
    wire.cut();
    HttpResponse<String> ready = caller.get("/readyz?verbose");
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(ready.body()).contains("[-]database failed: The database cannot be reached.");
    assertThat(caller.get("/livez").statusCode()).isEqualTo(200);
    wire.mend();
    Await.until(SOON, "ready", () -> caller.get("/readyz").statusCode() == 200);
  }

  @Test
  void aKeyThatAnotherServerDisabledMeanwhileIsNotUsed() {
    String key = caller.newKey();
    assertThat(caller.wrap(key, PLAINTEXT).statusCode()).isEqualTo(200);
    wire.cut();
    try (House other =
        Houses.open(
            directory.resolve("b"),
            database.settings(),
            Houses.filesIn(directory.resolve("seal")),
            InstantSource.system())) {
      HttpResponse<String> disabled =
          Houses.admin(other, directory.resolve("a")).act(key, "disable");
      assertThat(disabled.statusCode()).as(disabled.body()).isEqualTo(204);
    }
    wire.mend();
    Await.until(
        SOON,
        "an answer",
        () -> {
          int status = caller.wrap(key, PLAINTEXT).statusCode();
          assertThat(status).isNotEqualTo(200);
          return status == 409;
        });
  }
}
