package redoubt.cli.signingkey;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Disables a signing key. */
@Command(
    name = "disable",
    description =
        "Lets a signing key sign nothing, until it is enabled. What it signed stays signed.",
    footer = {"Example:", "  redoubt signing-key disable release"})
public final class SigningKeyDisable extends SigningKeyVerb {
  @Parameters(paramLabel = "KEY", description = "Name or id of the key.")
  String key = "";

  @Override
  public Integer call() {
    output()
        .done(
            "The signing key " + key + " signs nothing any more.",
            api().post(key(key) + "/disable", object()));
    return 0;
  }
}
