package redoubt.cli.key;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Gives the first of two authorizations to delete a key; it holds for 7 days. */
@Command(
    name = "schedule-deletion",
    description = "Gives the first of two authorizations to delete a key; it holds for 7 days.",
    footer = {"Example:", "  redoubt key schedule-deletion orders"})
public final class KeyScheduleDeletion extends KeyVerb {
  @Parameters(paramLabel = "KEY", description = "Id, alias or unique name of the key.")
  String key = "";

  @Override
  public Integer call() {
    action(key, "setKeyForDeletion", object());
    return done(key, "Key " + key + " may now be deleted by a second person within 7 days.");
  }
}
