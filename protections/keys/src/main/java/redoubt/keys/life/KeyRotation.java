package redoubt.keys.life;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import redoubt.crypto.Ids;
import redoubt.crypto.SecretBytes;
import redoubt.keys.Key;
import redoubt.keys.KeyProtectError;
import redoubt.keys.KeyVersion;
import redoubt.keys.sql.KeyStore;
import redoubt.keys.sql.KeyUpdates;
import redoubt.ledger.Entry;

/** Gives keys new versions, by hand and by policy. */
public final class KeyRotation {
  private final KeyChanges changes;
  private final NewMaterial newMaterial;

  public KeyRotation(KeyChanges changes, NewMaterial newMaterial) {
    this.changes = changes;
    this.newMaterial = newMaterial;
  }

  /**
   * Rotates by hand: at most once an hour.
   *
   * @param payload new material, in the clear, for an imported key
   * @param parcel new material under the import token, for an imported key
   */
  public void rotate(
      Key key, String actor, Optional<SecretBytes> payload, Optional<SecureImport.Parcel> parcel) {
    Transitions.check(KeyAction.ROTATE, key);
    boolean received = payload.isPresent() || parcel.isPresent();
    if (key.imported() && !received) {
      throw KeyProtectError.KEY_PAYLOAD_REQ_ERR.failure();
    }
    if (!key.imported() && received) {
      throw KeyProtectError.queryParameter(
          "payload", "absent: the key was not created with user-supplied key material");
    }
    UUID version = prepare(key);
    changes.change(
        key.tenant(),
        key.id(),
        (transaction, locked, now) -> {
          Transitions.check(KeyAction.ROTATE, locked);
          Deadlines.checkRotation(locked, now);
          return List.of(rotate(transaction, locked, version, actor, payload, parcel, now));
        });
  }

  /** Rotates if the key's policy says so at this moment. */
  void rotateIfDue(Key key) {
    UUID version = prepare(key);
    changes.change(
        key.tenant(),
        key.id(),
        (transaction, locked, now) -> {
          boolean due =
              Deadlines.nextRotation(locked).map(at -> !now.isBefore(at)).orElse(false)
                  && !locked.imported()
                  && Transitions.allows(KeyAction.ROTATE, locked.state());
          return due
              ? List.of(
                  rotate(
                      transaction,
                      locked,
                      version,
                      Settlement.TIME,
                      Optional.empty(),
                      Optional.empty(),
                      now))
              : List.of();
        });
  }

  private UUID prepare(Key key) {
    UUID version = Ids.random();
    if (key.inHsm()) {
      newMaterial.prepareInHardware(key.tenant(), key.id(), version);
    }
    return version;
  }

  private Entry rotate(
      Handle transaction,
      Key key,
      UUID id,
      String actor,
      Optional<SecretBytes> payload,
      Optional<SecureImport.Parcel> parcel,
      Instant now) {
    int number = key.version().number() + 1;
    KeyVersion version;
    if (key.inHsm()) {
      version = NewMaterial.version(id, number, false, true, NewMaterial.generatedBytes(), now);
      KeyStore.insertVersion(transaction, key.tenant(), key.id(), version);
      newMaterial.adopt(transaction, key, version);
    } else {
      boolean received = payload.isPresent() || parcel.isPresent();
      try (SecretBytes secret =
          received
              ? newMaterial.receiveFor(transaction, key, payload, parcel)
              : newMaterial.generate()) {
        version = NewMaterial.version(id, number, received, false, secret.length(), now);
        KeyStore.insertVersion(transaction, key.tenant(), key.id(), version);
        newMaterial.put(transaction, key, version, secret);
      }
    }
    KeyUpdates.rotate(transaction, key, version, now);
    return Entry.ok(
        now,
        key.tenant(),
        actor,
        KeyAction.ROTATE.auditName(),
        key.id().toString(),
        Map.of("keyVersion", id.toString(), "oldKeyVersion", key.version().id().toString()));
  }
}
