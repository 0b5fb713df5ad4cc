package redoubt.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.core.Failure;

class EmbeddedPostgresTest {
  @TempDir private static Path template;
  @TempDir private Path directory;

  /** Unpacked and initialized once for all tests. */
  @BeforeEach
  void copyAnInitializedDirectory() throws Exception {
    Process copy =
        new ProcessBuilder(
                "cp", "-a", template.resolve("postgres").toString(), directory.toString())
            .inheritIO()
            .start();
    assertThat(copy.waitFor()).isZero();
  }

  @BeforeAll
  static void makeAnInitializedDirectory() throws IOException {
    Files.createDirectories(template.resolve("postgres"));
    Files.createSymbolicLink(
        template.resolve("postgres").resolve(EmbeddedPostgres.version()), Sample.programs());
    EmbeddedPostgres.startVolatile(template).close();
  }

  @Test
  void keepsWhatWasWrittenAndSyncsItToDisk() {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory);
        Database database = Database.open(postgres.settings())) {
      assertThat(setting(database, "fsync")).isEqualTo("on");
      assertThat(setting(database, "synchronous_commit")).isEqualTo("on");
      assertThat(setting(database, "full_page_writes")).isEqualTo("on");
      assertThat(setting(database, "listen_addresses")).isEqualTo("127.0.0.1");
      database.transaction(handle -> handle.execute("create table kept (n int)"));
    }
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory);
        Database database = Database.open(postgres.settings())) {
      database.transaction(handle -> handle.execute("insert into kept values (1)"));
    }
  }

  @Test
  void asksForAPasswordThatOnlyTheOwnerCanRead() throws IOException {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.startVolatile(directory)) {
      ConnectionSettings settings = postgres.settings();
      assertThatThrownBy(() -> Database.open(settings.url(), settings.user(), ""))
          .isInstanceOf(Failure.class);
      Path password = directory.resolve("postgres/password");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(password)))
          .isEqualTo("rw-------");
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(directory.resolve("postgres/data"))))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void aSecondOneInTheSameDirectoryIsRefused() {
    try (EmbeddedPostgres first = EmbeddedPostgres.startVolatile(directory)) {
      assertThatThrownBy(() -> EmbeddedPostgres.startVolatile(directory))
          .isInstanceOfSatisfying(
              Failure.class, failure -> assertThat(failure.code()).isEqualTo("store.in-use"));
      assertThat(first.pid()).isPositive();
    }
  }

  @Test
  void isStartedAgainWhenItDies() throws IOException {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory);
        Database database = Database.open(postgres.settings())) {
      database.transaction(handle -> handle.execute("create table kept (n int)"));
      long first = postgres.pid();
      PostgresCommand.signal("KILL", first);
      // Until then a connection that outlived its postmaster may still answer.
      Sample.await("another one was started", () -> postgres.pid() != first);
      Sample.await(
          "the database answers again",
          () -> {
            database.transaction(handle -> handle.execute("insert into kept values (1)"));
            return true;
          });
      assertThat(postgres.pid()).isNotEqualTo(first);
    }
  }

  @Test
  void stopsWhenTheServerIsKilledAndItsDataSurvive() throws Exception {
    Process child = startChild();
    long postgresPid = readPid(child);
    child.destroyForcibly().waitFor();
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory);
        Database database = Database.open(postgres.settings())) {
      assertThat(postgres.pid()).isNotEqualTo(postgresPid);
      assertThat(PostmasterFile.isAlive(postgresPid)).isFalse();
      int rows =
          database.read(
              handle -> handle.createQuery("select n from kept").mapTo(Integer.class).one());
      assertThat(rows).isOne();
    }
  }

  @Test
  void startsWhenServerAndPostgresWereKilledTogether() throws Exception {
    Process child = startChild();
    long postgresPid = readPid(child);
    PostgresCommand.signal("KILL", postgresPid);
    child.destroyForcibly().waitFor();
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory);
        Database database = Database.open(postgres.settings())) {
      database.ping();
    }
  }

  @Test
  void isNotFooledByAProcessIdThatNowBelongsToAnotherProgram() throws IOException {
    Path data = directory.resolve("postgres/data");
    Files.writeString(
        data.resolve("postmaster.pid"),
        ProcessHandle.current().pid()
            + "\n"
            + data
            + "\n1\n5432\n\n127.0.0.1\n  1 999999\nready\n");
    try (EmbeddedPostgres postgres = EmbeddedPostgres.startVolatile(directory)) {
      assertThat(postgres.pid()).isPositive();
    }
  }

  @Test
  void saysWhichVersionTheDataAreOf() throws IOException {
    Files.writeString(directory.resolve("postgres/data/PG_VERSION"), "12\n");
    assertThatThrownBy(() -> EmbeddedPostgres.startVolatile(directory))
        .isInstanceOfSatisfying(
            Failure.class,
            failure -> {
              assertThat(failure.code()).isEqualTo("store.version");
              assertThat(failure.what()).contains("PostgreSQL 12");
            });
  }

  @Test
  void tellsWhatPostgresComplainsAbout() throws IOException {
    Files.delete(directory.resolve("postgres/data/global/pg_control"));
    assertThatThrownBy(() -> EmbeddedPostgres.startVolatile(directory))
        .isInstanceOfSatisfying(
            Failure.class,
            failure -> {
              assertThat(failure.code()).isEqualTo("store.postgres");
              assertThat(failure.what()).contains("global/pg_control");
            });
  }

  @Test
  void anInterruptedInitializationIsDoneAgain() throws IOException {
    PostgresBinaries.deleteTree(directory.resolve("postgres/data"));
    Path unfinished = directory.resolve("postgres/data.unfinished");
    Files.createDirectories(unfinished);
    Files.writeString(unfinished.resolve("PG_VERSION"), "18");
    try (EmbeddedPostgres postgres = EmbeddedPostgres.startVolatile(directory)) {
      assertThat(postgres.pid()).isPositive();
    }
  }

  private Process startChild() throws IOException {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                directory.toString()))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static long readPid(Process child) throws IOException {
    BufferedReader out =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith("postgres ")) {
        return Long.parseLong(line.substring("postgres ".length()));
      }
    }
    throw new AssertionError("the child did not start: " + Optional.of(child.info()));
  }

  private static String setting(Database database, String name) {
    return database.read(handle -> handle.createQuery("show " + name).mapTo(String.class).one());
  }
}
