package redoubt.cli.key;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a key. */
@Command(
    name = "create",
    description = "Makes a key of 256 random bits.",
    footer = {
      "Examples:",
      "  redoubt key create orders",
      "  redoubt key create orders --alias orders-2026 --rotate-every 3 --dual-auth",
      "  redoubt key create payments --in-hsm",
      "  redoubt key create session-secret --standard --expires 2027-01-31T00:00:00Z"
    })
public final class KeyCreate extends KeyVerb {
  @Mixin NewKey fresh = new NewKey();

  @Option(
      names = "--in-hsm",
      description = "The key is made in the HSM and works there; it never leaves.")
  boolean inHsm;

  @Option(
      names = "--rotate-every",
      paramLabel = "MONTHS",
      description = "Gives it a new version every 1 to 12 months.")
  @Nullable Integer rotateEvery;

  @Option(names = "--dual-auth", description = "It takes two people to delete it.")
  boolean dualAuth;

  @Override
  public Integer call() {
    if (inHsm && fresh.standard) {
      throw wrongUsage("a key that lives in the HSM cannot be a standard key");
    }
    ObjectNode resource = fresh.resource();
    if (inHsm) {
      resource.put("inHsm", true);
    }
    boolean policies = rotateEvery != null || dualAuth;
    if (rotateEvery != null) {
      resource.putObject("rotation").put("enabled", true).put("interval_month", rotateEvery);
    }
    if (dualAuth) {
      resource.putObject("dualAuthDelete").put("enabled", true);
    }
    String path = policies ? "/keys_with_policy_overrides" : "/keys";
    output().object(Kms.resource(api().json(fresh.create(kms(), path, resource))), DESCRIBED);
    return 0;
  }
}
