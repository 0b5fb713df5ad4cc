package redoubt.registry.events;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import redoubt.oci.Digest;
import redoubt.oci.RepositoryName;
import redoubt.oci.Tag;

/**
 * Something that happened to an image, and is committed.
 *
 * @param instance whose it is
 * @param digest of the manifest; for a tag that was taken away, the one that it named
 * @param actor id of who did it
 */
public record Event(
    UUID id,
    Instant at,
    String instance,
    RepositoryName repository,
    Kind kind,
    Digest digest,
    Optional<Tag> tag,
    String actor) {
  /** What happened. */
  public enum Kind {
    /** A manifest was put, perhaps once more. */
    PUSH,
    /** A tag names another manifest than before. */
    TAG,
    /** A tag is no more. */
    UNTAG,
    /** A manifest is no more, nor are its tags. */
    DELETE,
    /** A deleted manifest is back. */
    RESTORE
  }

  public Event {
    if (tag.isPresent() != (kind == Kind.TAG || kind == Kind.UNTAG)) {
      throw new IllegalArgumentException("a tag belongs to what happens to tags");
    }
  }
}
