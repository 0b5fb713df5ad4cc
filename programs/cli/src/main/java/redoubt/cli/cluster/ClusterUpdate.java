package redoubt.cli.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Gives the server another way to reach a cluster. */
@Command(
    name = "update",
    description = {
      "Replaces how the server reaches a cluster: its kubeconfig, its etcd, or both.",
      "What is not named stays as it is, and so do root key and plugins."
    },
    footer = {
      "Examples:",
      "  redoubt cluster update prod --kubeconfig renewed.kubeconfig",
      "  redoubt cluster update prod --etcd-endpoints https://10.0.0.10:2379 --etcd-ca ca.crt"
          + " --etcd-cert client.crt --etcd-key client.key"
    })
public final class ClusterUpdate extends ClusterVerb {
  @Parameters(paramLabel = "NAME", description = "Name or id.")
  String name = "";

  @Mixin ClusterAccess access = new ClusterAccess();

  @Override
  public Integer call() throws IOException {
    if (access.lacksEndpoints()) {
      throw wrongUsage("--etcd-ca, --etcd-cert and --etcd-key go with --etcd-endpoints");
    }
    if (access.isEmpty()) {
      throw wrongUsage("name what is to be replaced: --kubeconfig or --etcd-endpoints");
    }
    ObjectNode wish = object();
    access.put(wish, terminal());
    output().object(api().patch(cluster(name), wish), DESCRIBED);
    return 0;
  }
}
