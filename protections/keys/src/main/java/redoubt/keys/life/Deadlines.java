package redoubt.keys.life;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import redoubt.keys.Key;
import redoubt.keys.KeyProtectError;
import redoubt.keys.KeyState;

/** What time does to a key. Pure functions of the key as stored and the moment. */
public final class Deadlines {
  /** How long a deleted key can be restored. */
  public static final Duration RESTORE_WINDOW = Duration.ofDays(30);

  /** How long a key must stay deleted or suspended before it can be restored or enabled. */
  public static final Duration REVIVAL_WAIT = Duration.ofSeconds(30);

  /** How long a key must stay deleted before it can be purged by hand. */
  public static final Duration PURGE_WAIT = Duration.ofHours(4);

  /** When a deleted key is purged by itself. */
  public static final Duration AUTOMATIC_PURGE = Duration.ofDays(90);

  /** How long the first half of a deletion by two people holds. */
  public static final Duration DELETION_REQUEST_WINDOW = Duration.ofDays(7);

  /** Between two rotations by hand, and between two events that services are told of. */
  public static final Duration HOUR = Duration.ofHours(1);

  private static final Duration ROTATION_MONTH = Duration.ofDays(30);

  /** A change that is due because time passed, the first that is. */
  public enum Due {
    /** A rehearsal of its deletion is over. */
    REHEARSAL_END,
    /** The expiration date passed: the key protects nothing new from now on. */
    EXPIRY,
    /** A deletion was set for by one person and not completed. */
    DELETION_REQUEST_LAPSE,
    /** It can no longer be restored. */
    RESTORE_WINDOW_END,
    /** It goes for good. */
    PURGE
  }

  private Deadlines() {}

  /** The change that is to be written before anything else is done with the key. */
  public static Optional<Due> due(Key key, Instant now) {
    if (isPast(key.withheldUntil(), now)) {
      return Optional.of(Due.REHEARSAL_END);
    }
    if (key.deletion().isPresent()) {
      Instant deletedAt = key.deletion().get().at();
      if (!now.isBefore(deletedAt.plus(AUTOMATIC_PURGE))) {
        return Optional.of(Due.PURGE);
      }
      return key.restorable() && !now.isBefore(deletedAt.plus(RESTORE_WINDOW))
          ? Optional.of(Due.RESTORE_WINDOW_END)
          : Optional.empty();
    }
    if (key.state() == KeyState.ACTIVE && isPast(key.expiresAt(), now)) {
      return Optional.of(Due.EXPIRY);
    }
    return isPast(key.deletionRequest().map(act -> act.at().plus(DELETION_REQUEST_WINDOW)), now)
        ? Optional.of(Due.DELETION_REQUEST_LAPSE)
        : Optional.empty();
  }

  /** When the policy rotates the key; empty without an enabled policy. */
  public static Optional<Instant> nextRotation(Key key) {
    return key.rotation()
        .filter(Key.RotationPolicy::enabled)
        .map(policy ->
            key.rotatedAt()
                .orElse(key.createdAt())
                .plus(ROTATION_MONTH.multipliedBy(policy.months())));
  }

  /** The state that a key comes back to: an expiration date is final. */
  public static KeyState revivedState(Key key, Instant now) {
    return isPast(key.expiresAt(), now) ? KeyState.DEACTIVATED : KeyState.ACTIVE;
  }

  /** Refuses a rotation within an hour of the last; the first may follow the creation at once. */
  public static void checkRotation(Key key, Instant now) {
    if (isBefore(now, key.rotatedAt(), HOUR)) {
      throw KeyProtectError.KEY_ROTATION_NOT_PERMITTED.failure();
    }
  }

  public static void checkEnable(Key key, Instant now) {
    if (isBefore(now, key.disabledAt(), REVIVAL_WAIT)) {
      throw KeyProtectError.REQ_TOO_EARLY_ERR.failure(
          "a key can be enabled 30 seconds after it was disabled");
    }
  }

  public static void checkSync(Key key, Instant now) {
    if (isBefore(now, Optional.of(key.syncedAt()), HOUR)) {
      throw KeyProtectError.REQ_TOO_EARLY_ERR.failure(
          "a key can be synchronized one hour after its last change or synchronization");
    }
  }

  public static void checkRestore(Key key, Instant now) {
    Optional<Instant> deletedAt = key.deletion().map(Key.Act::at);
    if (isBefore(now, deletedAt, REVIVAL_WAIT)) {
      throw KeyProtectError.REQ_TOO_EARLY_ERR.failure(
          "a key can be restored 30 seconds after it was deleted");
    }
    if (!key.restorable() || !isBefore(now, deletedAt, RESTORE_WINDOW)) {
      throw KeyProtectError.KEY_RESTORE_EXPIRED.failure();
    }
  }

  public static void checkPurge(Key key, Instant now) {
    if (isBefore(now, key.deletion().map(Key.Act::at), PURGE_WAIT)) {
      throw KeyProtectError.REQ_TOO_EARLY_ERR.failure(
          "a key can be purged 4 hours after it was deleted");
    }
  }

  private static boolean isPast(Optional<Instant> deadline, Instant now) {
    return deadline.isPresent() && !now.isBefore(deadline.get());
  }

  private static boolean isBefore(Instant now, Optional<Instant> since, Duration wait) {
    return since.isPresent() && now.isBefore(since.get().plus(wait));
  }
}
