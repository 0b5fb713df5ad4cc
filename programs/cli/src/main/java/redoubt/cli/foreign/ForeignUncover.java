package redoubt.cli.foreign;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import redoubt.cli.Confirmation;

/** Removes a cover. */
@Command(
    name = "uncover",
    description = {
      "Lets no namespace say who may sign images of another registry. What is known of them is"
          + " forgotten, unless a shorter prefix covers them."
    },
    footer = {"Example:", "  redoubt foreign-image uncover ghcr.io/acme"})
public final class ForeignUncover extends ForeignVerb {
  @Parameters(paramLabel = "PREFIX", description = "As covers shows it.")
  String prefix = "";

  @Mixin Confirmation confirmation = new Confirmation();

  @Override
  public Integer call() {
    confirmation.ask(terminal(), "Let no image of " + prefix + " be trusted through it");
    api().delete(images() + "/covers?prefix=" + encoded(prefix));
    output()
        .done(prefix + " is covered no more.", object().put("prefix", prefix).put("done", true));
    return 0;
  }
}
