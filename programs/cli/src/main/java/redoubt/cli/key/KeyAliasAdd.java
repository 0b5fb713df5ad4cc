package redoubt.cli.key;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Gives a key another name, up to 5 of them. */
@Command(
    name = "add",
    description = "Gives a key another name, up to 5 of them.",
    footer = {"Example:", "  redoubt key alias add orders orders-2026"})
public final class KeyAliasAdd extends KeyVerb {
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
    api().json(kms().call("POST", "/keys/" + id + "/aliases/" + encoded(alias)));
    return done(id, "Key " + key + " is now also " + alias + ".");
  }
}
