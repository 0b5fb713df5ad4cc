package redoubt.keys.http;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import redoubt.keys.Key;
import redoubt.keys.KeyState;
import redoubt.keys.KeyVersion;
import redoubt.keys.life.Deadlines;

/** A key as the API shows it. What is not set is left out; there is never material in it. */
final class KeyJson {
  private KeyJson() {}

  static Map<String, Object> of(Key key, Instant now) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("type", KmsCollection.KEY.mediaType());
    json.put("id", key.id().toString());
    json.put("name", key.name());
    key.description().ifPresent(text -> json.put("description", text));
    if (!key.aliases().isEmpty()) {
      json.put("aliases", key.aliases());
    }
    if (!key.tags().isEmpty()) {
      json.put("tags", key.tags());
    }
    json.put("state", key.state().code());
    key.reason().ifPresent(reason -> json.put("nonactiveStateReason", reason.code()));
    json.put("extractable", key.extractable());
    json.put("imported", key.imported());
    if (key.inHsm()) {
      json.put("inHsm", true);
    }
    json.put("crn", Crn.key(key.tenant(), key.id().toString()));
    json.put("keyRingID", key.ring());
    json.put("creationDate", KmsTime.text(key.createdAt()));
    json.put("createdBy", key.createdBy());
    key.expiresAt().ifPresent(at -> json.put("expirationDate", KmsTime.text(at)));
    key.updatedAt().ifPresent(at -> json.put("lastUpdateDate", KmsTime.text(at)));
    key.rotatedAt().ifPresent(at -> json.put("lastRotateDate", KmsTime.text(at)));
    algorithm(json, key.version());
    json.put("keyVersion", version(key.version()));
    json.put("dualAuthDelete", dualAuth(key));
    key.rotation()
        .ifPresent(policy -> {
          Map<String, Object> rotation = new LinkedHashMap<>();
          rotation.put("enabled", policy.enabled());
          rotation.put("interval_month", policy.months());
          json.put("rotation", rotation);
        });
    json.put("deleted", key.state() == KeyState.DESTROYED);
    key.deletion().ifPresent(deletion -> deletion(json, key, deletion, now));
    return json;
  }

  static Map<String, Object> version(KeyVersion version) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", version.id().toString());
    json.put("creationDate", KmsTime.text(version.createdAt()));
    return json;
  }

  private static void algorithm(Map<String, Object> json, KeyVersion version) {
    json.put("algorithmType", "AES");
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("bitLength", Integer.toString(version.bits()));
    metadata.put("mode", "GCM");
    json.put("algorithmMetadata", metadata);
    json.put("algorithmBitSize", version.bits());
    json.put("algorithmMode", "GCM");
  }

  private static Map<String, Object> dualAuth(Key key) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("enabled", key.needsTwoToDelete());
    if (key.needsTwoToDelete()) {
      json.put("keySetForDeletion", key.deletionRequest().isPresent());
    }
    key.deletionRequest()
        .ifPresent(request ->
            json.put(
                "authExpiration",
                KmsTime.text(request.at().plus(Deadlines.DELETION_REQUEST_WINDOW))));
    return json;
  }

  private static void deletion(Map<String, Object> json, Key key, Key.Act deletion, Instant now) {
    Instant restoreEnd = deletion.at().plus(Deadlines.RESTORE_WINDOW);
    Instant purgeFrom = deletion.at().plus(Deadlines.PURGE_WAIT);
    json.put("deletionDate", KmsTime.text(deletion.at()));
    json.put("deletedBy", deletion.by());
    json.put("restoreAllowed", key.restorable() && now.isBefore(restoreEnd));
    json.put("restoreExpirationDate", KmsTime.text(restoreEnd));
    json.put("purgeAllowed", !now.isBefore(purgeFrom));
    json.put("purgeAllowedFrom", KmsTime.text(purgeFrom));
    json.put("purgeScheduledOn", KmsTime.text(deletion.at().plus(Deadlines.AUTOMATIC_PURGE)));
  }
}
