package redoubt.cli.key;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import redoubt.cli.Confirmation;

/** Removes a deleted key for good. */
@Command(
    name = "purge",
    description = {
      "Removes a deleted key for good, from 4 hours after its deletion.",
      "Nothing that it wrapped will ever open again. Needs the role KEY_PURGE."
    },
    footer = {"Example:", "  redoubt key purge 02fd6835-6001-4482-a892-13bd2085f75d --yes"})
public final class KeyPurge extends KeyVerb {
  @Parameters(paramLabel = "KEY", description = "Id, alias or unique name of the key.")
  String key = "";

  @Mixin Confirmation confirmation = new Confirmation();

  @Override
  public Integer call() {
    JsonNode found = kms().find(key);
    String id = found.path("id").asText();
    confirmation.ask(
        terminal(),
        "Destroy key "
            + found.path("name").asText()
            + " ("
            + id
            + ") for ever, and with it all that it wrapped");
    api().json(kms().call("DELETE", "/keys/" + id + "/purge").header("Prefer", "return=minimal"));
    return done(id, "Key " + key + " is gone for good.");
  }
}
