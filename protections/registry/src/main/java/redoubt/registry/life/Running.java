package redoubt.registry.life;

import java.util.Optional;
import java.util.Set;
import redoubt.oci.Digest;

/** Port of the registry: which images run. */
@FunctionalInterface
public interface Running {
  /** Nobody knows. */
  Running UNKNOWN = instance -> Optional.empty();

  /**
   * Manifests that run in the clusters of an instance; empty when that is not known, also when it
   * is not known of one of them.
   */
  Optional<Set<Digest>> digests(String instance);
}
