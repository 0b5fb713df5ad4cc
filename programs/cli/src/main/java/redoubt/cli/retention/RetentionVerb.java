package redoubt.cli.retention;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Parameters;
import redoubt.cli.Verb;
import redoubt.cli.image.ImageVerb;
import redoubt.cli.text.Output;
import redoubt.cli.text.Table;

/** What the commands of retention share. */
abstract class RetentionVerb extends Verb {
  @Parameters(index = "0", paramLabel = "NAMESPACE", description = "Name of the namespace.")
  String namespace = "";

  final String policy() {
    return "/v1/instances/" + instance() + "/namespaces/" + encoded(namespace) + "/retention";
  }

  /** What went to the trash, or would. */
  final void show(JsonNode outcome) {
    String went = outcome.path("dryRun").asBoolean() ? "would go" : "went";
    String images =
        items(outcome).isEmpty()
            ? "No image " + went + " to the trash.\n"
            : "These " + went + " to the trash:\n" + Output.table(items(outcome), ImageVerb.LISTED);
    String kept = "Kept: " + kept(outcome.path("kept")) + ".\n";
    String running =
        outcome.path("knowsRunning").asBoolean() || !outcome.path("kept").has("may-run")
            ? ""
            : "It is not known what runs: what may run stays without --assume-unused.\n";
    output().show(outcome, images + kept + running);
  }

  /** How many images are kept for each reason. */
  private static String kept(JsonNode counts) {
    List<String> reasons = new ArrayList<>();
    counts
        .properties()
        .forEach(reason -> reasons.add(reason.getValue().asInt() + " " + because(reason.getKey())));
    return reasons.isEmpty() ? "nothing" : String.join(", ", reasons);
  }

  private static String because(String reason) {
    return switch (reason) {
      case "is-index" -> "for several platforms";
      case "in-index" -> "as a platform of another";
      case "has-no-date" -> "that do not say credibly when they were made";
      case "is-untagged" -> "without a tag";
      case "is-immutable" -> "with an immutable tag";
      case "tag-matches" -> "with a tag that the policy keeps";
      case "runs" -> "that run";
      case "may-run" -> "that may run";
      case "among-newest" -> "among the newest";
      case "made-lately" -> "made lately";
      case "pushed-lately" -> "pushed lately";
      default -> Table.printable(reason);
    };
  }
}
