package redoubt.keys;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A resource that a root key protects, as the service that owns the resource has told.
 *
 * @param keyName name of the key, for people
 * @param keyRing ring of the key
 * @param resource cloud resource name
 * @param preventsDeletion no deletion of the key passes while this is registered
 * @param metadata what the service notes for itself
 * @param version the version of the key that protects the resource now
 */
public record Registration(
    UUID key,
    String keyName,
    String keyRing,
    String resource,
    boolean preventsDeletion,
    Optional<String> description,
    Optional<String> metadata,
    Optional<Version> version,
    Instant createdAt,
    String createdBy,
    Instant updatedAt,
    String updatedBy) {
  /** A version of the key. */
  public record Version(UUID id, Instant createdAt) {}
}
