package redoubt.keys.sql;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import redoubt.keys.Key;
import redoubt.keys.KeyVersion;
import redoubt.keys.shred.Canary;
import redoubt.keys.shred.PurgedKey;

/** What is remembered of purged root keys. */
public final class PurgedRows {
  private PurgedRows() {}

  public static void insert(Handle transaction, PurgedKey key) {
    transaction
        .createUpdate(
            """
            INSERT INTO keys.purged (tenant, id, name, ring, imported, created_at, deleted_at,
              deleted_by, purged_at, purged_by)
            VALUES (:tenant, :id, :name, :ring, :imported, :createdAt, :deletedAt, :deletedBy,
              :purgedAt, :purgedBy)
            """)
        .bind("tenant", key.tenant())
        .bind("id", key.id())
        .bind("name", key.name())
        .bind("ring", key.ring())
        .bind("imported", key.imported())
        .bind("createdAt", key.createdAt())
        .bind("deletedAt", key.deleted().at())
        .bind("deletedBy", key.deleted().by())
        .bind("purgedAt", key.purged().at())
        .bind("purgedBy", key.purged().by())
        .execute();
    for (PurgedKey.Destroyed destroyed : key.versions()) {
      KeyVersion version = destroyed.version();
      transaction
          .createUpdate(
              """
              INSERT INTO keys.purged_version (tenant, key, id, number, imported, in_hsm, bits,
                created_at, canary, canary_taken_at, canary_opened_at)
              VALUES (:tenant, :key, :id, :number, :imported, :inHsm, :bits, :createdAt, :canary,
                :canaryTakenAt, :canaryOpenedAt)
              """)
          .bind("tenant", key.tenant())
          .bind("key", key.id())
          .bind("id", version.id())
          .bind("number", version.number())
          .bind("imported", version.imported())
          .bind("inHsm", version.inHsm())
          .bind("bits", version.bits())
          .bind("createdAt", version.createdAt())
          .bind("canary", destroyed.canary().map(Canary::wrapped).orElse(null))
          .bind("canaryTakenAt", destroyed.canary().map(Canary::takenAt).orElse(null))
          .bind("canaryOpenedAt", destroyed.canary().map(Canary::openedAt).orElse(null))
          .execute();
    }
  }

  public static Optional<PurgedKey> find(Handle handle, String tenant, UUID id) {
    List<PurgedKey.Destroyed> versions =
        handle
            .createQuery(
                """
                SELECT * FROM keys.purged_version WHERE tenant = :tenant AND key = :id
                ORDER BY number
                """)
            .bind("tenant", tenant)
            .bind("id", id)
            .map((row, context) ->
                new PurgedKey.Destroyed(KeyRows.version(row), CanaryRows.canary(row)))
            .list();
    return handle
        .createQuery("SELECT * FROM keys.purged WHERE tenant = :tenant AND id = :id")
        .bind("tenant", tenant)
        .bind("id", id)
        .map((row, context) ->
            new PurgedKey(
                row.getString("tenant"),
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("ring"),
                row.getBoolean("imported"),
                KeyRows.instant(row, "created_at"),
                new Key.Act(row.getString("deleted_by"), KeyRows.instant(row, "deleted_at")),
                new Key.Act(row.getString("purged_by"), KeyRows.instant(row, "purged_at")),
                versions))
        .findOne();
  }

  /**
   * Versions of keys of the tenant, in whatever state, whose material is known outside: it was
   * imported, or it is that of a standard key, which is given out. Any of them may be of the same
   * material as one that was destroyed, if it has the length of such.
   */
  public static List<OfKey> knownOutside(Handle handle, String tenant, int limit) {
    return handle
        .createQuery(
            """
            SELECT v.*, k.name AS key_name FROM keys.version v
            JOIN keys.key k ON k.tenant = v.tenant AND k.id = v.key
            WHERE v.tenant = :tenant AND (v.imported OR k.extractable)
              AND v.bits IN (128, 192, 256)
            ORDER BY v.key, v.number LIMIT :limit
            """)
        .bind("tenant", tenant)
        .bind("limit", limit)
        .map((row, context) -> ofKey(row))
        .list();
  }

  /** Versions of those ids, whichever root keys of the tenant have them. */
  public static List<OfKey> byVersion(Handle handle, String tenant, Set<UUID> versions) {
    return handle
        .createQuery(
            """
            SELECT v.*, k.name AS key_name FROM keys.version v
            JOIN keys.key k ON k.tenant = v.tenant AND k.id = v.key
            WHERE v.tenant = :tenant AND v.id = ANY(:versions) AND NOT k.extractable
            ORDER BY v.key, v.number
            """)
        .bind("tenant", tenant)
        .bindArray("versions", UUID.class, versions.toArray())
        .map((row, context) -> ofKey(row))
        .list();
  }

  /** A version of a key that there is. */
  public record OfKey(UUID key, String name, KeyVersion version) {}

  private static OfKey ofKey(java.sql.ResultSet row) throws java.sql.SQLException {
    return new OfKey(
        row.getObject("key", UUID.class), row.getString("key_name"), KeyRows.version(row));
  }
}
