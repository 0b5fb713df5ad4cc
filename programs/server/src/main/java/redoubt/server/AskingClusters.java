package redoubt.server;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import redoubt.admission.Clusters;
import redoubt.admission.rehearse.Evictions;
import redoubt.admission.rehearse.Sight;
import redoubt.core.Deadline;
import redoubt.core.Failure;
import redoubt.encryption.kube.KubeAccess;
import redoubt.encryption.kube.KubeApi;

/** Lets admission read the policies of the clusters that the server may ask. */
record AskingClusters(redoubt.encryption.cluster.Clusters known) implements Clusters {
  /** People wait for it. */
  private static final Duration LONGEST_LOOK = Duration.ofSeconds(25);

  @Override
  public List<Cluster> all() {
    return known.everywhere().stream().map(AskingClusters::cluster).toList();
  }

  @Override
  public Cluster require(String instance, String idOrName) {
    return cluster(known.require(instance, idOrName));
  }

  private static Cluster cluster(redoubt.encryption.Cluster one) {
    return new Cluster(one.tenant(), one.id().toString(), one.name());
  }

  @Override
  public <T> T visit(Cluster cluster, Function<Api, T> questions) {
    try (KubeApi api = KubeApi.visit(access(cluster), known.outward())) {
      return questions.apply(path -> api.read(path, Clusters.FIELDS));
    }
  }

  /** Lets admission see what runs in them. */
  Sight sight() {
    return new Sight() {
      @Override
      public <T> T visit(Cluster cluster, Function<Api, T> questions) {
        try (KubeApi api =
            new KubeApi(access(cluster), known.outward(), Deadline.in(LONGEST_LOOK))) {
          return questions.apply(path -> api.read(path, Sight.FIELDS));
        }
      }
    };
  }

  /** Lets admission have pods stopped. */
  Evictions evictions() {
    return new Evictions() {
      @Override
      public <T> T visit(Cluster cluster, Function<Evictions.Api, T> work) {
        try (KubeApi api =
            new KubeApi(access(cluster), known.outward(), Deadline.in(LONGEST_LOOK))) {
          return work.apply((namespace, pod, uid) ->
              switch (api.evict(namespace, pod, uid)) {
                case DONE -> Evictions.Outcome.GOES;
                case KEPT -> Evictions.Outcome.KEPT;
                case GONE -> Evictions.Outcome.GONE;
              });
        }
      }
    };
  }

  KubeAccess access(Cluster cluster) {
    return known
        .kube(known.require(cluster.instance(), cluster.id()))
        .orElseThrow(AskingClusters::noAccess);
  }

  private static Failure noAccess() {
    return new Failure(
        Failure.Kind.NOT_SUPPORTED,
        "admission.no-api-server",
        "The cluster has no kubeconfig, so nothing of it can be read.",
        "Give it one: redoubt cluster update NAME --kubeconfig FILE.");
  }
}
