package redoubt.cli.key;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import redoubt.cli.Pages;
import redoubt.cli.text.Column;

/** Shows how often a key was used. */
@Command(
    name = "usage",
    description = "Shows how often a key was used, by hour and action.",
    footer = {"Example:", "  redoubt key usage orders"})
public final class KeyUsage extends KeyVerb {
  @Parameters(paramLabel = "KEY", description = "Id, alias or unique name of the key.")
  String key = "";

  @Override
  public Integer call() {
    JsonNode usage =
        Pages.all(api(), "/v1/instances/" + kms().instance() + "/keys/" + kms().id(key) + "/usage");
    output()
        .list(
            usage,
            "This key was not used.",
            List.of(
                Column.of("hour", "hour"),
                Column.of("action", "action"),
                Column.of("count", "count")));
    return 0;
  }
}
