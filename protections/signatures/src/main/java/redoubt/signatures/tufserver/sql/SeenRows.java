package redoubt.signatures.tufserver.sql;

import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import redoubt.signatures.tufserver.sql.GunRows.Gun;

/** Table {@code signatures.tuf_seen}. */
public final class SeenRows {
  private SeenRows() {}

  /** In a collection that is deleted, the key had signed this version. */
  public static void put(Handle transaction, Gun gun, String key, int version) {
    transaction
        .createUpdate(
            """
            INSERT INTO signatures.tuf_seen (instance, repository, key, version, gun)
            VALUES (:instance, :repository, :key, :version, :gun)
            ON CONFLICT (instance, repository, key, gun) DO UPDATE SET
              version = greatest(tuf_seen.version, excluded.version)
            """)
        .bind("instance", gun.place().instance())
        .bind("repository", gun.place().repository())
        .bind("key", key)
        .bind("version", version)
        .bind("gun", gun.id())
        .execute();
  }

  /** Versions by fingerprint, of collections of the repository that were there before this one. */
  public static Map<String, Integer> before(Handle handle, Gun gun) {
    Map<String, Integer> seen = new HashMap<>();
    handle
        .createQuery(
            """
            SELECT key, max(version) AS version FROM signatures.tuf_seen
            WHERE instance = :instance AND repository = :repository AND gun < :gun GROUP BY key
            """)
        .bind("instance", gun.place().instance())
        .bind("repository", gun.place().repository())
        .bind("gun", gun.id())
        .map((row, context) -> seen.put(row.getString("key"), row.getInt("version")))
        .list();
    return seen;
  }

  /** Nothing is kept of an instance that ends. */
  public static void forget(Handle transaction, String instance) {
    transaction
        .createUpdate("DELETE FROM signatures.tuf_seen WHERE instance = :instance")
        .bind("instance", instance)
        .execute();
  }
}
