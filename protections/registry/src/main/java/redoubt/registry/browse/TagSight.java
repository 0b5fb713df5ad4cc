package redoubt.registry.browse;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import redoubt.oci.Digest;

/**
 * A tag and what it names.
 *
 * @param size bytes of the manifest, what it names, and what that names
 * @param movedAt when it was put where it is
 * @param platforms as {@code linux/amd64}; none where that is not known
 */
public record TagSight(
    String name,
    Digest digest,
    String mediaType,
    Optional<String> artifactType,
    long size,
    Instant movedAt,
    String movedBy,
    List<String> platforms) {
  public TagSight {
    platforms = List.copyOf(platforms);
  }
}
