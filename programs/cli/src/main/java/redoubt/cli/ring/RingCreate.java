package redoubt.cli.ring;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import redoubt.cli.Verb;
import redoubt.cli.key.Kms;

/** Makes a key ring. */
@Command(
    name = "create",
    description = "Makes a key ring.",
    footer = {"Example:", "  redoubt ring create production"})
public final class RingCreate extends Verb {
  @Parameters(
      paramLabel = "RING",
      description = "2 to 100 letters, digits, hyphens and underscores.")
  String ring = "";

  @Override
  public Integer call() {
    Kms kms = new Kms(api(), instance());
    api().json(kms.call("POST", "/key_rings/" + encoded(ring)));
    output().done("Key ring " + ring + " is there.", object().put("id", ring).put("done", true));
    return 0;
  }
}
