package redoubt.cli.webhook;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lists webhooks. */
@Command(
    name = "list",
    description = "Lists the webhooks of a namespace.",
    footer = {"Example:", "  redoubt webhook list team"})
public final class WebhookList extends WebhookVerb {
  @Parameters(paramLabel = "NAMESPACE", description = "Name of the namespace.")
  String namespace = "";

  @Override
  public Integer call() {
    output()
        .list(
            items(api().get(webhooks(namespace))),
            "There are no webhooks. Add one: redoubt webhook add NAMESPACE URL",
            LISTED);
    return 0;
  }
}
