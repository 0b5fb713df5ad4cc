package redoubt.cli.key;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Takes back the first authorization to delete a key. */
@Command(
    name = "cancel-deletion",
    description = "Takes back the first authorization to delete a key.",
    footer = {"Example:", "  redoubt key cancel-deletion orders"})
public final class KeyCancelDeletion extends KeyVerb {
  @Parameters(paramLabel = "KEY", description = "Id, alias or unique name of the key.")
  String key = "";

  @Override
  public Integer call() {
    action(key, "unsetKeyForDeletion", object());
    return done(key, "Key " + key + " is no longer set for deletion.");
  }
}
