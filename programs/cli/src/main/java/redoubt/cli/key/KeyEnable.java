package redoubt.cli.key;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Makes a suspended key active again, at the earliest 30 seconds later. */
@Command(
    name = "enable",
    description = "Makes a suspended key active again, at the earliest 30 seconds later.",
    footer = {"Example:", "  redoubt key enable orders"})
public final class KeyEnable extends KeyVerb {
  @Parameters(paramLabel = "KEY", description = "Id, alias or unique name of the key.")
  String key = "";

  @Override
  public Integer call() {
    action(key, "enable", object());
    return done(key, "Key " + key + " is active.");
  }
}
