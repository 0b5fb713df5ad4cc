package redoubt.cli.webhook;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lists what a webhook was told. */
@Command(
    name = "deliveries",
    description = {
      "Lists what a webhook was told in the last week, the latest first, and what came of it.",
      "What is dead was tried eight times, the last time some eight hours after the first."
    },
    footer = {"Example:", "  redoubt webhook deliveries team 0b7e6c1e-0f4b-4b7c-9d5a-2f2e3c1d4a5b"})
public final class WebhookDeliveries extends WebhookVerb {
  @Parameters(index = "0", paramLabel = "NAMESPACE", description = "Name of the namespace.")
  String namespace = "";

  @Parameters(index = "1", paramLabel = "ID", description = "Of the webhook, as list shows it.")
  String id = "";

  @Override
  public Integer call() {
    output()
        .list(
            items(api().get(webhooks(namespace) + "/" + encoded(id) + "/deliveries")),
            "It was told nothing.",
            DELIVERIES);
    return 0;
  }
}
