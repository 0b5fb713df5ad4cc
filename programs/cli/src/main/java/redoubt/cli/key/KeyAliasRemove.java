package redoubt.cli.key;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Takes a name off a key. */
@Command(
    name = "remove",
    description = "Takes a name off a key.",
    footer = {"Example:", "  redoubt key alias remove orders orders-2026"})
public final class KeyAliasRemove extends KeyVerb {
  @Parameters(index = "0", paramLabel = "KEY", description = "Id, alias or unique name of the key.")
  String key = "";

  @Parameters(
      index = "1",
      paramLabel = "ALIAS",
      description = "2 to 90 letters, digits, hyphens and underscores.")
  String alias = "";

  @Override
  public Integer call() {
    String id = kms().id(key);
    api().json(kms().call("DELETE", "/keys/" + id + "/aliases/" + encoded(alias)));
    return done(id, "Key " + key + " is no longer " + alias + ".");
  }
}
