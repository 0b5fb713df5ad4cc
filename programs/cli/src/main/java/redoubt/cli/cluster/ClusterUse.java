package redoubt.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.cli.key.Kms;

/** Sets the root key that guards a cluster. */
@Command(
    name = "use",
    description = {
      "Sets the root key that guards a cluster; its plugins follow within seconds.",
      "The key moves into a ring of its own, unless it is alone in one."
    },
    footer = {"Example:", "  redoubt cluster use prod --key orders-2027"})
public final class ClusterUse extends ClusterVerb {
  @Parameters(paramLabel = "NAME", description = "Name or id.")
  String name = "";

  @Option(
      names = "--key",
      required = true,
      paramLabel = "KEY",
      description = "Id, alias or unique name of a root key.")
  String key = "";

  @Override
  public Integer call() {
    String id = new Kms(api(), instance()).id(key);
    JsonNode changed = api().post(cluster(name) + "/use", object().put("key", id));
    output().object(changed, DESCRIBED);
    return 0;
  }
}
