package redoubt.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Adds a cluster. */
@Command(
    name = "add",
    description = {
      "Adds a Kubernetes cluster. Its credentials are sealed by the server and never shown again.",
      "A kubeconfig has all it needs in it: kubectl config view --raw --flatten --minify."
    },
    footer = {
      "Examples:",
      "  redoubt cluster add prod --kubeconfig prod.kubeconfig",
      "  redoubt cluster add prod --kubeconfig - --etcd-endpoints https://10.0.0.10:2379 --etcd-ca"
          + " ca.crt --etcd-cert client.crt --etcd-key client.key"
    })
public final class ClusterAdd extends ClusterVerb {
  @Parameters(paramLabel = "NAME", description = "Lower-case letters, digits, dots and dashes.")
  String name = "";

  @Mixin ClusterAccess access = new ClusterAccess();

  @Override
  public Integer call() throws IOException {
    ObjectNode wish = object().put("name", name);
    if (access.lacksEndpoints()) {
      throw wrongUsage("--etcd-ca, --etcd-cert and --etcd-key go with --etcd-endpoints");
    }
    access.put(wish, terminal());
    JsonNode added = api().post(clusters(), wish);
    output().object(added, DESCRIBED);
    return 0;
  }
}
