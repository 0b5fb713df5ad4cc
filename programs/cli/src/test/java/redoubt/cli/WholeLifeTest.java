package redoubt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.cli.text.JsonText;
import redoubt.server.House;
import redoubt.server.ServerOptions;
import redoubt.testkit.Await;
import redoubt.testkit.MovableClock;
import redoubt.testkit.TestDatabase;

/** What takes hours or days, typed against a server whose clock moves. */
final class WholeLifeTest {
  @TempDir Path directory = Path.of("");
  private final MovableClock clock = new MovableClock(Instant.now());
  private AutoCloseable server = () -> {};
  private String url = "";
  private Map<String, String> here = Map.of();

  @BeforeEach
  void start() {
    TestDatabase database = TestDatabase.create();
    House house =
        House.open(
            new ServerOptions(
                directory.resolve("data"),
                "127.0.0.1",
                0,
                Optional.of(database.settings()),
                ServerOptions.SealOptions.file()),
            clock,
            step -> {});
    server =
        () -> {
          house.close();
          database.close();
        };
    url = house.url();
    here = Map.of("REDOUBT_DATA", directory.resolve("data").toString());
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private CommandLineRun run(String... args) {
    return CommandLineRun.of(here, args);
  }

  private String done(String... args) {
    CommandLineRun run = run(args);
    assertThat(run.status()).as(String.join(" ", args) + ": " + run.err()).isZero();
    return run.out();
  }

  private String newKey(String name) throws IOException {
    String json = done("key", "create", name, "-o", "json");
    return JsonText.parse(json.getBytes(StandardCharsets.UTF_8)).path("id").asText();
  }

  @Test
  void onTheServersOwnMachineNothingButItsDirectoryHasToBeKnown() {
    assertThat(done("whoami"))
        .contains("unix:" + directory.resolve("data").resolve("redoubt.sock"))
        .contains("ADMINISTRATOR");
  }

  @Test
  void aServerThatWasStoppedIsExplained() throws Exception {
    stop();
    server = () -> {};
    CommandLineRun run = run("key", "list");
    assertThat(run.status()).isEqualTo(Exit.COULD_NOT);
    assertThat(run.err()).contains("Nothing answers at").contains("./redoubt up");
  }

  @Test
  void aKeyGoesToAnotherRing() {
    done("ring", "create", "production");
    done("key", "create", "orders");
    done("key", "move", "orders", "--ring", "production");
    assertThat(done("key", "show", "orders")).contains("production");
  }

  @Test
  void aDeletedKeyComesBackUntilItIsPurged() throws IOException {
    String key = newKey("orders");
    done("key", "delete", "orders", "--yes");
    assertThat(run("key", "wrap", key, "--generate").status()).isEqualTo(Exit.NO);
    clock.advance(Duration.ofSeconds(31));
    done("key", "restore", key);
    done("key", "wrap", key, "--generate");
    clock.advance(Duration.ofSeconds(31));
    done("key", "delete", key, "--yes");
    CommandLineRun early = run("key", "purge", key, "--yes");
    assertThat(early.status()).as(early.err()).isEqualTo(Exit.NO);
    clock.advance(Duration.ofHours(5));
    done("key", "purge", key, "--yes");
    assertThat(run("key", "restore", key).status()).isEqualTo(Exit.COULD_NOT);
  }

  @Test
  void aPurgedKeyIsCertifiedAndTheCertificateCheckedWithoutTheServer() throws Exception {
    String key = newKey("orders");
    String file = directory.resolve("orders.shredded").toString();
    assertThat(run("key", "certificate", key).err()).contains("keys.not-purged");
    done("key", "delete", key, "--yes");
    clock.advance(Duration.ofHours(5));
    done("key", "purge", key, "--yes");

    assertThat(done("key", "certificate", key, "--out", file)).contains("orders is shredded");
    String ledgerKey =
        JsonText.parse(run("ledger", "head", "-o", "json").outBytes()).path("publicKey").asText();
    stop();
    server = () -> {};

    assertThat(done("key", "verify-certificate", file, "--ledger-key", ledgerKey))
        .containsPattern("Valid: +yes")
        .contains("orders");
    CommandLineRun unknown = run("key", "verify-certificate", file);
    assertThat(unknown.status()).isEqualTo(Exit.NO);
    assertThat(unknown.out()).containsPattern("Valid: +not shown: unknown signer");
    assertThat(unknown.err()).contains("Not shown who signed it").contains(ledgerKey);
    Path forged = directory.resolve("forged");
    Files.writeString(forged, Files.readString(Path.of(file)).replace("\"orders\"", "\"others\""));
    CommandLineRun refused = run("key", "verify-certificate", forged.toString());
    assertThat(refused.err()).contains("keys.bad-certificate");
    assertThat(refused.status()).isNotZero();
  }

  @Test
  void aRehearsalIsWatchedUntilItsEnd() throws Exception {
    newKey("orders");
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<CommandLineRun> rehearsal =
          threads.submit(() -> run("key", "delete", "orders", "--rehearse", "1h", "--yes"));
      Await.until(
          Duration.ofSeconds(30),
          "the key to be away",
          () -> run("key", "wrap", "orders", "--generate").err().contains("rehearsal"));
      done("key", "delete", "orders", "--end");

      CommandLineRun watched = rehearsal.get();

      assertThat(watched.status()).as(watched.err()).isZero();
      assertThat(watched.out()).contains("No cluster uses it.").contains("of kms.secrets.wrap by");
    }
    done("key", "wrap", "orders", "--generate");
  }

  @Test
  void whatGoesWithAKeyIsShownBeforeItIsDeleted() throws IOException {
    newKey("orders");

    assertThat(done("key", "dependents", "orders")).contains("Nothing is known to depend on key");
    assertThat(run("key", "delete", "orders", "--yes").err()).contains("Nothing is known");
    assertThat(run("key", "delete", "orders", "--rehearse", "soon").status()).isEqualTo(Exit.USAGE);
  }

  @Test
  void whoDisablesAKeyIsToldWhatThatDoesNotEnd() throws IOException {
    newKey("orders");
    done("cluster", "add", "prod");
    done("cluster", "use", "prod", "--key", "orders");

    CommandLineRun disabled = run("key", "disable", "orders");

    assertThat(disabled.status()).as(disabled.err()).isZero();
    assertThat(disabled.err()).contains("prod, encrypted with it now", "crictl stop");
  }

  @Test
  void aTokenThatEndedIsFetchedAnew() {
    done("key", "list");
    clock.advance(Duration.ofHours(2));
    done("key", "list");
  }

  @Test
  void aLoginIsRememberedUntilTheLogout() throws IOException {
    Path elsewhere = directory.resolve("elsewhere");
    Map<String, String> there = Map.of("REDOUBT_DATA", elsewhere.toString());
    byte[] apiKey = Files.readAllBytes(directory.resolve("data/admin.apikey"));
    CommandLineRun login =
        CommandLineRun.of(
            there,
            apiKey,
            "login",
            "--server",
            url,
            "--ca",
            directory.resolve("data/ca.pem").toString());
    assertThat(login.status()).as(login.err()).isZero();
    CommandLineRun whoami = CommandLineRun.of(there, "whoami");
    assertThat(whoami.status()).as(whoami.err()).isZero();
    assertThat(whoami.out()).contains(url);
    assertThat(CommandLineRun.of(there, "logout").status()).isZero();
    assertThat(CommandLineRun.of(there, "whoami").err()).contains("cli.no-apikey");
  }
}
