package redoubt.cli.user;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import redoubt.cli.Confirmation;
import redoubt.cli.Verb;

/** Revokes an API key. */
@Command(
    name = "delete",
    description = "Revokes an API key; its tokens end at once on all servers.",
    footer = {"Example:", "  redoubt apikey delete ck3q7zj2v5xw6yab --yes"})
public final class ApiKeyDelete extends Verb {
  @Parameters(paramLabel = "ID", description = "As apikey list shows it.")
  String id = "";

  @Mixin Confirmation confirmation = new Confirmation();

  @Override
  public Integer call() {
    confirmation.ask(terminal(), "Revoke API key " + id);
    api().delete("/v1/apikeys/" + encoded(id));
    output().done("API key " + id + " is revoked.", object().put("id", id).put("done", true));
    return 0;
  }
}
