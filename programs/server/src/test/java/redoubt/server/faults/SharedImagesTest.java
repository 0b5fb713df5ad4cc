package redoubt.server.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.core.Failure;
import redoubt.oci.Digest;
import redoubt.server.House;
import redoubt.server.ImageOptions.ImagePlace;
import redoubt.server.ServerOptions;
import redoubt.server.ServerOptions.RegistryOptions;
import redoubt.testkit.Await;
import redoubt.testkit.MovableClock;
import redoubt.testkit.TestDatabase;

/** Two servers on one database and one directory of images. */
final class SharedImagesTest {
  private static final byte[] LAYER = ImageCaller.bytes(1, 300_000);

  @TempDir private Path directory;
  private TestDatabase database;

  @BeforeEach
  void makeDatabase() {
    database = TestDatabase.create();
  }

  @AfterEach
  void dropDatabase() {
    database.close();
  }

  private House open(String name, Optional<Path> images, InstantSource clock) {
    return House.open(
        new ServerOptions(
                directory.resolve(name),
                "127.0.0.1",
                0,
                Optional.of(database.settings()),
                Houses.filesIn(directory.resolve("seal")))
            .with(
                RegistryOptions.USUAL.keptIn(images.map(ImagePlace::in).orElse(ImagePlace.USUAL))),
        clock,
        step -> {});
  }

  private House open(String name) {
    return open(name, Optional.of(directory.resolve("images")), InstantSource.system());
  }

  private ImageCaller caller(House house) {
    return ImageCaller.at(
        URI.create(house.url()), house.caFile(), directory.resolve("a/admin.apikey"));
  }

  @Test
  void whatIsPushedAtOneIsPulledAtTheOther() throws Exception {
    try (House a = open("a");
        House b = open("b")) {
      caller(a).namespace("team");
      caller(a).pushImage("team/app", "v1", LAYER);
      ImageCaller atB = caller(b);
      assertThat(ImageCaller.require(atB.get("/v2/team/app/manifests/v1"), 200).body())
          .isEqualTo(ImageCaller.manifest(LAYER));
      assertThat(ImageCaller.require(atB.blob("team/app", LAYER), 200).body()).isEqualTo(LAYER);
      String upload = caller(a).begin("team/app");
      byte[] content = ImageCaller.bytes(2, 200_000);
      ImageCaller.require(caller(a).append(upload, Arrays.copyOfRange(content, 0, 100_000)), 202);
      ImageCaller.require(
          atB.finish(upload, Digest.of(content), Arrays.copyOfRange(content, 100_000, 200_000)),
          201);
      assertThat(ImageCaller.require(caller(a).blob("team/app", content), 200).body())
          .isEqualTo(content);
    }
  }

  @Test
  void aServerWithADirectoryOfItsOwnIsRefused() {
    try (House _ = open("a")) {
      assertThatThrownBy(() -> open("b", Optional.empty(), InstantSource.system()))
          .isInstanceOfSatisfying(
              Failure.class,
              failure -> {
                assertThat(failure.code()).isEqualTo("registry.another-store");
                assertThat(failure.remedy()).contains("--images-dir");
              });
    }
  }

  @Test
  void aServerThatIsRefusedLeavesNothingOpen() throws Exception {
    database.database().ping();
    boolean _ = database.database().transaction(_ -> true);
    int ours = sessions();
    try (House _ = open("a")) {
      // Whatever is started but once.
      assertThatThrownBy(() -> open("b", Optional.empty(), InstantSource.system()))
          .isInstanceOf(Failure.class);
    }
    Await.until(Duration.ofSeconds(20), "no sessions", () -> sessions() <= ours);
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    assertThatThrownBy(() -> open("b", Optional.empty(), InstantSource.system()))
        .isInstanceOf(Failure.class);
    Await.until(Duration.ofSeconds(20), "no sessions", () -> sessions() <= ours);
    Set<Thread> after = new HashSet<>();
    Await.until(
        Duration.ofSeconds(20),
        "no threads of its own",
        () -> {
          after.clear();
          after.addAll(Thread.getAllStackTraces().keySet());
          after.removeAll(before);
          return after.isEmpty();
        });
  }

  /** Whoever is connected with the database. */
  private int sessions() {
    try (Connection connection =
            DriverManager.getConnection(
                database.settings().url(),
                database.settings().user(),
                database.settings().password());
        Statement statement = connection.createStatement();
        ResultSet count =
            statement.executeQuery(
                "SELECT count(*) FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND pid <> pg_backend_pid()")) {
      assertThat(count.next()).isTrue();
      return count.getInt(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void anUploadGoesOnAtTheOtherWhenItsServerIsKilled() throws Exception {
    byte[] content = ImageCaller.bytes(3, 1_000_000);
    ServerProcess a =
        ServerProcess.start(
            directory.resolve("a"),
            Map.of("PGPASSWORD", database.settings().password()),
            "--database-url",
            url(),
            "--seal-dir",
            directory.resolve("seal").toString(),
            "--images-dir",
            directory.resolve("images").toString());
    MovableClock clock = new MovableClock(InstantSource.system().instant());
    PipedOutputStream out = new PipedOutputStream();
    try (House b = open("b", Optional.of(directory.resolve("images")), clock);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      ImageCaller atA =
          ImageCaller.at(
              a.url(), directory.resolve("a/ca.pem"), directory.resolve("a/admin.apikey"));
      atA.namespace("team");
      String upload = atA.begin("team/app");
      ImageCaller.require(atA.append(upload, Arrays.copyOfRange(content, 0, 400_000)), 202);
      PipedInputStream in = new PipedInputStream(out);
      Future<?> dying = threads.submit(() -> atA.append(upload, in));
      out.write(new byte[1000]);
      // What it says of the claim, it says when the call is being answered.
      ImageCaller atB = caller(b);
      Await.until(
          Duration.ofSeconds(20), "the claim of A", () -> status(atB, upload, new byte[0]) == 409);
      a.kill();
      out.close();
      assertThatThrownBy(dying::get).hasCauseInstanceOf(IOException.class);
      clock.advance(Duration.ofMinutes(3));
      assertThat(ImageCaller.require(atB.get(upload), 204).headers().firstValue("Range"))
          .contains("0-399999");
      ImageCaller.require(
          atB.finish(upload, Digest.of(content), Arrays.copyOfRange(content, 400_000, 1_000_000)),
          201);
      assertThat(ImageCaller.require(atB.blob("team/app", content), 200).body()).isEqualTo(content);
    } finally {
      a.kill();
    }
  }

  private static int status(ImageCaller caller, String upload, byte[] piece) {
    try {
      return caller.append(upload, piece).statusCode();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String url() {
    return "postgresql://"
        + database.settings().user()
        + "@"
        + database.settings().url().substring("jdbc:postgresql://".length());
  }
}
