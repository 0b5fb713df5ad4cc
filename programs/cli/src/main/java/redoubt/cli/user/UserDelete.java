package redoubt.cli.user;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import redoubt.cli.Confirmation;

/** Deletes a user. */
@Command(
    name = "delete",
    description = "Deletes a user; its API keys and tokens end at once. For administrators.",
    footer = {"Example:", "  redoubt user delete alice --yes"})
public final class UserDelete extends UserVerb {
  @Parameters(paramLabel = "USER", description = "Name or id.")
  String user = "";

  @Mixin Confirmation confirmation = new Confirmation();

  @Override
  public Integer call() {
    JsonNode found = api().get("/v1/users/" + encoded(user));
    confirmation.ask(
        terminal(), "Delete user " + found.path("name").asText() + " and end all its API keys");
    api().delete("/v1/users/" + encoded(found.path("id").asText(user)));
    output()
        .done(
            "User " + user + " is deleted.",
            object().put("id", found.path("id").asText()).put("done", true));
    return 0;
  }
}
