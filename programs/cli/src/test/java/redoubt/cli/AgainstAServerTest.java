package redoubt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import redoubt.cli.text.JsonText;
import redoubt.crypto.Hash;
import redoubt.store.ConnectionSettings;
import redoubt.testkit.TestDatabase;

final class AgainstAServerTest {
  private static final byte[] SECRET =
      "a data key, 32 bytes long, truly".getBytes(StandardCharsets.US_ASCII);

  private static final Path FULL = Path.of("/dev/full");

  @TempDir static Path directory = Path.of("");
  private static Map<String, String> environment = Map.of();
  private static OwnServer server;

  @BeforeAll
  static void start() {
    server = OwnServer.start(directory);
    environment = server.environment();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static CommandLineRun run(String... args) {
    return CommandLineRun.of(environment, args);
  }

  private static CommandLineRun run(byte[] input, String... args) {
    return CommandLineRun.of(environment, input, args);
  }

  @Test
  void whatIsWrappedUnwrapsToTheSameBytes() {
    run("key", "create", "bytes");
    CommandLineRun wrapped = run(SECRET, "key", "wrap", "bytes", "--aad", "db");
    assertThat(wrapped.status()).as(wrapped.err()).isZero();
    assertThat(run(wrapped.outBytes(), "key", "unwrap", "bytes", "--aad", "db").outBytes())
        .isEqualTo(SECRET);
  }

  @Test
  void anotherContextIsRefusedAndGivesNothingAway() {
    run("key", "create", "context");
    byte[] wrapped = run(SECRET, "key", "wrap", "context", "--aad", "one").outBytes();
    CommandLineRun run = run(wrapped, "key", "unwrap", "context", "--aad", "two");
    assertThat(run.status()).isNotZero();
    assertThat(run.outBytes()).isEmpty();
  }

  @Test
  void aListIsOneJsonObjectWithItems() throws Exception {
    run("key", "create", "listed", "--alias", "listed-alias");
    CommandLineRun run = run("key", "list", "-o", "json");
    assertThat(JsonText.parse(run.outBytes()).path("items").findValuesAsText("name"))
        .contains("listed");
  }

  @Test
  void aKeyIsFoundByItsAlias() {
    run("key", "create", "named", "--alias", "by-alias");
    assertThat(run("key", "show", "by-alias").out()).contains("named");
  }

  @Test
  void whoeverLacksTheRoleIsDeniedAndSentToWhoeverGivesRoles() {
    run("user", "create", "reader");
    run("instance", "grant", "--user", "reader", "--role", "reader");
    Map<String, String> reader = new HashMap<>(environment);
    reader.put(
        "REDOUBT_APIKEY", run("apikey", "create", "reading", "--user", "reader").out().strip());
    CommandLineRun run = CommandLineRun.of(reader, "key", "create", "mine");
    assertThat(run.status()).as(run.err()).isEqualTo(Exit.NO);
    assertThat(run.err())
        .containsOnlyOnce("does not have access")
        .contains("for the role that this needs")
        .doesNotContain("apikey-file");
  }

  @Test
  void aDirectoryInPlaceOfAFileIsNamed() {
    CommandLineRun run = run("key", "unwrap", "any", "--in", directory.toString());
    assertThat(run.status()).isEqualTo(Exit.COULD_NOT);
    assertThat(run.err()).contains("The file " + directory + " is a directory.");
  }

  @Test
  void aKeyThatIsNotThereCouldNotBeShown() {
    assertThat(run("key", "show", "nobody").status()).isEqualTo(Exit.COULD_NOT);
  }

  @Test
  void nothingIsDeletedWithoutAYesWhereNobodyCanBeAsked() {
    run("key", "create", "kept");
    assertThat(run("key", "delete", "kept").status()).isEqualTo(Exit.USAGE);
    assertThat(run("key", "show", "kept").out()).contains("active");
  }

  @Test
  void aKeptTokenIsUnreadableAndForItsOwnerOnly() throws Exception {
    run("whoami");
    try (var tokens = Files.list(directory.resolve("data/tokens"))) {
      for (Path token : tokens.toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(token)))
            .isEqualTo("rw-------");
        assertThat(Files.readString(token, StandardCharsets.ISO_8859_1)).doesNotContain("eyJ");
      }
    }
  }

  @Test
  void aDamagedKeptTokenIsReplaced() throws Exception {
    run("whoami");
    try (var tokens = Files.list(directory.resolve("data/tokens"))) {
      for (Path token : tokens.toList()) {
        Files.writeString(token, "rubbish");
      }
    }
    assertThat(run("whoami").status()).isZero();
  }

  @Test
  void anApiKeyOfNobodyIsExplained() throws Exception {
    Path file = Files.writeString(directory.resolve("wrong.apikey"), "rdt_nobody\n");
    CommandLineRun run = run("whoami", "--apikey-file", file.toString());
    assertThat(run.status()).isEqualTo(Exit.COULD_NOT);
    assertThat(run.err()).contains("cli.apikey-refused");
  }

  @Test
  @EnabledIf("hasAFullDevice")
  void aSecretThatCouldNotBePrintedIsNotPassedOverInSilence() throws Exception {
    Path wrapped = directory.resolve("lost.wrapped");
    run("key", "create", "lost");
    run(SECRET, "key", "wrap", "lost", "--out", wrapped.toString());
    assertLost("apikey", "create", "lost");
    assertLost("key", "unwrap", "lost", "--in", wrapped.toString());
    assertLost("ledger", "export");
    assertLost(
        "recovery",
        "export",
        "--shares",
        "2",
        "--threshold",
        "2",
        "--out",
        directory.resolve("lost.export").toString());
  }

  private static void assertLost(String... args) throws Exception {
    try (OutputStream full = Files.newOutputStream(FULL)) {
      CommandLineRun.Finished run = CommandLineRun.into(full, environment, args);
      assertThat(run.err()).contains("The output was not written", "cli.output-lost");
      assertThat(run.status()).isEqualTo(Exit.COULD_NOT);
    }
  }

  /** Linux has it. */
  static boolean hasAFullDevice() {
    return Files.exists(FULL);
  }

  @Test
  void whoeverReadsNoMoreIsToldNothing() {
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int one) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    CommandLineRun.Finished run = CommandLineRun.into(closed, environment, "ledger", "export");
    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isEqualTo(Exit.PIPE_CLOSED);
  }

  @Test
  void aDirectoryThatIsMissingIsSaidToBe() {
    Path missing = directory.resolve("missing");
    CommandLineRun run = run("ledger", "export", "--out", missing.resolve("x").toString());
    assertThat(run.status()).isEqualTo(Exit.COULD_NOT);
    assertThat(run.err()).contains("The directory " + missing + " is not there.");
  }

  @Test
  void anApiKeyIsDeletedByItsNameWhereOnlyOneHasIt() throws Exception {
    for (String name : new String[] {"once", "twice", "twice"}) {
      assertThat(run("apikey", "create", name).status()).isZero();
    }
    CommandLineRun both = run("apikey", "delete", "twice", "--yes");
    assertThat(both.err()).contains("2 API keys are named twice.", "redoubt apikey list");
    assertThat(run("apikey", "delete", "once", "--yes").out()).contains("once (", "is revoked.");
    assertThat(run("apikey", "delete", "once", "--yes").status()).isNotZero();
    String id =
        JsonText.parse(run("apikey", "create", "byid", "-o", "json").outBytes())
            .path("id")
            .asText();
    assertThat(run("apikey", "delete", id, "--yes").out()).contains("API key " + id + " is");
    assertThat(run("apikey", "list").out()).contains("twice").doesNotContain("once", "byid");
    run("user", "create", "owner");
    run("apikey", "create", "theirs", "--user", "owner");
    assertThat(run("apikey", "delete", "theirs", "--yes").status()).isNotZero();
    assertThat(run("apikey", "delete", "theirs", "--user", "owner", "--yes").status()).isZero();
  }

  @Test
  void anExportIsVerifiedByEnoughSharesOnly() throws Exception {
    Path file = directory.resolve("export");
    CommandLineRun made =
        run("recovery", "export", "--shares", "3", "--threshold", "2", "--out", file.toString());
    assertThat(made.status()).as(made.err()).isZero();
    assertThat(made.err()).contains("its SHA-256 is " + Hash.sha256Hex(Files.readAllBytes(file)));
    String[] shares = made.out().split("\n", -1);
    assertThat(verify(file, shares[0] + "\n" + shares[2]).status()).isZero();
    CommandLineRun few = verify(file, shares[1]);
    assertThat(few.status()).isNotZero();
    assertThat(few.err()).contains("There is 1 share and 2 are needed.");
  }

  @Test
  void anExportIsRestoredIntoAPostgresAndAKeyDirectoryOfOnesOwn() throws Exception {
    Path file = directory.resolve("moved.export");
    byte[] made =
        run("recovery", "export", "--shares", "2", "--threshold", "2", "--out", file.toString())
            .outBytes();
    Path data = directory.resolve("moved here");
    Path seal = directory.resolve("moved-seal");
    try (TestDatabase database = TestDatabase.create()) {
      CommandLineRun restored =
          run(
              made,
              "recovery",
              "restore",
              file.toString(),
              "--data",
              data.toString(),
              "--database-url",
              url(database.settings()),
              "--seal-dir",
              seal.toString());
      assertThat(restored.status()).as(restored.err()).isZero();
      assertThat(restored.err())
          .contains("up --data '" + data + "', with the same options of database and seal");
      assertThat(data.resolve("admin.apikey")).exists();
      assertThat(data.resolve("postgres")).doesNotExist();
      assertThat(seal).isNotEmptyDirectory();
      assertThat(data.resolve("seal")).doesNotExist();
    }
  }

  private static String url(ConnectionSettings settings) {
    String login = settings.user() + ":" + settings.password() + "@";
    return settings.url().replace("jdbc:postgresql://", "postgresql://" + login);
  }

  private static CommandLineRun verify(Path file, String shares) {
    return run(shares.getBytes(StandardCharsets.US_ASCII), "recovery", "verify", file.toString());
  }
}
