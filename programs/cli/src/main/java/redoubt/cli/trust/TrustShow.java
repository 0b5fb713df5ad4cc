package redoubt.cli.trust;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import redoubt.cli.text.Column;
import redoubt.cli.text.JsonText;

/** Shows a trust policy. */
@Command(
    name = "show",
    description = {
      "Shows the trust policy of a namespace. Where none was set, a signature of anybody who may"
          + " sign there is enough."
    },
    footer = {"Example:", "  redoubt trust show team"})
public final class TrustShow extends TrustVerb {
  @Override
  public Integer call() {
    JsonNode answer = api().get(policy());
    output().show(answer, text(answer));
    return 0;
  }

  /** The policy as it is set, and above it what it means. */
  private String text(JsonNode answer) {
    StringBuilder text = new StringBuilder("Of an image of " + namespace + " has to be there:\n");
    for (JsonNode requirement : answer.path("requirements")) {
      text.append("- ").append(sentence(requirement)).append('\n');
    }
    return text.append(JsonText.pretty(answer).strip()).append('\n').toString();
  }

  private static String sentence(JsonNode requirement) {
    if (requirement.has("notation")) {
      return "what its policy of the Notary Project asks for";
    }
    int least = requirement.path("threshold").asInt(1);
    String who =
        requirement.has("signedBy")
            ? (least > 1 ? "of " : "of one of ") + Column.text(requirement.path("signedBy"))
            : "of anybody who may sign there";
    if (requirement.has("attested")) {
      return "an attestation "
          + requirement.path("attested").asText()
          + " "
          + who
          + (requirement.has("condition") ? " that fulfils its condition" : "");
    }
    String formats =
        requirement.has("formats") ? " as " + Column.text(requirement.path("formats")) : "";
    return (least > 1 ? "signatures of " + least + " " : "a signature ") + who + formats;
  }
}
