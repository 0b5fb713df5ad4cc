package redoubt.encryption.migrate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import redoubt.core.Failure;
import redoubt.encryption.kube.KubeApi;
import redoubt.encryption.kube.StorageMigrations;

/**
 * What a kubeconfig's user may do, and so by which means its cluster's objects can be rewritten.
 */
final class Rights {
  private final KubeApi api;
  private final List<String> resources;

  Rights(KubeApi api, List<String> resources) {
    this.api = api;
    this.resources = resources;
  }

  /**
   * Without a choice the cluster does it where it can and the user may ask for it.
   *
   * @throws Failure {@code encryption.missing-rights}, {@code encryption.not-served}
   */
  Way way(Optional<Means> chosen) {
    StorageMigrations tasks = new StorageMigrations(api);
    Means means =
        chosen.orElseGet(() ->
            tasks.isServed() && tasks.missing().isEmpty()
                ? Means.STORAGE_VERSION_MIGRATION
                : Means.REWRITING);
    List<String> missing = new ArrayList<>();
    if (chosen.equals(Optional.of(Means.STORAGE_VERSION_MIGRATION))) {
      if (!tasks.isServed()) {
        throw notServed();
      }
      tasks.missing().forEach(verb -> missing.add(verb + " " + StorageMigrations.RESOURCE));
      missing.addAll(missing(List.of("list")));
    } else {
      missing.addAll(missing(List.of("list", "patch")));
    }
    if (!missing.isEmpty()) {
      throw new Failure(
          Failure.Kind.FORBIDDEN,
          "encryption.missing-rights",
          "The kubeconfig's user may not: " + String.join(", ", missing) + ".",
          "Grant it a ClusterRole with these verbs, or give the cluster another kubeconfig: redoubt"
              + " cluster update NAME --kubeconfig FILE.");
    }
    return new Way(chosen, means, Optional.empty());
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
            + " with the same feature gate (Kubernetes 1.35 or later); or leave --by out.");
  }
}
