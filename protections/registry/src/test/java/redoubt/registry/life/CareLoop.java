package redoubt.registry.life;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.registry.content.ContentStore;
import redoubt.registry.content.FileStore;
import redoubt.registry.content.s3.S3Login;
import redoubt.registry.content.s3.S3Place;
import redoubt.registry.content.s3.S3Store;
import redoubt.registry.testing.Registry;
import redoubt.store.ConnectionSettings;
import redoubt.testkit.MovableClock;
import redoubt.testkit.S3Server;

/** A server that does what time asks for: retention, the end of the trash, the collector. */
final class CareLoop {
  /** What is in the trash ends in the third, what it needed in the last. */
  static final List<Duration> STEPS =
      List.of(
          Duration.ofHours(25),
          Duration.ofHours(2),
          Trash.KEPT.plusDays(1),
          Duration.ofHours(2),
          Duration.ofHours(25),
          Duration.ofHours(2));

  private CareLoop() {}

  /**
   * @param bucket where it is, if content lies there
   * @param drafts what is of one server alone
   */
  static ContentStore store(Path directory, Optional<String> bucket, String drafts)
      throws IOException {
    if (bucket.isEmpty()) {
      return FileStore.in(directory.resolve("content"));
    }
    return S3Store.in(
        S3Place.of("s3://" + S3Server.BUCKET + "/care", bucket, "us-east-1", true),
        S3Login.from(
            Map.of(
                "AWS_ACCESS_KEY_ID",
                S3Server.ACCESS_KEY_ID,
                "AWS_SECRET_ACCESS_KEY",
                S3Server.SECRET_ACCESS_KEY)),
        directory.resolve(drafts));
  }

  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[2]);
    Optional<String> bucket = Optional.of(arguments[4]).filter(text -> !text.isEmpty());
    MovableClock clock = new MovableClock(Instant.parse(arguments[3]));
    try (Registry registry =
        Registry.join(
            new ConnectionSettings(arguments[0], arguments[1], System.getenv("DATABASE_PASSWORD")),
            directory,
            clock,
            store(directory, bucket, "drafts" + ProcessHandle.current().pid()))) {
      registry.run(Registry.TENANT);
      for (Duration step : STEPS) {
        clock.advance(step);
        say("step");
        registry.tick();
      }
      say("done");
    }
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
