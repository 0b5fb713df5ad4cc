package redoubt.admission.ladder;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import redoubt.admission.Clusters;

/** What this room needs of clusters to write into them what they hold. */
public interface Writes {
  /** All that is looked at in an answer, each with its way from the top. */
  Set<String> FIELDS = Set.of("/metadata/resourceVersion", "/resources/name");

  /**
   * Asks one, within a minute.
   *
   * @throws redoubt.core.Failure when it cannot be asked
   */
  <T> T visit(Clusters.Cluster cluster, Function<Api, T> work);

  /** An API server. */
  interface Api {
    /**
     * What is at a path, of it {@link #FIELDS} at least; empty when there is nothing.
     *
     * @throws redoubt.core.Failure when there is no answer
     */
    Optional<JsonNode> get(String path);

    /**
     * Has an object there as it is given, whoever wrote it before.
     *
     * @param path of the object
     * @param object where it has a resource version, only that one is changed
     * @throws redoubt.core.Failure when it may not be written
     */
    Applied apply(String path, byte[] object);

    /**
     * Resource versions of the objects of a kind that have a name.
     *
     * @param group of the kind, in version {@code v1}
     * @return by namespace; empty when there is no such kind
     */
    Map<String, String> versions(String group, String plural, String name);

    /** As whom the API server knows this one. */
    String user();
  }

  /** How applying an object went. */
  sealed interface Applied {
    /** It is there as it was given. */
    record Done(String resourceVersion) implements Applied {}

    /** Nothing was written: it is not of the resource version that was named. */
    record Conflict() implements Applied {}

    /** Nothing was written: its namespace, or its kind, is not there. */
    record Gone() implements Applied {}
  }
}
