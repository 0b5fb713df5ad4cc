package redoubt.cli.signingkey;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import redoubt.cli.Confirmation;

/** Destroys a signing key. */
@Command(
    name = "destroy",
    description = {
      "Destroys the private half of a signing key for good. What it signed stays signed: to let"
          + " that count no more, revoke the signer (redoubt signer revoke)."
    },
    footer = {"Example:", "  redoubt signing-key destroy release"})
public final class SigningKeyDestroy extends SigningKeyVerb {
  @Parameters(paramLabel = "KEY", description = "Name or id of the key.")
  String key = "";

  @Mixin Confirmation confirmation = new Confirmation();

  @Override
  public Integer call() {
    confirmation.askName(terminal(), "Destroy the signing key " + key + " for good", key);
    api().delete(key(key));
    output()
        .done(
            "The signing key " + key + " is destroyed.",
            object().put("key", key).put("done", true));
    return 0;
  }
}
