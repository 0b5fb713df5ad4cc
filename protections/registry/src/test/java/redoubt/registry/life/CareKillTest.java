package redoubt.registry.life;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.oci.Digest;
import redoubt.oci.MediaTypes;
import redoubt.registry.testing.Answer;
import redoubt.registry.testing.Client;
import redoubt.registry.testing.Images;
import redoubt.registry.testing.Registry;
import redoubt.testkit.S3Server;
import redoubt.web.Json;

/**
 * Servers are killed, two at a time, while they move images to the trash, empty it and collect what
 * nothing uses. Eight times, of content in a bucket half as often; {@code -Dredoubt.kills=50} does
 * it fifty times.
 */
class CareKillTest {
  private static final int KILLS = Integer.getInteger("redoubt.kills", 8);
  private static final int IMAGES = 12;
  private static final int KEPT_OF_EACH = 2;
  private static final Duration LATEST_KILL = Duration.ofMillis(80);

  @Test
  void ofContentInADirectoryNothingIsLostAndNothingStays() throws Exception {
    try (Registry registry =
        Registry.start(directory -> CareLoop.store(directory, Optional.empty(), "drafts"))) {
      new Run(registry, Optional.empty(), KILLS).all();
    }
  }

  @Test
  void norInABucket(@TempDir Path service) throws Exception {
    try (S3Server server = S3Server.start(service)) {
      Optional<String> bucket = Optional.of(server.endpoint().toString());
      try (Registry registry =
          Registry.start(directory -> CareLoop.store(directory, bucket, "drafts"))) {
        new Run(registry, bucket, Math.max(2, KILLS / 2)).all();
      }
    }
  }

  private static final class Run {
    private final Registry registry;
    private final Optional<String> bucket;
    private final int kills;
    private final Client writer;
    private final Random random = new Random(7);
    private int cut;

    Run(Registry registry, Optional<String> bucket, int kills) {
      this.kills = kills;
      this.registry = registry;
      this.bucket = bucket;
      this.writer = registry.writer();
    }

    void all() throws Exception {
      registry.namespace(Registry.TENANT, "team", false);
      registry.namespace(Registry.TENANT, "safe", false);
      writer
          .send(
              "PUT",
              "/v1/instances/" + Registry.TENANT + "/namespaces/team/retention",
              Json.bytes(Map.of("newest", KEPT_OF_EACH)))
          .expect(200);
      for (int kill = 0; kill < kills; kill += 2) {
        leave(kill);
        killTwo();
        CareLoop.STEPS.forEach(registry.clock()::advance);
        // Of a bucket, what was begun lies with the server that began it, which ends it itself.
        registry.store().tidy(registry.clock().instant());
        assertThat(registry.inventory().findings()).isEmpty();
      }
      System.out.printf("%d kills, %d in the middle of the work%n", kills, cut);
      assertThat(cut).isGreaterThanOrEqualTo(kills / 2);
      registry.run(Registry.TENANT);
      for (Duration step : CareLoop.STEPS) {
        registry.clock().advance(step);
        registry.tick();
      }
      assertThat(registry.inventory().findings()).isEmpty();
      for (String gone :
          List.of(
              "manifest WHERE deleted_at IS NOT NULL", "blob WHERE refs = 0", "upload", "doomed")) {
        assertThat(registry.inventory().count(gone)).as(gone).isZero();
      }
      for (int kill = 0; kill < kills; kill += 2) {
        assertThere("safe/app" + kill, IMAGES);
        assertThere("team/app" + kill, KEPT_OF_EACH);
      }
    }

    private static byte[] layer(int of, int image) {
      // Every third is shared by all repositories, and comes back after it went.
      return Images.bytes(image % 3 == 0 ? image : 1000L * (of + 1) + image, 10_000);
    }

    /** Leaves images, what retention and somebody removes of them, blobs and uploads of nobody. */
    private void leave(int of) {
      for (int image = 0; image < IMAGES; image++) {
        writer.pushImage("safe/app" + of, "t" + image, layer(of, image));
        pushDated("team/app" + of, "t" + image, layer(of, image));
        byte[] deleted = writer.pushImage("safe/old" + of, "t" + image, layer(of, image));
        writer.delete("/v2/safe/old" + of + "/manifests/" + Digest.of(deleted)).expect(202);
        writer.push("safe/app" + of, Images.bytes(-1 - image - 100L * of, 5_000)).expect(201);
        writer.send("PATCH", writer.begin("safe/app" + of), Images.bytes(image, 2_000)).expect(202);
      }
    }

    /** Retention leaves images alone that do not say when they were made. */
    private void pushDated(String repository, String tag, byte[] layer) {
      byte[] config = Json.bytes(Map.of("created", "2025-01-01T00:00:00Z", "author", tag));
      Map<String, Object> image = Images.image(layer);
      image.put("config", Images.descriptor(MediaTypes.OCI_CONFIG, config));
      writer.push(repository, config).expect(201);
      writer.push(repository, layer).expect(201);
      writer.put(repository, tag, Json.bytes(image)).expect(201);
    }

    private void killTwo() throws Exception {
      try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
        List<Future<Boolean>> both = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
          int step = 1 + random.nextInt(CareLoop.STEPS.size());
          long time = random.nextLong(LATEST_KILL.toNanos());
          both.add(threads.submit(() -> careAndKill(step, time)));
        }
        for (Future<Boolean> one : both) {
          cut += one.get() ? 1 : 0;
        }
      }
    }

    /** Kills a server in a step; returns whether it was not done before. */
    private boolean careAndKill(int step, long time) throws IOException, InterruptedException {
      ProcessBuilder builder =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-XX:+UseSerialGC",
                  "-Xmx128m",
                  "-Dlogback.configurationFile=" + System.getProperty("logback.configurationFile"),
                  "-cp",
                  System.getProperty("java.class.path"),
                  CareLoop.class.getName(),
                  registry.settings().url(),
                  registry.settings().user(),
                  registry.directory().toString(),
                  registry.clock().instant().toString(),
                  bucket.orElse(""))
              .redirectError(ProcessBuilder.Redirect.INHERIT);
      builder.environment().put("DATABASE_PASSWORD", registry.settings().password());
      Process server = builder.start();
      int begun = 0;
      boolean done = false;
      try (BufferedReader out =
          new BufferedReader(
              new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
          begun += line.equals("step") ? 1 : 0;
          done |= line.equals("done");
          if (begun == step && line.equals("step")) {
            LockSupport.parkNanos(time);
            // Not of the process itself, which would close what is still to be read.
            server.toHandle().destroyForcibly();
          }
        }
      } finally {
        server.destroyForcibly().waitFor();
      }
      assertThat(begun).isPositive();
      return !done;
    }

    private void assertThere(String repository, int images) {
      List<String> tags = writer.get("/v2/" + repository + "/tags/list").list("tags");
      assertThat(tags).hasSize(images);
      for (String tag : tags) {
        Answer manifest = writer.get("/v2/" + repository + "/manifests/" + tag).expect(200);
        for (String blob : manifest.json().findValuesAsText("digest")) {
          Answer content = writer.get("/v2/" + repository + "/blobs/" + blob).expect(200);
          assertThat(Digest.of(content.body()).toString()).isEqualTo(blob);
        }
      }
    }
  }
}
