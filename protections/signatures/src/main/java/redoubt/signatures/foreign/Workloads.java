package redoubt.signatures.foreign;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What this room needs of clusters: to read what their API servers have. */
public interface Workloads {
  /** All that this room looks at in an answer, each with its way from the top. */
  Set<String> FIELDS = Set.copyOf(fields());

  private static List<String> fields() {
    List<String> fields = new ArrayList<>(PullSecrets.FIELDS);
    fields.addAll(List.of("/metadata/continue", "/imagePullSecrets/name"));
    PodImages.FIELDS.forEach(field -> fields.add("/items" + field));
    return fields;
  }

  /**
   * @param id stays the same, whatever the cluster is called
   */
  record Cluster(String instance, String id, String name) {}

  /** Those of all tenants, also those whose API servers cannot be asked. */
  List<Cluster> clusters();

  /**
   * Asks one, within a minute.
   *
   * @throws redoubt.core.Failure when it cannot be asked
   */
  <T> T visit(Cluster cluster, Function<Api, T> questions);

  /** An API server. */
  interface Api {
    /**
     * What is at a path, of it {@link #FIELDS} at least; empty when there is nothing.
     *
     * @throws redoubt.core.Failure when there is no answer; of kind FORBIDDEN when one may not see
     *     it, of kind TOO_LARGE when it is too long
     */
    Optional<JsonNode> get(String path);
  }
}
