package redoubt.keys;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * A key as it was read; its material is elsewhere. What time has done to it since is told by {@code
 * redoubt.keys.life.Deadlines}.
 *
 * @param ring the key ring it lies in
 * @param extractable a standard key, whose payload is handed out; else a root key
 * @param reason why it is not active; present in every other state
 * @param version the current version
 * @param disabledAt when it was disabled last
 * @param syncedAt when services were last told of a change
 * @param deletionRequest the first half of a deletion that two people make
 * @param deletion present if and only if it is destroyed
 * @param restorable false once the restore window was seen to be over
 * @param withheldUntil end of the rehearsal of its deletion that runs: so long it wraps and unwraps
 *     nothing, whatever its state
 */
public record Key(
    String tenant,
    UUID id,
    String ring,
    String name,
    Optional<String> description,
    List<String> tags,
    List<String> aliases,
    boolean extractable,
    boolean imported,
    boolean inHsm,
    KeyState state,
    Optional<NonactiveReason> reason,
    KeyVersion version,
    Instant createdAt,
    String createdBy,
    Optional<Instant> expiresAt,
    Optional<Instant> updatedAt,
    Optional<Instant> rotatedAt,
    Optional<Instant> disabledAt,
    Instant syncedAt,
    Optional<Act> deletionRequest,
    Optional<Act> deletion,
    boolean restorable,
    Optional<RotationPolicy> rotation,
    Optional<DualAuthPolicy> dualAuth,
    Optional<Instant> withheldUntil) {
  /** Name of the ring that every instance has. */
  public static final String DEFAULT_RING = "default";

  /** Who did something, and when. */
  public record Act(String by, Instant at) {
    public Act {
      Objects.requireNonNull(by, "by");
      Objects.requireNonNull(at, "at");
    }
  }

  /**
   * Rotation by time; the clock starts at the creation of the key or its last rotation.
   *
   * @param months 1 to 12, of 30 days each
   */
  public record RotationPolicy(boolean enabled, int months) {
    public RotationPolicy {
      if (months < 1 || months > 12) {
        throw new IllegalArgumentException("a rotation interval is 1 to 12 months: " + months);
      }
    }
  }

  /** Deletion by two people. */
  public record DualAuthPolicy(boolean enabled) {}

  public Key {
    Objects.requireNonNull(tenant, "tenant");
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(ring, "ring");
    Objects.requireNonNull(name, "name");
    tags = List.copyOf(tags);
    aliases = List.copyOf(aliases);
    if ((state == KeyState.DESTROYED) != deletion.isPresent()) {
      throw new IllegalArgumentException("a key is destroyed if and only if it was deleted");
    }
  }

  /** A root key: wraps, and never leaves. */
  public boolean isRoot() {
    return !extractable;
  }

  /** Whether deletion takes two people. */
  public boolean needsTwoToDelete() {
    return dualAuth.map(DualAuthPolicy::enabled).orElse(false);
  }
}
