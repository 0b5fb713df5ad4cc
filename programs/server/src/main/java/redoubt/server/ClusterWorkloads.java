package redoubt.server;

import java.util.List;
import java.util.function.Function;
import redoubt.core.Failure;
import redoubt.encryption.cluster.Clusters;
import redoubt.encryption.kube.KubeAccess;
import redoubt.encryption.kube.KubeApi;
import redoubt.signatures.foreign.Workloads;

/** Lets content trust see what runs in the clusters that the server may ask. */
record ClusterWorkloads(Clusters known) implements Workloads {
  @Override
  public List<Cluster> clusters() {
    return known.everywhere().stream()
        .map(one -> new Cluster(one.tenant(), one.id().toString(), one.name()))
        .toList();
  }

  @Override
  public <T> T visit(Cluster cluster, Function<Api, T> questions) {
    KubeAccess access =
        known
            .kube(known.require(cluster.instance(), cluster.id()))
            .orElseThrow(ClusterWorkloads::noAccess);
    try (KubeApi api = KubeApi.visit(access, known.outward())) {
      return questions.apply(path -> api.read(path, Workloads.FIELDS));
    }
  }

  private static Failure noAccess() {
    return new Failure(
        Failure.Kind.NOT_SUPPORTED,
        "signatures.no-api-server",
        "The cluster has no kubeconfig.",
        "Give it one: redoubt cluster update NAME --kubeconfig FILE.");
  }
}
