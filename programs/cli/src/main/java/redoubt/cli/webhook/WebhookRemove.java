package redoubt.cli.webhook;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import redoubt.cli.Confirmation;

/** Removes a webhook. */
@Command(
    name = "remove",
    description = "Removes a webhook, and what it was not told yet.",
    footer = {"Example:", "  redoubt webhook remove team 0b7e6c1e-0f4b-4b7c-9d5a-2f2e3c1d4a5b"})
public final class WebhookRemove extends WebhookVerb {
  @Parameters(index = "0", paramLabel = "NAMESPACE", description = "Name of the namespace.")
  String namespace = "";

  @Parameters(index = "1", paramLabel = "ID", description = "Of the webhook, as list shows it.")
  String id = "";

  @Mixin Confirmation confirmation = new Confirmation();

  @Override
  public Integer call() {
    confirmation.ask(terminal(), "Remove webhook " + id);
    api().delete(webhooks(namespace) + "/" + encoded(id));
    output().done("The webhook is removed.", object().put("id", id).put("done", true));
    return 0;
  }
}
