package redoubt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redoubt.server.House;
import redoubt.server.ServerOptions;
import redoubt.store.ConnectionSettings;
import redoubt.testkit.TestDatabase;

/** When {@code up} cannot start it says why in a line, what to do in another, and ends with 3. */
@Timeout(120)
final class UpRefusedTest {
  @AutoClose private final TestDatabase database = TestDatabase.create();
  @TempDir private Path directory;

  @Test
  void becauseAnotherServerRunsOnTheDirectory() {
    try (House _ = server(Optional.empty())) {
      assertRefused(up(), "Another server runs on " + data() + ".", "server.directory-in-use");
    }
  }

  @Test
  void becauseThePortIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      assertRefused(
          up("--listen", "127.0.0.1:" + taken.getLocalPort()),
          "cannot listen on 127.0.0.1:" + taken.getLocalPort(),
          "web.cannot-listen");
    }
  }

  @Test
  void becauseTheDirectoryCannotBeWritten() {
    CommandLineRun run =
        CommandLineRun.of(Map.of(), "up", "--data", "/proc/redoubt", "--listen", "127.0.0.1:0");
    assertRefused(run, "The data directory /proc/redoubt cannot be used", "directory-unusable");
  }

  @Test
  void becauseTheDatabaseCannotBeReached() throws IOException {
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      closed = socket.getLocalPort();
    }
    assertRefused(
        up("--database-url", "postgresql://me:secret@127.0.0.1:" + closed + "/none"),
        "The database cannot be reached.",
        "store.unavailable");
  }

  @Test
  void becauseTheMasterKeyIsDamaged() throws IOException {
    server(Optional.empty()).close();
    try (var files = Files.list(data().resolve("seal"))) {
      Files.writeString(files.findFirst().orElseThrow(), "rubbish\n");
    }
    assertRefused(up(), "master key is damaged", "crypto.damaged-master");
  }

  @Test
  void becauseTheMasterKeyIsNotThere() throws IOException {
    server(Optional.empty()).close();
    try (var files = Files.list(data().resolve("seal"))) {
      Files.delete(files.findFirst().orElseThrow());
    }
    assertRefused(up(), "does not hold the master key", "seal.not-here");
  }

  @Test
  void becauseThePassphraseIsAnotherOne() throws IOException {
    server(Optional.of(secretFile("right", "rw-------"))).close();
    assertRefused(
        up("--seal-passphrase-file", secretFile("wrong", "rw-------").toString()),
        "The passphrase does not open the master key",
        "crypto.wrong-passphrase");
  }

  @Test
  void becauseThereIsNoPassphrase() throws IOException {
    server(Optional.of(secretFile("right", "rw-------"))).close();
    assertRefused(up(), "protected by a passphrase", "crypto.passphrase-needed");
  }

  @Test
  void becauseOthersCanReadThePassphrase() throws IOException {
    assertRefused(
        up("--seal-passphrase-file", secretFile("right", "rw-r-----").toString()),
        "others may read or change it",
        "crypto.unsafe-file");
  }

  @Test
  void becauseThePassphraseFileIsNotThere() {
    CommandLineRun run = up("--seal-passphrase-file", directory.resolve("none").toString());
    assertThat(run.status()).isEqualTo(Exit.USAGE);
    assertThat(run.err()).contains("it is not there", "server.no-passphrase");
  }

  private static void assertRefused(CommandLineRun run, String why, String code) {
    assertThat(run.status()).as(run.err()).isEqualTo(Exit.COULD_NOT);
    List<String> complaint =
        run.err().lines().filter(line -> line.startsWith("redoubt: ")).toList();
    assertThat(complaint).last().asString().contains(why);
    assertThat(run.err())
        .contains(code)
        .doesNotContain("Exception", "\tat ", "secret")
        .doesNotContain("ready");
  }

  private CommandLineRun up(String... options) {
    List<String> line = new ArrayList<>(List.of("up", "--data", data().toString()));
    List<String> given = List.of(options);
    line.addAll(given);
    if (!given.contains("--listen")) {
      line.addAll(List.of("--listen", "127.0.0.1:0"));
    }
    if (!given.contains("--database-url")) {
      line.addAll(List.of("--database-url", url()));
    }
    return CommandLineRun.of(Map.of(), line.toArray(String[]::new));
  }

  private String url() {
    ConnectionSettings settings = database.settings();
    return "postgresql://"
        + settings.user()
        + ":"
        + settings.password()
        + "@"
        + settings.url().substring("jdbc:postgresql://".length());
  }

  private House server(Optional<Path> passphrase) {
    return House.open(
        new ServerOptions(
            data(),
            "127.0.0.1",
            0,
            Optional.of(database.settings()),
            new ServerOptions.SealOptions(
                ServerOptions.SealOptions.Kind.FILE,
                Optional.empty(),
                passphrase,
                Optional.empty())),
        InstantSource.system(),
        step -> {});
  }

  private Path data() {
    return directory.resolve("data");
  }

  private Path secretFile(String secret, String permissions) throws IOException {
    Path file = Files.writeString(directory.resolve(secret + permissions), secret + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    return file;
  }
}
