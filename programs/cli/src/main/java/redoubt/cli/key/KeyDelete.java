package redoubt.cli.key;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.cli.Confirmation;

/** Deletes a key. */
@Command(
    name = "delete",
    description = {
      "Deletes a key: at once nothing that it wrapped opens any more.",
      "It can be restored for 30 days, unless it is purged before."
    },
    footer = {
      "Examples:",
      "  redoubt key delete orders",
      "  redoubt key delete orders --force --yes"
    })
public final class KeyDelete extends KeyVerb {
  @Parameters(paramLabel = "KEY", description = "Id, alias or unique name of the key.")
  String key = "";

  @Option(
      names = "--force",
      description = "Also when services are registered as using it, unless one prevents deletion.")
  boolean force;

  @Mixin Confirmation confirmation = new Confirmation();

  @Override
  public Integer call() {
    JsonNode found = kms().find(key);
    String id = found.path("id").asText();
    confirmation.ask(
        terminal(),
        "Delete key "
            + found.path("name").asText()
            + " ("
            + id
            + ") and close all that it wrapped");
    api()
        .json(
            kms()
                .call("DELETE", "/keys/" + id + (force ? "?force=true" : ""))
                .header("Prefer", "return=minimal"));
    return done(id, "Key " + key + " is deleted; redoubt key restore " + id + " brings it back.");
  }
}
