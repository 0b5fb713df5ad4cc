package redoubt.server.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redoubt.testkit.Await;
import redoubt.testkit.HttpsCaller;

/** A server that is stopped while its proofs run has no evidence against itself afterwards. */
@Timeout(180)
final class StopWhileProvingTest {
  @TempDir private Path directory;

  @Test
  void whatTheStopBrokeOffIsNotCalledFailed() {
    Path data = directory.resolve("data");
    ServerProcess first = ServerProcess.start(data);
    HttpsCaller admin = first.admin().https();
    Thread run = Thread.ofVirtual().start(() -> admin.postJson("/v1/proofs/run", "{}"));
    run.setUncaughtExceptionHandler((thread, brokenOff) -> {});
    Await.until(
        Duration.ofSeconds(60),
        "the first evidence",
        () -> evidence(admin).contains("\"outcome\":\"proven\""));
    first.close();

    try (ServerProcess next = ServerProcess.start(data)) {
      assertThat(evidence(next.admin().https()))
          .contains("\"outcome\":\"proven\"")
          .doesNotContain("\"outcome\":\"failed\"");
      assertThat(next.log()).doesNotContain("broke");
    }
  }

  private static String evidence(HttpsCaller caller) {
    return caller.get("/v1/evidence").body();
  }
}
