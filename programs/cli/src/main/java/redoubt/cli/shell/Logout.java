package redoubt.cli.shell;

import java.io.IOException;
import picocli.CommandLine.Command;
import redoubt.cli.Verb;

/** Forgets what login remembered. */
@Command(
    name = "logout",
    description = "Forgets the server and the API key that login remembered, and all kept tokens.",
    footer = {"Example:", "  redoubt logout"})
public final class Logout extends Verb {
  @Override
  public Integer call() throws IOException {
    redoubt().logOut();
    output().done("Logged out.", object().put("done", true));
    return 0;
  }
}
