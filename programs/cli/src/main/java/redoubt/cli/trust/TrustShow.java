package redoubt.cli.trust;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
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
    output().show(answer, JsonText.pretty(answer));
    return 0;
  }
}
