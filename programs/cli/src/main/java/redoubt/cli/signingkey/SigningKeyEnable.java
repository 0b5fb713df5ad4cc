package redoubt.cli.signingkey;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Enables a signing key. */
@Command(
    name = "enable",
    description = "Lets a signing key sign again.",
    footer = {"Example:", "  redoubt signing-key enable release"})
public final class SigningKeyEnable extends SigningKeyVerb {
  @Parameters(paramLabel = "KEY", description = "Name or id of the key.")
  String key = "";

  @Override
  public Integer call() {
    output()
        .done(
            "The signing key " + key + " signs again.", api().post(key(key) + "/enable", object()));
    return 0;
  }
}
