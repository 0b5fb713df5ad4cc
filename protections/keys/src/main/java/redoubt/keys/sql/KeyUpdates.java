package redoubt.keys.sql;

import java.time.Instant;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import redoubt.keys.Key;
import redoubt.keys.KeyState;
import redoubt.keys.KeyVersion;
import redoubt.keys.NonactiveReason;

/** Changes of a key that the caller has locked. Each also says when services last had news. */
public final class KeyUpdates {
  private KeyUpdates() {}

  /** Its expiration date passed. */
  public static void expire(Handle transaction, Key key, Instant now) {
    update(
            transaction,
            key,
            "state = :state, nonactive_reason = :reason, updated_at = :now,"
                + " synced_at = :expiredAt")
        .bind("state", KeyState.DEACTIVATED.code())
        .bind("reason", NonactiveReason.EXPIRED.code())
        .bind("now", now)
        .bind("expiredAt", key.expiresAt().orElse(now))
        .execute();
  }

  public static void disable(Handle transaction, Key key, Instant now) {
    update(
            transaction,
            key,
            "state = :state, nonactive_reason = :reason, disabled_at = :now,"
                + " updated_at = :now, synced_at = :now")
        .bind("state", KeyState.SUSPENDED.code())
        .bind("reason", NonactiveReason.DISABLED.code())
        .bind("now", now)
        .execute();
  }

  /**
   * @param state active, or deactivated if the key expired meanwhile
   */
  public static void enable(Handle transaction, Key key, KeyState state, Instant now) {
    update(
            transaction,
            key,
            "state = :state, nonactive_reason = :reason, updated_at = :now," + " synced_at = :now")
        .bind("state", state.code())
        .bind("reason", reason(state))
        .bind("now", now)
        .execute();
  }

  /** Makes a version that was inserted the current one. */
  public static void rotate(Handle transaction, Key key, KeyVersion version, Instant now) {
    update(
            transaction,
            key,
            "version = :version, rotated_at = :now, updated_at = :now," + " synced_at = :now")
        .bind("version", version.id())
        .bind("now", now)
        .execute();
  }

  public static void sync(Handle transaction, Key key, Instant now) {
    update(transaction, key, "synced_at = :now").bind("now", now).execute();
  }

  public static void move(Handle transaction, Key key, String ring, Instant now) {
    update(transaction, key, "ring = :ring, updated_at = :now")
        .bind("ring", ring)
        .bind("now", now)
        .execute();
  }

  public static void requestDeletion(Handle transaction, Key key, String by, Instant now) {
    update(
            transaction,
            key,
            "deletion_requested_at = :now, deletion_requested_by = :by," + " updated_at = :now")
        .bind("by", by)
        .bind("now", now)
        .execute();
  }

  public static void dropDeletionRequest(Handle transaction, Key key, Instant now) {
    update(
            transaction,
            key,
            "deletion_requested_at = NULL, deletion_requested_by = NULL," + " updated_at = :now")
        .bind("now", now)
        .execute();
  }

  public static void delete(Handle transaction, Key key, String by, Instant now) {
    update(
            transaction,
            key,
            "state = :state, nonactive_reason = :reason, deleted_at = :now,"
                + " deleted_by = :by, restorable = true, deletion_requested_at = NULL,"
                + " deletion_requested_by = NULL, updated_at = :now, synced_at = :now")
        .bind("state", KeyState.DESTROYED.code())
        .bind("reason", NonactiveReason.DELETED.code())
        .bind("by", by)
        .bind("now", now)
        .execute();
  }

  /**
   * @param state active, or deactivated if the key expired
   */
  public static void restore(Handle transaction, Key key, KeyState state, Instant now) {
    update(
            transaction,
            key,
            "state = :state, nonactive_reason = :reason, deleted_at = NULL,"
                + " deleted_by = NULL, disabled_at = NULL, restored_at = :now, updated_at = :now,"
                + " synced_at = :now")
        .bind("state", state.code())
        .bind("reason", reason(state))
        .bind("now", now)
        .execute();
  }

  public static void endRestoreWindow(Handle transaction, Key key) {
    update(transaction, key, "restorable = false").execute();
  }

  /** Removes a key and everything that hangs on it; its material is the caller's to destroy. */
  public static void purge(Handle transaction, Key key) {
    transaction
        .createUpdate("DELETE FROM keys.key WHERE tenant = :tenant AND id = :id")
        .bind("tenant", key.tenant())
        .bind("id", key.id())
        .execute();
  }

  private static Update update(Handle transaction, Key key, String changes) {
    UUID id = key.id();
    return transaction
        .createUpdate("UPDATE keys.key SET " + changes + " WHERE tenant = :tenant AND id = :id")
        .bind("tenant", key.tenant())
        .bind("id", id);
  }

  private static @org.jspecify.annotations.Nullable Integer reason(KeyState state) {
    return state == KeyState.DEACTIVATED ? NonactiveReason.EXPIRED.code() : null;
  }
}
