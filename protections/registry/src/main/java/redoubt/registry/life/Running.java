package redoubt.registry.life;

import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import redoubt.oci.Digest;

/** Port of the registry: which images run. */
@FunctionalInterface
public interface Running {
  /** What is known of an instance's clusters. */
  sealed interface Sight {
    /** It has none. */
    record NoCluster() implements Sight {}

    /** Of one of them at least it is not known what runs there. */
    record Unknown() implements Sight {}

    /** Manifests that run, each with where it does, as {@code CLUSTER/NAMESPACE}. */
    record Known(Map<Digest, SortedSet<String>> places) implements Sight {
      public Known {
        places = Map.copyOf(places);
      }
    }

    /** Where what runs, if that is known. */
    default Optional<Map<Digest, SortedSet<String>>> known() {
      return switch (this) {
        case Known known -> Optional.of(known.places);
        case NoCluster _, Unknown _ -> Optional.empty();
      };
    }

    /** Whether an image runs, or may run in a cluster of which it is not known. */
    default boolean mayRun(Digest digest) {
      return switch (this) {
        case Known known -> known.places.containsKey(digest);
        case Unknown _ -> true;
        case NoCluster _ -> false;
      };
    }
  }

  /** What is known at the moment. */
  Sight of(String instance);
}
