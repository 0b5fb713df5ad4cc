package redoubt.cli.seal;

import picocli.CommandLine.Command;

/** Makes a new master key. */
@Command(
    name = "rotate",
    description = {
      "Makes a new master key and brings all secrets under it, while the server works on.",
      "Can be interrupted; the server goes on by itself, also after a restart."
    },
    footer = {"Examples:", "  redoubt seal rotate", "  redoubt seal rotate --no-wait"})
public final class SealRotate extends SealVerb {
  @Override
  public Integer call() {
    return run("/v1/seal/rotate", object(), "Rotating");
  }
}
