package redoubt.encryption.migrate;

import java.util.ArrayList;
import java.util.List;
import redoubt.core.Failure;
import redoubt.encryption.kube.KubeApi;
import redoubt.encryption.kube.StorageMigrations;

/** What a kubeconfig's user may do, and its cluster can. */
final class Rights {
  private final KubeApi api;
  private final List<String> resources;

  Rights(KubeApi api, List<String> resources) {
    this.api = api;
    this.resources = resources;
  }

  /**
   * Refuses a means by which the cluster's objects cannot be rewritten.
   *
   * @throws Failure {@code encryption.missing-rights}, {@code encryption.not-served}
   */
  void require(Means means) {
    List<String> missing =
        switch (means) {
          case REWRITING -> missing(List.of("list", "patch"));
          case STORAGE_VERSION_MIGRATION -> missingToAsk();
        };
    if (!missing.isEmpty()) {
      throw new Failure(
          Failure.Kind.FORBIDDEN,
          "encryption.missing-rights",
          "The kubeconfig's user may not: " + String.join(", ", missing) + ".",
          "Grant it a ClusterRole with these verbs, or give the cluster another kubeconfig: redoubt"
              + " cluster update NAME --kubeconfig FILE.");
    }
  }

  private List<String> missingToAsk() {
    StorageMigrations tasks = new StorageMigrations(api);
    List<String> missing = new ArrayList<>();
    switch (tasks.discovery()) {
      case SERVED -> {}
      case NOT_SERVED -> throw notServed();
      case FORBIDDEN -> missing.add("get " + StorageMigrations.BASE);
    }
    tasks.missing().forEach(verb -> missing.add(verb + " " + StorageMigrations.RESOURCE));
    missing.addAll(missing(List.of("list")));
    return missing;
  }

  private List<String> missing(List<String> verbs) {
    List<String> missing = new ArrayList<>();
    for (String name : resources) {
      api.missing(api.resource(name), verbs).forEach(verb -> missing.add(verb + " " + name));
    }
    return missing;
  }

  private static Failure notServed() {
    return new Failure(
        Failure.Kind.CONFLICT,
        "encryption.not-served",
        "The API server does not serve StorageVersionMigration (storagemigration.k8s.io/v1beta1).",
        "Start kube-apiserver with --feature-gates=StorageVersionMigrator=true and"
            + " --runtime-config=storagemigration.k8s.io/v1beta1=true, and kube-controller-manager"
            + " with the same feature gate (Kubernetes 1.35 or later); or have the server rewrite: --by rewriting.");
  }
}
