package redoubt.cli.key;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows what would be lost with a key. */
@Command(
    name = "dependents",
    description = {
      "Shows what would be lost with a key.",
      "Registrations, clusters that it guards or guarded, their objects as last counted, and the",
      "plugins that hold a lease on it now."
    },
    footer = {"Example:", "  redoubt key dependents orders"})
public final class KeyDependents extends KeyVerb {
  @Parameters(paramLabel = "KEY", description = "Id, alias or unique name of the key.")
  String key = "";

  @Override
  public Integer call() {
    JsonNode radius = api().get(own(kms().id(key)) + "/dependents");
    output().show(radius, BlastRadiusText.of(radius));
    return 0;
  }
}
