package redoubt.cli.seal;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Moves the master key. */
@Command(
    name = "migrate",
    description = {
      "Moves the master key between a file and an HSM, while the server works on.",
      "The new place gets a new master key; no master key ever leaves an HSM."
    },
    footer = {"Examples:", "  redoubt seal migrate pkcs11", "  redoubt seal migrate file"})
public final class SealMigrate extends SealVerb {
  @Parameters(paramLabel = "PROVIDER", description = "file or pkcs11.")
  String provider = "";

  @Override
  public Integer call() {
    return run("/v1/seal/migrate", object().put("to", provider), "Migrating");
  }
}
