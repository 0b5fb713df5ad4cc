package redoubt.cli.key;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Suspends a key: it neither wraps nor unwraps until it is enabled. */
@Command(
    name = "disable",
    description = "Suspends a key: it neither wraps nor unwraps until it is enabled.",
    footer = {"Example:", "  redoubt key disable orders"})
public final class KeyDisable extends KeyVerb {
  @Parameters(paramLabel = "KEY", description = "Id, alias or unique name of the key.")
  String key = "";

  @Override
  public Integer call() {
    action(key, "disable", object());
    return done(key, "Key " + key + " is suspended.");
  }
}
