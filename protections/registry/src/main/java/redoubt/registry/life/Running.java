package redoubt.registry.life;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import redoubt.oci.Digest;

/** Port of the registry: which images run. */
@FunctionalInterface
public interface Running {
  /** Nobody knows. */
  Running UNKNOWN = instance -> Optional.empty();

  /**
   * Manifests that run in the clusters of an instance, each with where it does, as {@code
   * CLUSTER/NAMESPACE}; empty when that is not known, also when it is not known of one of them.
   */
  Optional<Map<Digest, SortedSet<String>>> places(String instance);

  /** The same without where. */
  default Optional<Set<Digest>> digests(String instance) {
    return places(instance).map(Map::keySet);
  }
}
