package redoubt.keys.life;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import redoubt.crypto.SecretBytes;
import redoubt.keys.Key;
import redoubt.keys.KeyProtectError;
import redoubt.keys.KeyState;
import redoubt.keys.material.Material;
import redoubt.keys.sql.KeyUpdates;
import redoubt.keys.sql.RehearsalRows;
import redoubt.keys.sql.SampleRows;
import redoubt.ledger.Entry;

/** Deletes keys, by one person or two, restores them and ends them for good. */
public final class KeyEnd {
  private final KeyChanges changes;
  private final Settlement settlement;
  private final Registrations registrations;
  private final NewMaterial newMaterial;
  private final Material material;
  private final Consumer<Key> deleted;

  /**
   * @param deleted told of each deletion after it was made
   */
  public KeyEnd(
      KeyChanges changes,
      Settlement settlement,
      Registrations registrations,
      NewMaterial newMaterial,
      Material material,
      Consumer<Key> deleted) {
    this.changes = changes;
    this.settlement = settlement;
    this.registrations = registrations;
    this.newMaterial = newMaterial;
    this.material = material;
    this.deleted = deleted;
  }

  /**
   * The first half of a deletion by two people; holds for seven days. Asked for again while it
   * holds, the first asking stays the one that counts.
   */
  public void setForDeletion(Key key, String actor) {
    changes.change(
        key.tenant(),
        key.id(),
        (transaction, locked, now) -> {
          Transitions.check(KeyAction.SET_FOR_DELETION, locked);
          if (!locked.needsTwoToDelete()) {
            throw KeyProtectError.NOT_DUAL_AUTH_ERR.failure();
          }
          if (locked.deletionRequest().isEmpty()) {
            KeyUpdates.requestDeletion(transaction, locked, actor, now);
          }
          return List.of(KeyLife.entry(locked, actor, KeyAction.SET_FOR_DELETION, now));
        });
  }

  public void unsetForDeletion(Key key, String actor) {
    changes.change(
        key.tenant(),
        key.id(),
        (transaction, locked, now) -> {
          Transitions.check(KeyAction.UNSET_FOR_DELETION, locked);
          if (!locked.needsTwoToDelete()) {
            throw KeyProtectError.NOT_DUAL_AUTH_ERR.failure();
          }
          KeyUpdates.dropDeletionRequest(transaction, locked, now);
          return List.of(KeyLife.entry(locked, actor, KeyAction.UNSET_FOR_DELETION, now));
        });
  }

  /**
   * Deletes a key: it does nothing from now on and can be restored for 30 days.
   *
   * @param force also when something is registered, unless that forbids it
   */
  public Key delete(Key key, String actor, boolean force) {
    Key gone = change(key, actor, force);
    deleted.accept(gone);
    return gone;
  }

  private Key change(Key key, String actor, boolean force) {
    return changes.change(
        key.tenant(),
        key.id(),
        (transaction, locked, now) -> {
          Transitions.check(KeyAction.DELETE, locked);
          checkTwoPeople(locked, actor);
          boolean dropped = checkRegistrations(transaction, locked, force);
          RehearsalRows.end(transaction, locked, actor, now);
          KeyUpdates.delete(transaction, locked, actor, now);
          Map<String, String> details = new java.util.TreeMap<>();
          locked.deletionRequest().ifPresent(first -> details.put("setForDeletionBy", first.by()));
          if (dropped) {
            details.put("force", "true");
          }
          return List.of(
              Entry.ok(
                  now,
                  locked.tenant(),
                  actor,
                  KeyAction.DELETE.auditName(),
                  locked.id().toString(),
                  details));
        });
  }

  /**
   * Brings a deleted key back, active or, when it expired, deactivated.
   *
   * @param payload the material that the key had, for an imported key; checked when it is given
   * @param parcel the same under the import token
   */
  public Key restore(
      Key key, String actor, Optional<SecretBytes> payload, Optional<SecureImport.Parcel> parcel) {
    return changes.change(
        key.tenant(),
        key.id(),
        (transaction, locked, now) -> {
          Transitions.check(KeyAction.RESTORE, locked);
          Deadlines.checkRestore(locked, now);
          if (payload.isPresent() || parcel.isPresent()) {
            checkMaterial(transaction, locked, payload, parcel);
          }
          KeyState state = Deadlines.revivedState(locked, now);
          SampleRows.forget(transaction, locked.tenant(), locked.id());
          KeyUpdates.restore(transaction, locked, state, now);
          return List.of(KeyLife.entry(locked, actor, KeyAction.RESTORE, now));
        });
  }

  /** Ends a deleted key for good, at least four hours after its deletion; returns what it was. */
  public Key purge(Key key, String actor) {
    Key purged =
        changes.change(
            key.tenant(),
            key.id(),
            (transaction, locked, now) -> {
              Transitions.check(KeyAction.PURGE, locked);
              Deadlines.checkPurge(locked, now);
              return List.of(settlement.purge(transaction, locked, actor, now));
            });
    settlement.clearHardware();
    return purged;
  }

  private static void checkTwoPeople(Key key, String actor) {
    if (!key.needsTwoToDelete()) {
      return;
    }
    if (key.deletionRequest().isEmpty()) {
      throw KeyProtectError.AUTHORIZATIONS_NOT_MET.failure("set the key for deletion first");
    }
    if (key.deletionRequest().get().by().equals(actor)) {
      throw KeyProtectError.AUTHORIZATIONS_NOT_MET.failure(
          "who set the key for deletion cannot delete it");
    }
  }

  /** Returns whether registrations were dropped. */
  private boolean checkRegistrations(Handle transaction, Key key, boolean force) {
    return switch (registrations.hold(transaction, key.tenant(), key.id())) {
      case NONE -> false;
      case PREVENTS_DELETION -> throw KeyProtectError.PREV_KEY_DEL_ERR.failure();
      case REGISTERED -> {
        if (!force) {
          throw KeyProtectError.PROTECTED_RESOURCE_ERR.failure();
        }
        registrations.drop(transaction, key.tenant(), key.id());
        yield true;
      }
    };
  }

  private void checkMaterial(
      Handle transaction,
      Key key,
      Optional<SecretBytes> payload,
      Optional<SecureImport.Parcel> parcel) {
    if (!key.imported()) {
      throw KeyProtectError.KEY_IMPT_REQ_ERR.failure();
    }
    try (SecretBytes received = newMaterial.receiveFor(transaction, key, payload, parcel);
        SecretBytes stored = material.open(transaction, key, key.version())) {
      if (!received.equals(stored)) {
        throw KeyProtectError.field("payload", "the key material that the key had");
      }
    }
  }
}
