package redoubt.keys.life;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import redoubt.keys.Key;
import redoubt.keys.KeyProtectError;
import redoubt.keys.KeyState;
import redoubt.keys.sql.KeyStore;
import redoubt.keys.sql.KeyUpdates;
import redoubt.ledger.Entry;

/** Suspends, revives, moves and synchronizes keys. */
public final class KeyLife {
  private final KeyChanges changes;

  public KeyLife(KeyChanges changes) {
    this.changes = changes;
  }

  /** From the return on, no call on this server uses the key; on others within milliseconds. */
  public void disable(Key key, String actor) {
    changes.change(
        key.tenant(),
        key.id(),
        (transaction, locked, now) -> {
          Transitions.check(KeyAction.DISABLE, locked);
          KeyUpdates.disable(transaction, locked, now);
          return List.of(entry(locked, actor, KeyAction.DISABLE, now));
        });
  }

  /** A key that expired while it was disabled comes back deactivated. */
  public void enable(Key key, String actor) {
    changes.change(
        key.tenant(),
        key.id(),
        (transaction, locked, now) -> {
          Transitions.check(KeyAction.ENABLE, locked);
          Deadlines.checkEnable(locked, now);
          KeyState state = Deadlines.revivedState(locked, now);
          KeyUpdates.enable(transaction, locked, state, now);
          return List.of(entry(locked, actor, KeyAction.ENABLE, now));
        });
  }

  /** Tells the services that use the key what they may have missed. */
  public void sync(Key key, String actor) {
    changes.change(
        key.tenant(),
        key.id(),
        (transaction, locked, now) -> {
          Transitions.check(KeyAction.SYNC, locked);
          Deadlines.checkSync(locked, now);
          KeyUpdates.sync(transaction, locked, now);
          return List.of(entry(locked, actor, KeyAction.SYNC, now));
        });
  }

  /** Moves the key to another ring of its instance. */
  public Key move(Key key, String ring, String actor) {
    return changes.change(
        key.tenant(),
        key.id(),
        (transaction, locked, now) -> {
          Transitions.check(KeyAction.PATCH, locked);
          lockRing(transaction, locked.tenant(), ring, now);
          KeyUpdates.move(transaction, locked, ring, now);
          return List.of(
              Entry.ok(
                  now,
                  locked.tenant(),
                  actor,
                  KeyAction.PATCH.auditName(),
                  locked.id().toString(),
                  Map.of("keyRing", ring, "oldKeyRing", locked.ring())));
        });
  }

  static Entry entry(Key key, String actor, KeyAction action, Instant now) {
    return Entry.ok(now, key.tenant(), actor, action.auditName(), key.id().toString(), Map.of());
  }

  private static void lockRing(Handle transaction, String tenant, String ring, Instant now) {
    if (ring.equals(Key.DEFAULT_RING)) {
      KeyStore.ensureDefaultRing(transaction, tenant, now);
    }
    if (!KeyStore.lockRing(transaction, tenant, ring)) {
      throw KeyProtectError.KEY_RING_NOT_FOUND_ERR.failure();
    }
  }
}
