package redoubt.cli.kms;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import redoubt.cli.Exit;
import redoubt.cli.Verb;
import redoubt.cli.text.JsonText;
import redoubt.cli.text.Table;
import redoubt.core.Failure;
import redoubt.encryption.check.Api;
import redoubt.encryption.check.CheckReport;
import redoubt.encryption.check.CheckSettings;
import redoubt.encryption.check.Finding;
import redoubt.encryption.check.KmsCheck;

/** Judges a KMS plugin. */
@Command(
    name = "check",
    description = {
      "Plays the API server at the socket of a KMS plugin, any plugin, and says what one could rely"
          + " on. Needs no server, and access to the socket.",
      "Exit status 0 if all that was tried held, 1 if something did not. Try it on a plugin that no"
          + " cluster waits for: it sends rubbish, too."
    },
    footer = {
      "Examples:",
      "  redoubt kms check --socket /run/redoubt-kms/kms.sock",
      "  redoubt kms check --socket /run/kms.sock --restart 'systemctl restart kms-plugin'",
      "  redoubt kms check --socket /run/kms.sock --rotate ./switch-root-key.sh -o json"
    })
public final class KmsCheckCommand extends Verb {
  @Option(
      names = "--socket",
      required = true,
      paramLabel = "FILE",
      description = "The plugin's unix socket.")
  Path socket = Path.of("");

  @Option(
      names = "--api",
      paramLabel = "VERSION",
      description = "v2, or v1beta1 of clusters before 1.29 (default: v2).")
  String api = "v2";

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "For each call; an API server gives 3 (default: 3).")
  int timeout = 3;

  @Option(
      names = "--settle",
      paramLabel = "SECONDS",
      description = "The longest that a rotation may take to be seen (default: 60).")
  int settle = 60;

  @Option(
      names = "--restart",
      paramLabel = "COMMAND",
      description = "Restarts the plugin; run by sh. Without it restarts are not tried.")
  @Nullable String restart;

  @Option(
      names = "--rotate",
      paramLabel = "COMMAND",
      description =
          "Rotates the plugin's key or switches to another; run by sh, twice. Without it rotation"
              + " is not tried.")
  @Nullable String rotate;

  @Override
  public Integer call() throws InterruptedException {
    if (timeout < 1 || settle < 0) {
      throw wrongUsage("--timeout and --settle are seconds, at least 1 and 0");
    }
    CheckSettings settings =
        new CheckSettings(
            socket,
            version(),
            Duration.ofSeconds(timeout),
            Duration.ofSeconds(settle),
            Optional.ofNullable(restart),
            Optional.ofNullable(rotate));
    CheckReport report = KmsCheck.run(settings, finding -> {});
    output().show(tree(report), text(report));
    return report.good() ? Exit.DONE : Exit.NO;
  }

  private Api version() {
    return switch (api) {
      case "v2" -> Api.V2;
      case "v1beta1" -> Api.V1BETA1;
      default ->
          throw new Failure(
              Failure.Kind.INVALID,
              "cli.api",
              "There is no version " + api + " of the contract.",
              "Say --api v2 or --api v1beta1.");
    };
  }

  private static ObjectNode tree(CheckReport report) {
    ObjectNode tree = object();
    tree.put("socket", report.socket());
    tree.put("api", report.api());
    tree.put("score", report.score());
    tree.put("passed", report.passed());
    tree.put("failed", report.failed());
    tree.put("notTried", report.items().size() - report.passed() - report.failed());
    ArrayNode items = JsonText.array();
    for (Finding finding : report.items()) {
      ObjectNode item = object();
      item.put("check", finding.id());
      item.put("claim", finding.claim());
      item.put("outcome", finding.outcome());
      item.put("seen", finding.seen());
      item.put("millis", finding.millis());
      items.add(item);
    }
    tree.set("items", items);
    return tree;
  }

  private String text(CheckReport report) {
    StringBuilder text = new StringBuilder();
    for (Finding finding : report.items()) {
      text.append(mark(finding))
          .append("  ")
          .append(String.format("%-20s", finding.id()))
          .append("  ")
          .append(Table.printable(finding.claim()))
          .append('\n')
          .append(" ".repeat(33))
          .append(Table.printable(finding.seen()))
          .append('\n');
    }
    long untried = report.items().size() - report.passed() - report.failed();
    return text.append(
            "\nscore %d of 100: %d passed, %d failed, %d not tried\n"
                .formatted(report.score(), report.passed(), report.failed(), untried))
        .toString();
  }

  private String mark(Finding finding) {
    String word =
        switch (finding.outcome()) {
          case "passed" -> "PASSED   ";
          case "failed" -> "FAILED   ";
          default -> "NOT TRIED";
        };
    if (!terminal().outIsTerminal()) {
      return word;
    }
    String colour = finding.passed() ? "32" : finding.failed() ? "1;31" : "33";
    return "\033[" + colour + "m" + word + "\033[0m";
  }
}
