package redoubt.admission;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What this room needs of clusters: to read what their API servers have. */
public interface Clusters {
  /** All that this room looks at in an answer, each with its way from the top. */
  Set<String> FIELDS =
      Set.of(
          "/metadata/continue",
          "/items/metadata/name",
          "/items/metadata/namespace",
          "/items/spec",
          "/data/name",
          "/data/publicKey",
          "/data/key");

  /**
   * @param id stays the same, whatever the cluster is called
   */
  record Cluster(String instance, String id, String name) {}

  /** Those of all tenants, also those whose API servers cannot be asked. */
  List<Cluster> all();

  /**
   * By id or name.
   *
   * @throws redoubt.core.Failure when the instance has none that is called so
   */
  Cluster require(String instance, String idOrName);

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
     * @throws redoubt.core.Failure when there is no answer
     */
    Optional<JsonNode> get(String path);
  }
}
