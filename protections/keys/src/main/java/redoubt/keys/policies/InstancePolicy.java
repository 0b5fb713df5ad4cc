package redoubt.keys.policies;

import java.time.Instant;
import java.util.Objects;

/** A policy of an instance, and who set it. */
public record InstancePolicy(
    PolicyKind kind,
    boolean enabled,
    PolicyRule rule,
    Instant createdAt,
    String createdBy,
    Instant updatedAt,
    String updatedBy) {
  public InstancePolicy {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(rule, "rule");
  }
}
