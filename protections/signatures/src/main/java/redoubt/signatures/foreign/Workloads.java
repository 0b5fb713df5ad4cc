package redoubt.signatures.foreign;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What this room needs of clusters: to read what their API servers have. */
public interface Workloads {
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
     * What is at a path; empty when there is nothing.
     *
     * @throws redoubt.core.Failure when there is no answer; of kind FORBIDDEN when one may not see
     *     it
     */
    Optional<JsonNode> get(String path);
  }
}
