package redoubt.cli.seal;

import picocli.CommandLine.Command;
import redoubt.cli.Verb;

/** Shows the seal. */
@Command(
    name = "status",
    description = "Shows where the master key lies, and whether all secrets are under it.",
    footer = {"Example:", "  redoubt seal status"})
public final class SealStatus extends Verb {
  @Override
  public Integer call() {
    output().object(api().get("/v1/seal"), SealVerb.COLUMNS);
    return 0;
  }
}
