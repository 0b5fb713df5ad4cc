package redoubt.cli.user;

import picocli.CommandLine.Command;
import redoubt.cli.Pages;

/** Lists users. */
@Command(
    name = "list",
    description = "Lists all users. For administrators.",
    footer = {"Example:", "  redoubt user list"})
public final class UserList extends UserVerb {
  @Override
  public Integer call() {
    output().list(Pages.all(api(), "/v1/users"), "There are no users.", COLUMNS);
    return 0;
  }
}
