package redoubt.keys.sql;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import redoubt.core.Migrations;
import redoubt.keys.Key;
import redoubt.keys.KeyVersion;

/** Keys and their versions. */
public final class KeyStore {
  /** The tables of the room. */
  public static final Migrations MIGRATIONS = new Migrations("keys", "redoubt/keys/sql");

  /** Topic of the change feed; the payload is {@code TENANT/KEY}. */
  public static final String TOPIC = "keys.key";

  private KeyStore() {}

  public static Optional<Key> find(Handle handle, String tenant, UUID id) {
    return handle
        .createQuery(KeyRows.SELECT + "WHERE k.tenant = :tenant AND k.id = :id")
        .bind("tenant", tenant)
        .bind("id", id)
        .map((row, context) -> KeyRows.key(row))
        .findOne();
  }

  /** The key that has the alias. */
  public static Optional<UUID> byAlias(Handle handle, String tenant, String alias) {
    return handle
        .createQuery("SELECT key FROM keys.alias WHERE tenant = :tenant AND alias = :alias")
        .bind("tenant", tenant)
        .bind("alias", alias)
        .mapTo(UUID.class)
        .findOne();
  }

  /** Reads a key and keeps all others from changing it until the transaction ends. */
  public static Optional<Key> lock(Handle transaction, String tenant, UUID id) {
    return transaction
            .createQuery("SELECT id FROM keys.key WHERE tenant = :tenant AND id = :id FOR UPDATE")
            .bind("tenant", tenant)
            .bind("id", id)
            .mapTo(UUID.class)
            .findOne()
            .isEmpty()
        ? Optional.empty()
        : find(transaction, tenant, id);
  }

  /** The ring that every instance has; made when it is first needed. */
  public static void ensureDefaultRing(Handle transaction, String tenant, Instant at) {
    transaction
        .createUpdate(
            """
            INSERT INTO keys.ring (tenant, id, created_at, created_by)
            VALUES (:tenant, :id, :at, 'system') ON CONFLICT DO NOTHING
            """)
        .bind("tenant", tenant)
        .bind("id", Key.DEFAULT_RING)
        .bind("at", at)
        .execute();
  }

  /** Keeps a ring from being deleted until the transaction ends; false when there is none. */
  public static boolean lockRing(Handle transaction, String tenant, String ring) {
    return transaction
        .createQuery("SELECT id FROM keys.ring WHERE tenant = :tenant AND id = :id FOR KEY SHARE")
        .bind("tenant", tenant)
        .bind("id", ring)
        .mapTo(String.class)
        .findOne()
        .isPresent();
  }

  /** Writes a new key with its first version; its aliases and policies come after it. */
  public static void insert(Handle transaction, Key key) {
    transaction
        .createUpdate(
            """
            INSERT INTO keys.key (tenant, id, ring, name, description, tags, extractable, imported,
              in_hsm, state, version, created_at, created_by, expires_at, synced_at)
            VALUES (:tenant, :id, :ring, :name, :description, :tags, :extractable, :imported,
              :inHsm, :state, :version, :createdAt, :createdBy, :expiresAt, :syncedAt)
            """)
        .bind("tenant", key.tenant())
        .bind("id", key.id())
        .bind("ring", key.ring())
        .bind("name", key.name())
        .bind("description", key.description().orElse(null))
        .bindArray("tags", String.class, key.tags())
        .bind("extractable", key.extractable())
        .bind("imported", key.imported())
        .bind("inHsm", key.inHsm())
        .bind("state", key.state().code())
        .bind("version", key.version().id())
        .bind("createdAt", key.createdAt())
        .bind("createdBy", key.createdBy())
        .bind("expiresAt", key.expiresAt().orElse(null))
        .bind("syncedAt", key.syncedAt())
        .execute();
    insertVersion(transaction, key.tenant(), key.id(), key.version());
  }

  /** Adds a version without making it the current one. */
  public static void insertVersion(
      Handle transaction, String tenant, UUID key, KeyVersion version) {
    transaction
        .createUpdate(
            """
            INSERT INTO keys.version (tenant, key, id, number, imported, in_hsm, bits, created_at)
            VALUES (:tenant, :key, :id, :number, :imported, :inHsm, :bits, :createdAt)
            """)
        .bind("tenant", tenant)
        .bind("key", key)
        .bind("id", version.id())
        .bind("number", version.number())
        .bind("imported", version.imported())
        .bind("inHsm", version.inHsm())
        .bind("bits", version.bits())
        .bind("createdAt", version.createdAt())
        .execute();
  }

  /** Newest first. */
  public static List<KeyVersion> versions(
      Handle handle, String tenant, UUID key, int limit, int offset) {
    return handle
        .createQuery(
            """
            SELECT * FROM keys.version WHERE tenant = :tenant AND key = :key
            ORDER BY number DESC LIMIT :limit OFFSET :offset
            """)
        .bind("tenant", tenant)
        .bind("key", key)
        .bind("limit", limit)
        .bind("offset", offset)
        .map((row, context) -> KeyRows.version(row))
        .list();
  }

  public static Optional<KeyVersion> version(Handle handle, String tenant, UUID key, UUID version) {
    return handle
        .createQuery(
            "SELECT * FROM keys.version WHERE tenant = :tenant AND key = :key AND id = :id")
        .bind("tenant", tenant)
        .bind("key", key)
        .bind("id", version)
        .map((row, context) -> KeyRows.version(row))
        .findOne();
  }

  public static int countVersions(Handle handle, String tenant, UUID key) {
    return handle
        .createQuery("SELECT count(*) FROM keys.version WHERE tenant = :tenant AND key = :key")
        .bind("tenant", tenant)
        .bind("key", key)
        .mapTo(Integer.class)
        .one();
  }
}
