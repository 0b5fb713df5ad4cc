package redoubt.cli.key;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Tells the services that use a key its present state again. */
@Command(
    name = "sync",
    description = "Tells the services that use a key its present state again.",
    footer = {"Example:", "  redoubt key sync orders"})
public final class KeySync extends KeyVerb {
  @Parameters(paramLabel = "KEY", description = "Id, alias or unique name of the key.")
  String key = "";

  @Override
  public Integer call() {
    action(key, "sync", object());
    return done(key, "Key " + key + " was announced to the services that use it.");
  }
}
