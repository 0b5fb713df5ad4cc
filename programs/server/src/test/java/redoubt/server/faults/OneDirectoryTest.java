package redoubt.server.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.testkit.Await;

/** Two servers on one directory, and one after a crash. */
class OneDirectoryTest {
  private static final String LEFTOVER = "A PostgreSQL of an earlier run still works";

  @TempDir private Path directory;

  @Test
  void aSecondIsRefusedInOneLineAndTheNextTakesOverFromACrashedOne() throws Exception {
    Path data = directory.resolve("data");
    ServerProcess first = ServerProcess.start(data);
    String key = first.admin().newKey();

    ServerProcess.Refused second = ServerProcess.refused(data);
    assertThat(second.status()).isEqualTo(3);
    assertThat(second.complaint())
        .containsExactly("redoubt: Another server runs on " + data + ". (server.directory-in-use)");
    assertThat(first.admin().create().statusCode()).isEqualTo(201);

    long postgres = first.postgres();
    signal("STOP", postgres);
    first.kill();
    Thread.ofVirtual()
        .start(() -> {
          Await.until(Duration.ofSeconds(60), "the next", () -> first.log().contains(LEFTOVER));
          signal("CONT", postgres);
        });
    try (ServerProcess next = ServerProcess.start(data)) {
      assertThat(next.log()).contains(LEFTOVER);
      assertThat(next.postgres()).isNotEqualTo(postgres);
      assertThat(next.admin().get("/api/v2/keys/" + key + "/metadata").statusCode()).isEqualTo(200);
    }
  }

  private static void signal(String name, long pid) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
