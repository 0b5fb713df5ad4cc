package redoubt.keys.life;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import redoubt.crypto.Ids;
import redoubt.crypto.SecretBytes;
import redoubt.keys.Key;
import redoubt.keys.KeyProtectError;
import redoubt.keys.KeyState;
import redoubt.keys.KeyVersion;
import redoubt.keys.sql.KeyStore;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.store.Database;

/** Creates and imports keys. */
public final class KeyCreation {
  private static final String CREATE = "kms.secrets.create";
  private static final String CREATE_WITH_OVERRIDES = "kms.secrets-with-policy-overrides.create";

  private final Database database;
  private final Ledger ledger;
  private final NewMaterial newMaterial;
  private final CreationRules rules;
  private final Aliases aliases;
  private final Tenants tenants;
  private final InstantSource clock;

  public KeyCreation(
      Database database,
      Ledger ledger,
      NewMaterial newMaterial,
      CreationRules rules,
      Aliases aliases,
      Tenants tenants,
      InstantSource clock) {
    this.database = database;
    this.ledger = ledger;
    this.newMaterial = newMaterial;
    this.rules = rules;
    this.aliases = aliases;
    this.tenants = tenants;
    this.clock = clock;
  }

  /** Creates the key with its policies and aliases, or nothing. */
  public Key create(NewKey wanted, String actor) {
    if (wanted.inHsm() && (wanted.extractable() || wanted.imported())) {
      throw KeyProtectError.field("inHsm", "false for a standard or imported key");
    }
    if (wanted.parcel().isPresent() && wanted.extractable()) {
      throw KeyProtectError.field("encryptedNonce", "absent: import tokens are for root keys");
    }
    UUID id = Ids.random();
    UUID version = Ids.random();
    if (wanted.inHsm()) {
      newMaterial.prepareInHardware(wanted.tenant(), id, version);
    }
    return database.transaction(transaction -> {
      Instant now = clock.instant();
      tenants.requireLive(transaction, wanted.tenant());
      if (wanted.expiresAt().isPresent() && !wanted.expiresAt().get().isAfter(now)) {
        throw KeyProtectError.field("expirationDate", "a date in the future");
      }
      if (wanted.ring().equals(Key.DEFAULT_RING)) {
        KeyStore.ensureDefaultRing(transaction, wanted.tenant(), now);
      } else if (!KeyStore.lockRing(transaction, wanted.tenant(), wanted.ring())) {
        throw KeyProtectError.KEY_RING_NOT_FOUND_ERR.failure();
      }
      Key key = insert(transaction, wanted, id, version, actor, now);
      rules.furnish(transaction, key, wanted.overrides());
      aliases.give(transaction, key, wanted.aliases());
      Key created = KeyStore.find(transaction, key.tenant(), id).orElseThrow();
      ledger.append(transaction, List.of(entry(created, wanted, actor, now)));
      return created;
    });
  }

  private Key insert(
      Handle transaction, NewKey wanted, UUID id, UUID version, String actor, Instant now) {
    if (wanted.inHsm()) {
      Key key = key(wanted, id, version, NewMaterial.generatedBytes(), actor, now);
      rules.admit(transaction, key, false);
      KeyStore.insert(transaction, key);
      newMaterial.adopt(transaction, key, key.version());
      return key;
    }
    try (SecretBytes secret =
        wanted.imported()
            ? newMaterial.receive(
                transaction,
                wanted.tenant(),
                !wanted.extractable(),
                wanted.payload(),
                wanted.parcel())
            : newMaterial.generate()) {
      Key key = key(wanted, id, version, secret.length(), actor, now);
      rules.admit(transaction, key, wanted.parcel().isPresent());
      KeyStore.insert(transaction, key);
      newMaterial.put(transaction, key, key.version(), secret);
      return key;
    }
  }

  private static Key key(
      NewKey wanted, UUID id, UUID version, int bytes, String actor, Instant now) {
    KeyVersion first =
        NewMaterial.version(version, 1, wanted.imported(), wanted.inHsm(), bytes, now);
    return new Key(
        wanted.tenant(),
        id,
        wanted.ring(),
        wanted.name(),
        wanted.description(),
        wanted.tags(),
        wanted.aliases(),
        wanted.extractable(),
        wanted.imported(),
        wanted.inHsm(),
        KeyState.ACTIVE,
        Optional.empty(),
        first,
        now,
        actor,
        wanted.expiresAt(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        now,
        Optional.empty(),
        Optional.empty(),
        true,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static Entry entry(Key key, NewKey wanted, String actor, Instant now) {
    Map<String, String> details = new java.util.TreeMap<>();
    details.put("keyType", key.isRoot() ? "root" : "standard");
    details.put("keyRing", key.ring());
    details.put("keyVersion", key.version().id().toString());
    details.put("imported", String.valueOf(key.imported()));
    if (key.inHsm()) {
      details.put("inHsm", "true");
    }
    details.putAll(Expiry.details(key, now));
    String action = wanted.overrides().isPresent() ? CREATE_WITH_OVERRIDES : CREATE;
    return Entry.ok(now, key.tenant(), actor, action, key.id().toString(), details);
  }
}
