package redoubt.cli.key;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.cli.text.JsonText;

/** Sets the policies of a key. */
@Command(
    name = "set",
    description = "Sets policies of a key; those that are not named stay.",
    footer = {
      "Examples:",
      "  redoubt key policy set orders --rotate-every 3",
      "  redoubt key policy set orders --no-rotation",
      "  redoubt key policy set orders --dual-auth on"
    })
public final class KeyPolicySet extends KeyVerb {
  /** Two words read better than true and false. */
  enum Switch {
    ON,
    OFF
  }

  @Parameters(paramLabel = "KEY", description = "Id, alias or unique name of the key.")
  String key = "";

  @Option(
      names = "--rotate-every",
      paramLabel = "MONTHS",
      description = "A new version every 1 to 12 months.")
  @Nullable Integer rotateEvery;

  @Option(names = "--no-rotation", description = "New versions only by hand.")
  boolean noRotation;

  @Option(
      names = "--dual-auth",
      paramLabel = "on|off",
      description = "Whether it takes two people to delete the key; on stays on.")
  @Nullable Switch dualAuth;

  @Override
  public Integer call() {
    if (rotateEvery != null && noRotation) {
      throw wrongUsage("--rotate-every and --no-rotation exclude each other");
    }
    if (rotateEvery == null && !noRotation && dualAuth == null) {
      throw wrongUsage("name a policy: --rotate-every, --no-rotation or --dual-auth");
    }
    ArrayNode policies = JsonText.array();
    if (rotateEvery != null || noRotation) {
      ObjectNode rotation = policy(policies).putObject("rotation");
      rotation.put("enabled", rotateEvery != null);
      if (rotateEvery != null) {
        rotation.put("interval_month", rotateEvery);
      }
    }
    if (dualAuth != null) {
      policy(policies).putObject("dualAuthDelete").put("enabled", dualAuth == Switch.ON);
    }
    ObjectNode body = object();
    body.putObject("metadata")
        .put("collectionType", "application/vnd.ibm.kms.policy+json")
        .put("collectionTotal", policies.size());
    body.set("resources", policies);
    JsonNode set =
        kms()
            .withKey(key, id -> kms().call("PUT", "/keys/" + id + "/policies").with(body))
            .path("resources");
    output().list(set, "This key has no policies.", KeyPolicyShow.COLUMNS);
    return 0;
  }

  private static ObjectNode policy(ArrayNode policies) {
    return policies.addObject().put("type", "application/vnd.ibm.kms.policy+json");
  }
}
