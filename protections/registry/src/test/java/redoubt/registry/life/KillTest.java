package redoubt.registry.life;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import redoubt.oci.Digest;
import redoubt.registry.testing.Answer;
import redoubt.registry.testing.Client;
import redoubt.registry.testing.Images;
import redoubt.registry.testing.Registry;

/**
 * Servers on one database and one store are killed in the middle of pushes, fifty times; {@code
 * -Dredoubt.kills=200} does it two hundred times.
 */
class KillTest {
  private static final int KILLS = Integer.getInteger("redoubt.kills", 50);
  private static final int AT_ONCE = 4;

  @AutoClose private final Registry registry = Registry.start();

  private final Map<String, String> uploads = new HashMap<>();
  private final Set<String> blobs = new HashSet<>();
  private final Set<String> images = new HashSet<>();

  @Test
  void nothingThatWasAcknowledgedIsLostAndNoFileIsWithoutARow() throws Exception {
    registry.namespace(Registry.TENANT, "team", false);
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Future<List<String>>> runs = new ArrayList<>();
      for (int i = 0; i < KILLS; i++) {
        int run = i;
        runs.add(threads.submit(() -> runAndKill(run)));
      }
      for (Future<List<String>> run : runs) {
        run.get().forEach(this::remember);
      }
    }
    System.out.printf(
        "%d kills: %d uploads, %d blobs, %d images acknowledged%n",
        KILLS, uploads.size(), blobs.size(), images.size());
    assertThat(images).hasSizeGreaterThan(KILLS);
    assertThat(registry.inventory().findings()).isEmpty();
    // The claims of the dead run out.
    registry.clock().set(Instant.now().plus(Duration.ofMinutes(2)));
    assertNothingLost(registry.writer());
    assertThat(registry.inventory().findings()).isEmpty();
    for (int day = 0; day < 4; day++) {
      registry.clock().advance(Duration.ofHours(25));
      registry.tick();
    }
    assertThat(registry.inventory().count("upload") + registry.inventory().count("doomed"))
        .isZero();
    assertThat(registry.inventory().findings()).isEmpty();
  }

  /** Lets a server acknowledge a random number of things, kills it, and says what they were. */
  private List<String> runAndKill(int run) throws IOException, InterruptedException {
    int most = 1 + new Random(run).nextInt(25);
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-Dlogback.configurationFile=" + System.getProperty("logback.configurationFile"),
                "-cp",
                System.getProperty("java.class.path"),
                PushLoop.class.getName(),
                registry.settings().url(),
                registry.settings().user(),
                registry.directory().toString(),
                Long.toString(1000L * (run + 1)))
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("DATABASE_PASSWORD", registry.settings().password());
    Process server = builder.start();
    List<String> lines = new ArrayList<>();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.endsWith(" ;")) {
          lines.add(line);
        }
        if (lines.size() == most) {
          // Not of the process itself, which would close what is still to be read.
          server.toHandle().destroyForcibly();
        }
      }
    } finally {
      server.destroyForcibly().waitFor();
    }
    return lines;
  }

  private void remember(String line) {
    String[] words = line.split(" ", -1);
    switch (words[0]) {
      case "upload" -> uploads.put(words[1], words[2]);
      case "blob" -> blobs.add(words[1] + " " + words[2]);
      case "image" -> images.add(words[1] + " " + words[2]);
      default -> throw new AssertionError(line);
    }
  }

  private void assertNothingLost(Client client) {
    for (String image : images) {
      byte[] blob = PushLoop.blob(seed(image));
      String manifest = "/v2/" + repository(image) + "/manifests/t" + seed(image);
      assertThat(client.get(manifest).expect(200).body()).isEqualTo(Images.manifest(blob));
    }
    for (String blob : blobs) {
      byte[] content = PushLoop.blob(seed(blob));
      String path = "/v2/" + repository(blob) + "/blobs/" + Digest.of(content);
      assertThat(client.get(path).expect(200).body()).isEqualTo(content);
    }
    // What did not become a blob goes on where it was acknowledged.
    for (Map.Entry<String, String> upload : uploads.entrySet()) {
      byte[] content = PushLoop.blob(Long.parseLong(upload.getValue()));
      Answer status = client.get(upload.getKey());
      if (status.status() == 204) {
        int kept = Integer.parseInt(status.header("Range").orElseThrow().substring(2)) + 1;
        assertThat(kept).isGreaterThanOrEqualTo(PushLoop.LENGTH / 2);
        client
            .finish(
                upload.getKey(),
                Digest.of(content),
                Arrays.copyOfRange(content, kept, PushLoop.LENGTH))
            .expect(201);
      } else {
        String repository = upload.getKey().replaceAll("/v2/(.*)/blobs/.*", "$1");
        client.head("/v2/" + repository + "/blobs/" + Digest.of(content)).expect(200);
      }
    }
  }

  private static String repository(String line) {
    return line.substring(0, line.indexOf(' '));
  }

  private static long seed(String line) {
    return Long.parseLong(line.substring(line.indexOf(' ') + 1));
  }
}
