package redoubt.cli.trust;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import redoubt.cli.Confirmation;

/** Takes a trust policy away. */
@Command(
    name = "reset",
    description =
        "Lets the usual trust policy hold for a namespace again: any signer of it is enough.",
    footer = {"Example:", "  redoubt trust reset team"})
public final class TrustReset extends TrustVerb {
  @Mixin Confirmation confirmation = new Confirmation();

  @Override
  public Integer call() {
    confirmation.ask(terminal(), "Take the trust policy of " + namespace + " away");
    api().delete(policy());
    output()
        .done(
            "The usual trust policy holds for " + namespace + ".",
            object().put("namespace", namespace).put("done", true));
    return 0;
  }
}
