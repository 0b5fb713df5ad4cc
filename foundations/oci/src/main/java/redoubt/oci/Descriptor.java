package redoubt.oci;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Points to content (OCI image specification, "Descriptors").
 *
 * @param size in bytes
 * @param artifactType of a manifest, as the descriptor claims it
 */
public record Descriptor(
    String mediaType,
    Digest digest,
    long size,
    Map<String, String> annotations,
    Optional<String> artifactType,
    Optional<Platform> platform) {
  public Descriptor {
    Objects.requireNonNull(digest, "digest");
    if (size < 0) {
      throw OciFailures.badManifest("a size is negative");
    }
    annotations = Map.copyOf(annotations);
  }

  public Descriptor(String mediaType, Digest digest, long size) {
    this(mediaType, digest, size, Map.of(), Optional.empty(), Optional.empty());
  }
}
