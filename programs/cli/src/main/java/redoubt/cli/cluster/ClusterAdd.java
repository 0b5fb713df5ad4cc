package redoubt.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.cli.Sources;

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
  private static final int MOST = 1 << 20;

  @Parameters(paramLabel = "NAME", description = "Lower-case letters, digits, dots and dashes.")
  String name = "";

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description =
          "How to reach the API server; - for the input. Without it, nothing can be migrated.")
  @Nullable Path kubeconfig;

  @Option(
      names = "--etcd-endpoints",
      split = ",",
      paramLabel = "URL",
      description = "How to reach etcd, to see what is really stored.")
  List<String> endpoints = new ArrayList<>();

  @Option(names = "--etcd-ca", paramLabel = "FILE", description = "PEM file of etcd's authority.")
  @Nullable Path ca;

  @Option(names = "--etcd-cert", paramLabel = "FILE", description = "PEM file to show to etcd.")
  @Nullable Path cert;

  @Option(names = "--etcd-key", paramLabel = "FILE", description = "PEM file of its key.")
  @Nullable Path key;

  @Override
  public Integer call() throws IOException {
    ObjectNode wish = object().put("name", name);
    put(wish, "kubeconfig", kubeconfig);
    if (!endpoints.isEmpty()) {
      ObjectNode etcd = wish.putObject("etcd");
      endpoints.forEach(etcd.putArray("endpoints")::add);
      put(etcd, "ca", ca);
      put(etcd, "cert", cert);
      put(etcd, "key", key);
    } else if (ca != null || cert != null || key != null) {
      throw wrongUsage("--etcd-ca, --etcd-cert and --etcd-key go with --etcd-endpoints");
    }
    JsonNode added = api().post(clusters(), wish);
    output().object(added, DESCRIBED);
    return 0;
  }

  private void put(ObjectNode into, String field, @Nullable Path file) throws IOException {
    if (file != null) {
      into.put(field, new String(Sources.read(terminal(), file, MOST), StandardCharsets.UTF_8));
    }
  }
}
