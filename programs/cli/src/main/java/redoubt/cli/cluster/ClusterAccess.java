package redoubt.cli.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import redoubt.cli.Sources;
import redoubt.cli.Terminal;

/** The options that say how the server reaches a cluster. */
final class ClusterAccess {
  private static final int MOST = 1 << 20;

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

  boolean isEmpty() {
    return kubeconfig == null && endpoints.isEmpty();
  }

  /** Whether certificates are named and nobody to show them to. */
  boolean lacksEndpoints() {
    return endpoints.isEmpty() && (ca != null || cert != null || key != null);
  }

  void put(ObjectNode wish, Terminal terminal) throws IOException {
    put(wish, "kubeconfig", kubeconfig, terminal);
    if (!endpoints.isEmpty()) {
      ObjectNode etcd = wish.putObject("etcd");
      endpoints.forEach(etcd.putArray("endpoints")::add);
      put(etcd, "ca", ca, terminal);
      put(etcd, "cert", cert, terminal);
      put(etcd, "key", key, terminal);
    }
  }

  private static void put(ObjectNode into, String field, @Nullable Path file, Terminal terminal)
      throws IOException {
    if (file != null) {
      into.put(field, new String(Sources.read(terminal, file, MOST), StandardCharsets.UTF_8));
    }
  }
}
