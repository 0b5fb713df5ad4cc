package redoubt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.api.io.TempDir;
import redoubt.cli.text.JsonText;
import redoubt.testkit.NeedsPeer;
import redoubt.testkit.etcd.ApiServerObjects;
import redoubt.testkit.etcd.EtcdServer;

/** The encryption ledger as it is typed: of a snapshot, of an etcd, of a server's cluster. */
@NeedsPeer(
    value = {"etcd", "etcdctl"},
    why = "what the command says of a real etcd and its snapshots")
final class EncryptionLedgerTest {
  private static final String CANARY = "canary-55ab";

  @TempDir static Path directory = Path.of("");
  private static EtcdServer etcd;
  private static Path clear;
  private static Path foreign;
  private static Map<String, String> environment = Map.of();
  private static OwnServer server;

  @BeforeAll
  static void start() throws IOException {
    try (EtcdServer other = EtcdServer.start(Files.createDirectories(directory.resolve("e1")))) {
      String key = "/registry/secrets/team-1/theirs";
      other.put(
          key,
          ApiServerObjects.kmsV2(
              ApiServerObjects.Seed.random("other", "their-key"),
              key,
              ApiServerObjects.secret("theirs", CANARY)));
      foreign = other.snapshot();
    }
    etcd = EtcdServer.start(Files.createDirectories(directory.resolve("e2")));
    etcd.put("/registry/secrets/team-1/planted", ApiServerObjects.secret("planted", CANARY));
    etcd.put("/registry/configmaps/team-1/c", ApiServerObjects.secret("c", "public"));
    clear = etcd.snapshot();
    server = OwnServer.start(directory);
    environment = server.environment();
    run("cluster", "add", "prod", "--etcd-endpoints", etcd.endpoints().getFirst().toString());
    run("cluster", "add", "away");
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
    etcd.close();
  }

  private static CommandLineRun run(String... args) {
    return CommandLineRun.of(environment, args);
  }

  private static CommandLineRun ledger(String... args) {
    return CommandLineRun.of(
        Map.of("REDOUBT_SERVER", "https://127.0.0.1:1"),
        java.util.stream.Stream.concat(
                java.util.stream.Stream.of("encryption", "ledger"), Arrays.stream(args))
            .toArray(String[]::new));
  }

  private static Path file(String name, byte[] bytes) throws IOException {
    return Files.write(directory.resolve(name), bytes);
  }

  @Test
  void aSecretInTheClearInASnapshotEndsWithOneAndItsName() {
    CommandLineRun run = ledger("--snapshot", clear.toString());
    assertThat(run.status()).as(run.err()).isEqualTo(Exit.NO);
    assertThat(run.out())
        .contains("/registry/secrets/team-1/planted  plaintext", "Not protected: 1 of 1")
        .doesNotContain(CANARY);
  }

  @Test
  void theSameIsSaidOfTheRunningEtcdAsJson() throws IOException {
    CommandLineRun run = ledger("--etcd", etcd.endpoints().getFirst().toString(), "-o", "json");
    assertThat(run.status()).isEqualTo(Exit.NO);
    JsonNode report = JsonText.parse(run.outBytes());
    assertThat(report.path("verdict").asText()).isEqualTo("unprotected");
    assertThat(report.at("/source/kind").asText()).isEqualTo("etcd");
  }

  @Test
  void whatIsEncryptedIsProtectedUntilTheKeyIsNamed() {
    assertThat(ledger("--snapshot", foreign.toString()).status()).isEqualTo(Exit.DONE);
    assertThat(ledger("--snapshot", foreign.toString(), "--current", "their-key").status())
        .isEqualTo(Exit.DONE);
    CommandLineRun other = ledger("--snapshot", foreign.toString(), "--current", "ours");
    assertThat(other.status()).isEqualTo(Exit.NO);
    assertThat(other.out()).contains("/registry/secrets/team-1/theirs", "under a foreign key");
    assertThat(
            ledger("--snapshot", foreign.toString(), "--current", "ours", "--former", "their-key")
                .status())
        .isEqualTo(Exit.DONE);
  }

  @Test
  void nothingThereShowsNothing() {
    CommandLineRun run = ledger("--snapshot", foreign.toString(), "--resources", "configmaps");
    assertThat(run.status()).isEqualTo(Exit.NO);
    assertThat(run.out()).contains("Nothing shown");
  }

  @Test
  void aSnapshotThatIsCutOffOrChangedIsNoAnswer() throws IOException {
    byte[] whole = Files.readAllBytes(clear);
    Path cut = file("cut.db", Arrays.copyOf(whole, whole.length / 2));
    assertThat(ledger("--snapshot", cut.toString()).status()).isEqualTo(Exit.COULD_NOT);
    byte[] flipped = whole.clone();
    flipped[whole.length - 100] ^= 1;
    CommandLineRun run = ledger("--snapshot", file("flipped.db", flipped).toString());
    assertThat(run.status()).isEqualTo(Exit.COULD_NOT);
    assertThat(run.err()).contains("encryption.snapshot-altered");
  }

  @Test
  void whatIsNoSnapshotIsNoAnswer() throws IOException {
    Path text = file("notes.txt", "remember the milk".getBytes(StandardCharsets.UTF_8));
    assertThat(ledger("--snapshot", text.toString()).status()).isEqualTo(Exit.COULD_NOT);
    assertThat(ledger("--snapshot", directory.resolve("nowhere").toString()).status())
        .isEqualTo(Exit.COULD_NOT);
    assertThat(ledger("--snapshot", directory.toString()).status()).isEqualTo(Exit.COULD_NOT);
  }

  static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  @Test
  @DisabledIf("isRoot")
  void aSnapshotThatMayNotBeReadIsNoAnswer() throws IOException {
    Path closed = file("closed.db", Files.readAllBytes(clear));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
    assertThat(ledger("--snapshot", closed.toString()).status()).isEqualTo(Exit.COULD_NOT);
  }

  @Test
  void noEtcdIsNoAnswer() {
    CommandLineRun run = ledger("--etcd", "http://127.0.0.1:1");
    assertThat(run.status()).isEqualTo(Exit.COULD_NOT);
    assertThat(run.err()).contains("encryption.etcd-unreachable");
  }

  @Test
  void wrongUsesAreTold() {
    assertThat(ledger().status()).isEqualTo(Exit.USAGE);
    assertThat(ledger("--snapshot", "a", "--etcd", "http://a:1").status()).isEqualTo(Exit.USAGE);
    assertThat(ledger("--snapshot", "a", "--all").status()).isEqualTo(Exit.USAGE);
    assertThat(ledger("--snapshot", "a", "--send").status()).isEqualTo(Exit.USAGE);
    assertThat(ledger("--snapshot", "a", "--stop").status()).isEqualTo(Exit.USAGE);
    assertThat(ledger("prod", "--current", "x").status()).isEqualTo(Exit.USAGE);
    assertThat(ledger("--etcd", "http://a:1", "--cert", "x").status()).isEqualTo(Exit.USAGE);
    assertThat(ledger("--etcd", "nonsense").status()).isEqualTo(Exit.USAGE);
  }

  @Test
  void theServerReadsAClusterSignsAndTheFileIsVerifiedWithoutIt() throws IOException {
    CommandLineRun taken = run("encryption", "ledger", "prod", "-o", "json");
    assertThat(taken.status()).as(taken.err()).isEqualTo(Exit.NO);
    Path report = file("report.json", taken.outBytes());
    String key =
        JsonText.parse(run("ledger", "head", "-o", "json").outBytes()).path("publicKey").asText();
    Path kept = file("ledger.key", (key + "\n").getBytes(StandardCharsets.UTF_8));
    CommandLineRun good = verify(report, "--key-file", kept.toString());
    assertThat(good.status()).as(good.err()).isZero();
    assertThat(good.out()).contains("Good", "unprotected", "read from etcd by the server");
    CommandLineRun unknown = verify(report);
    assertThat(unknown.status()).isEqualTo(Exit.NO);
    assertThat(unknown.out()).contains("unknown signer").doesNotContain("Good");
    assertThat(unknown.err()).contains("Not shown who signed it").contains(key);
    assertThat(
            JsonText.parse(verify(report, "-o", "json").outBytes()).path("valid").asBoolean(true))
        .isFalse();
    assertThat(verify(report, "--ledger-key", key).status()).isZero();
    assertThat(verify(report, "--ledger-key", key, "--key-file", kept.toString()).status())
        .isEqualTo(Exit.USAGE);
    String text = taken.out();
    for (String[] change :
        new String[][] {
          {"\"offending\": 1", "\"offending\": 0"},
          {"\"objects\": 2", "\"objects\": 3"},
          {"\"verdict\": \"unprotected\"", "\"verdict\": \"protected\""},
          {"team-1/planted", "team-1/nothing"}
        }) {
      assertThat(text).contains(change[0]);
      Path changed =
          file("changed.json", text.replace(change[0], change[1]).getBytes(StandardCharsets.UTF_8));
      assertThat(verify(changed, "--key-file", kept.toString()).status())
          .as(change[0])
          .isEqualTo(Exit.NO);
    }
    assertThat(verify(directory.resolve("none.json")).status()).isEqualTo(Exit.COULD_NOT);
  }

  private static CommandLineRun verify(Path file, String... more) {
    return CommandLineRun.of(
        Map.of("REDOUBT_SERVER", "https://127.0.0.1:1"),
        java.util.stream.Stream.concat(
                java.util.stream.Stream.of("encryption", "report", "verify", file.toString()),
                Arrays.stream(more))
            .toArray(String[]::new));
  }

  @Test
  void theHistoryTellsWhatWasSeenFromWhatWasReported() {
    run("encryption", "ledger", "prod");
    CommandLineRun sent =
        run("encryption", "ledger", "prod", "--snapshot", clear.toString(), "--send");
    assertThat(sent.status()).as(sent.err()).isEqualTo(Exit.NO);
    assertThat(sent.out()).contains("REPORTED by", "not seen by the server");
    CommandLineRun history = run("encryption", "report", "list", "prod");
    assertThat(history.out()).contains("reported", "seen", "unprotected");
    assertThat(run("encryption", "report", "show", "prod").out()).contains("planted");
    assertThat(run("encryption", "status", "prod").out()).contains("Not protected", "unprotected");
  }

  @Test
  void aClusterWithoutEtcdIsReadFromItsSnapshot() {
    CommandLineRun refused = run("encryption", "ledger", "away");
    assertThat(refused.status()).isEqualTo(Exit.NO);
    assertThat(refused.err()).contains("encryption.no-etcd", "--snapshot");
    assertThat(run("encryption", "ledger", "away", "--snapshot", foreign.toString()).status())
        .isEqualTo(Exit.DONE);
    assertThat(run("encryption", "report", "list", "away").out()).contains("There is no report");
  }
}
