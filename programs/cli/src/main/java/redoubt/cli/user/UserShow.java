package redoubt.cli.user;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows a user. */
@Command(
    name = "show",
    description = "Shows one user. For administrators.",
    footer = {"Example:", "  redoubt user show alice"})
public final class UserShow extends UserVerb {
  @Parameters(paramLabel = "USER", description = "Name or id.")
  String user = "";

  @Override
  public Integer call() {
    output().object(api().get("/v1/users/" + encoded(user)), COLUMNS);
    return 0;
  }
}
