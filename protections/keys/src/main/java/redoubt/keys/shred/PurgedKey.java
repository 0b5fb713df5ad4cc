package redoubt.keys.shred;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import redoubt.keys.Key;
import redoubt.keys.KeyVersion;

/**
 * What is remembered of a root key that is gone for good.
 *
 * @param purged by a person, or by {@code time}
 * @param versions oldest first
 */
public record PurgedKey(
    String tenant,
    UUID id,
    String name,
    String ring,
    boolean imported,
    Instant createdAt,
    Key.Act deleted,
    Key.Act purged,
    List<Destroyed> versions) {
  /**
   * A version whose material was destroyed.
   *
   * @param canary what it wrapped and was seen to open; empty when none was ever made
   */
  public record Destroyed(KeyVersion version, Optional<Canary> canary) {}

  public PurgedKey {
    Objects.requireNonNull(tenant, "tenant");
    Objects.requireNonNull(id, "id");
    versions = List.copyOf(versions);
  }
}
