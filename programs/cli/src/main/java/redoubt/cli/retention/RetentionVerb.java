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
    String kept = "Kept: " + kept(outcome) + ".\n";
    String running =
        outcome.path("knowsRunning").asBoolean() || !outcome.path("kept").has("may-run")
            ? ""
            : "It is not known what runs: what may run stays without --assume-unused.\n";
    output().show(outcome, images + kept + running);
  }

  /** How many images are kept for each reason. */
  private static String kept(JsonNode outcome) {
    List<String> reasons = new ArrayList<>();
    outcome
        .path("kept")
        .properties()
        .forEach(kept ->
            reasons.add(
                kept.getValue().asInt()
                    + " "
                    + Table.printable(
                        outcome.path("reasons").path(kept.getKey()).asText(kept.getKey()))));
    return reasons.isEmpty() ? "nothing" : String.join(", ", reasons);
  }
}
