package redoubt.registry.life;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import redoubt.oci.Digest;
import redoubt.oci.RepositoryName;

/**
 * A manifest of a repository, as lists show it.
 *
 * @param size bytes of the manifest and of the blobs that it names
 * @param wantedAt when it was pushed last, or somebody who may push was told that it is there
 * @param created when the image was made, as its config says; empty also when nobody has read it
 * @param tags that name it; of a deleted one, that named it
 * @param deleted when it, or the last of its tags that still is in the trash, was deleted
 */
public record Image(
    RepositoryName repository,
    Digest digest,
    String mediaType,
    Optional<String> artifactType,
    long size,
    Optional<Instant> created,
    Instant pushedAt,
    Instant wantedAt,
    String pushedBy,
    List<String> tags,
    Optional<Instant> deleted) {
  public Image {
    tags = List.copyOf(tags);
  }

  /** Whether nobody tagged, untagged or pushed it, or asked for it to push, since it was listed. */
  boolean isStill(List<String> tagsThen, Instant wantedThen) {
    return tags.equals(tagsThen) && wantedAt.equals(wantedThen);
  }
}
