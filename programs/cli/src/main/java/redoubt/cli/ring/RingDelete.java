package redoubt.cli.ring;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.cli.Confirmation;
import redoubt.cli.Verb;
import redoubt.cli.key.Kms;

/** Deletes a key ring. */
@Command(
    name = "delete",
    description = "Deletes an empty key ring.",
    footer = {
      "Examples:",
      "  redoubt ring delete production",
      "  redoubt ring delete old --force --yes"
    })
public final class RingDelete extends Verb {
  @Parameters(paramLabel = "RING", description = "Id of the ring.")
  String ring = "";

  @Option(
      names = "--force",
      description = "Also when destroyed keys are left in it; they move to the ring default.")
  boolean force;

  @Mixin Confirmation confirmation = new Confirmation();

  @Override
  public Integer call() {
    confirmation.ask(terminal(), "Delete key ring " + ring);
    Kms kms = new Kms(api(), instance());
    api().json(kms.call("DELETE", "/key_rings/" + encoded(ring) + (force ? "?force=true" : "")));
    output().done("Key ring " + ring + " is deleted.", object().put("id", ring).put("done", true));
    return 0;
  }
}
