package redoubt.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import redoubt.admission.Clusters.Cluster;
import redoubt.admission.ladder.Writes;
import redoubt.encryption.kube.KubeApi;
import redoubt.encryption.kube.KubeRefused;
import redoubt.encryption.kube.KubeResource;

/** Lets admission write into the clusters that the server may ask. */
record WrittenClusters(AskingClusters asking) implements Writes {
  @Override
  public <T> T visit(Cluster cluster, Function<Api, T> work) {
    try (KubeApi kube = KubeApi.visit(asking.access(cluster), asking.known().outward())) {
      return work.apply(new Visited(kube));
    }
  }

  private record Visited(KubeApi kube) implements Api {
    private static final int PAGE = 500;

    @Override
    public Optional<JsonNode> get(String path) {
      return kube.read(path, Writes.FIELDS);
    }

    @Override
    public Applied apply(String path, byte[] object) {
      return switch (kube.apply(path, object)) {
        case KubeApi.Applied.Done(String version) -> new Applied.Done(version);
        case KubeApi.Applied.Conflict _ -> new Applied.Conflict();
        case KubeApi.Applied.Gone _ -> new Applied.Gone();
      };
    }

    @Override
    public Map<String, String> versions(String group, String plural, String name) {
      KubeResource resource = new KubeResource(group, plural, "/apis/" + group + "/v1", true);
      Map<String, String> versions = new LinkedHashMap<>();
      Optional<String> from = Optional.empty();
      do {
        KubeApi.Page page;
        try {
          page = kube.list(resource, PAGE, from);
        } catch (KubeRefused e) {
          if (e.status() == 404) {
            return Map.of();
          }
          throw e;
        }
        for (KubeApi.Stored one : page.items()) {
          if (one.name().equals(name)) {
            versions.put(one.namespace().orElse(""), one.resourceVersion());
          }
        }
        from = page.next();
      } while (from.isPresent());
      return versions;
    }

    @Override
    public String user() {
      return kube.user();
    }
  }
}
