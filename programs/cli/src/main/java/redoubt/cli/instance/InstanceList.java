package redoubt.cli.instance;

import picocli.CommandLine.Command;
import redoubt.cli.Pages;

/** Lists instances. */
@Command(
    name = "list",
    description = "Lists the instances in which you hold a role; all for administrators.",
    footer = {"Example:", "  redoubt instance list -o json"})
public final class InstanceList extends InstanceVerb {
  @Override
  public Integer call() {
    output()
        .list(
            Pages.all(api(), "/v1/instances"), "There are no instances that you may see.", COLUMNS);
    return 0;
  }
}
