package redoubt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WrongUseTest {
  @TempDir Path directory = Path.of("");

  private CommandLineRun run(String... args) {
    return CommandLineRun.of(
        Map.of("REDOUBT_DATA", directory.toString(), "REDOUBT_APIKEY", "rdt_none"), args);
  }

  @Test
  void aMistypedVerbIsSuggestedRight() {
    CommandLineRun run = run("key", "creat", "orders");
    assertThat(run.status()).isEqualTo(Exit.USAGE);
    assertThat(run.err()).contains("create").contains("redoubt key --help");
  }

  @Test
  void aVerbOfAnotherToolIsSaidInOurWords() {
    assertThat(run("image", "inspect", "team/app:v1").err())
        .startsWith("redoubt: redoubt image has no command inspect.")
        .contains("Did you mean show?");
    assertThat(run("apikey", "revoke", "laptop").err()).contains("Did you mean delete?");
    assertThat(run("image", "ls").err()).contains("Did you mean list?");
    assertThat(run("signer", "rm", "ci").err()).contains("redoubt signer has no command rm.");
    assertThat(run("imgae", "list").err())
        .startsWith("redoubt: redoubt has no command imgae.")
        .contains("image");
  }

  @Test
  void aMisspeltOptionIsNamedThoughARequiredOneIsMissing() {
    CommandLineRun run = run("signer", "list", "--namespce", "team");
    assertThat(run.status()).isEqualTo(Exit.USAGE);
    assertThat(run.err()).contains("--namespace").contains("There is no option --namespce.");
    assertThat(run("image", "list", "--apikey=rdt_secret").err())
        .contains("has no option --apikey.")
        .doesNotContain("rdt_secret");
  }

  /** A shell's variable that is not set would make it a robot of the whole namespace. */
  @Test
  void anEmptyWordIsRefused() {
    CommandLineRun robot =
        run(
            "robot",
            "add",
            "ci",
            "--namespace",
            "team",
            "--role",
            "writer",
            "--repository",
            "",
            "--expires",
            "90d");
    assertThat(robot.status()).isEqualTo(Exit.USAGE);
    assertThat(robot.err()).contains("--repository is empty.");
    assertThat(run("image", "show", "").err()).contains("IMAGE is empty.");
    assertThat(run("image", "show", "", "--help").out())
        .isEqualTo(run("image", "show", "--help").out());
  }

  @Test
  void whatARobotCannotHaveIsSaidInTheWordsOfItsOptions() {
    CommandLineRun role =
        run("robot", "add", "ci", "--namespace", "team", "--role", "admin", "--expires", "90d");
    assertThat(role.status()).isEqualTo(Exit.USAGE);
    assertThat(role.err()).contains("--role is reader or writer, not admin.");
    CommandLineRun expires =
        run(
            "robot",
            "add",
            "ci",
            "--namespace",
            "team",
            "--role",
            "reader",
            "--expires",
            "tomorrow");
    assertThat(expires.status()).isEqualTo(Exit.USAGE);
    assertThat(expires.err()).contains("such as 90d, or a date, such as 2027-01-31, not tomorrow.");
    assertThat(run("apikey", "create", "ci", "--expires", "tomorrow").err())
        .contains("--expires is a date in UTC, such as 2027-01-31, not tomorrow.");
  }

  @Test
  void aFileThatIsNotThereIsNoWrongUse() {
    String none = directory.resolve("none").toString();
    CommandLineRun run = run("signer", "add", "ci", "--namespace", "team", "--key", none);
    assertThat(run.status()).isEqualTo(Exit.COULD_NOT);
    assertThat(run.err()).contains("The file " + none + " is not there.").contains("cli.file");
  }

  @Test
  void helpIsGivenHoweverItIsAskedFor() {
    String whole = run("--help").out();
    assertThat(whole).contains("Usage: redoubt");
    assertThat(run().out()).isEqualTo(whole);
    assertThat(run("help").out()).isEqualTo(whole);
    String noun = run("image", "--help").out();
    assertThat(noun).contains("redoubt image");
    assertThat(run("help", "image").out()).isEqualTo(noun);
    assertThat(run("image", "help").out()).isEqualTo(noun);
    assertThat(run("help", "image", "verify").out())
        .isEqualTo(run("image", "verify", "--help").out());
    assertThat(run("--version").out()).isEqualTo(run("version").out()).isNotEmpty();
  }

  @Test
  void theParsersSentencesBeginLikeOurs() {
    assertThat(run("signer", "add", "ci", "--namespace", "team").err())
        .startsWith("redoubt: Missing required");
  }

  @Test
  void aRepeatedWordIsNoFault() {
    assertThat(run("version", "version").status()).isEqualTo(Exit.USAGE);
  }

  @Test
  void aServerThatDoesNotRunIsExplained() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    CommandLineRun run = run("key", "list", "--server", "https://127.0.0.1:" + port);
    assertThat(run.status()).isEqualTo(Exit.COULD_NOT);
    assertThat(run.err())
        .contains("Nothing answers")
        .contains("./redoubt up")
        .doesNotContain("\tat ");
  }

  @Test
  void anUnreadableAuthorityIsExplained() throws IOException {
    Path ca = Files.writeString(directory.resolve("bad.pem"), "rubbish");
    CommandLineRun run = run("whoami", "--ca", ca.toString());
    assertThat(run.status()).isEqualTo(Exit.COULD_NOT);
    assertThat(run.err()).contains("cli.unusable-ca");
  }

  @Test
  void aMissingKeyIsExplained() {
    CommandLineRun run = CommandLineRun.of(Map.of("REDOUBT_DATA", directory.toString()), "whoami");
    assertThat(run.status()).isEqualTo(Exit.COULD_NOT);
    assertThat(run.err()).contains("cli.no-apikey");
  }

  @Test
  void anExportThatIsNoneIsExplained() throws IOException {
    Path file = Files.writeString(directory.resolve("x"), "rubbish");
    assertThat(run("recovery", "verify", file.toString()).err()).contains("recovery.not-an-export");
  }
}
