package redoubt.signatures.tufserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/**
 * Servers are killed while somebody publishes. Ten times; {@code -Dredoubt.kills=50} does it fifty
 * times.
 */
final class KillTest {
  private static final int KILLS = Math.max(10, Integer.getInteger("redoubt.kills", 10));

  @AutoClose private final TrustHouse house = TrustHouse.start();

  static TrustPlace place(int run) {
    return new TrustPlace("tenant", "localhost/team/app" + run, "team/app" + run);
  }

  @Test
  void aPublicationIsThereWholeOrNotAtAll() throws Exception {
    for (int run = 0; run < KILLS; run++) {
      int taken = runAndKill(run);
      house.time().set(Instant.now());
      List<String> stored = house.stored(place(run));
      assertThat(stored).hasSize(5);
      int version = version(stored.getFirst());
      assertThat(version).isGreaterThanOrEqualTo(taken).isLessThanOrEqualTo(taken + 1);
      assertThat(stored).allMatch(role -> version(role) == version);
      assertThat(house.held(place(run))).containsExactly("targets v1", "targets/bob v1");
    }
  }

  private static int version(String role) {
    return Integer.parseInt(role.substring(role.indexOf(' ') + 1));
  }

  /** Lets a server take a random number of publications, kills it, and says the last one. */
  private int runAndKill(int run) throws IOException, InterruptedException {
    int most = 3 + new Random(run).nextInt(40);
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-Dlogback.configurationFile=" + System.getProperty("logback.configurationFile"),
                "-cp",
                System.getProperty("java.class.path"),
                PublishLoop.class.getName(),
                house.settings().url(),
                house.settings().user(),
                house.directory().toString(),
                Integer.toString(run))
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("DATABASE_PASSWORD", house.settings().password());
    Process server = builder.start();
    int last = 0;
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.endsWith(" ;")) {
          last = Integer.parseInt(line.substring(0, line.length() - 2));
        }
        if (last == most) {
          // Not of the process itself, which would close what is still to be read.
          server.toHandle().destroyForcibly();
        }
      }
    } finally {
      server.destroyForcibly().waitFor();
    }
    assertThat(last).isPositive();
    return last;
  }
}
