package redoubt.signatures.tufserver.sql;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import redoubt.signatures.tufserver.sql.GunRows.Gun;

/** Table {@code signatures.tuf_seen}. */
public final class SeenRows {
  private SeenRows() {}

  /**
   * In a collection that is deleted, the key had signed this version. What this says already of
   * every collection that is there or is still to come is forgotten: of a key one row is left for
   * each collection of the repository, and one more, at most.
   */
  public static void put(Handle transaction, Gun gun, String key, int version) {
    transaction
        .createUpdate(
            """
            INSERT INTO signatures.tuf_seen (instance, repository, key, version, age)
            SELECT :instance, :repository, :key, :version, age FROM signatures.tuf_gun
            WHERE id = :gun AND age IS NOT NULL
            ON CONFLICT (instance, repository, key, age) DO UPDATE SET
              version = greatest(tuf_seen.version, excluded.version)
            """)
        .bind("instance", gun.place().instance())
        .bind("repository", gun.place().repository())
        .bind("key", key)
        .bind("version", version)
        .bind("gun", gun.id())
        .execute();
    transaction
        .createUpdate(
            """
            DELETE FROM signatures.tuf_seen r
            WHERE r.instance = :instance AND r.repository = :repository AND r.key = :key AND EXISTS (
              SELECT FROM signatures.tuf_seen s
              WHERE s.instance = r.instance AND s.repository = r.repository AND s.key = r.key
                AND (s.version > r.version OR s.version = r.version AND s.age < r.age)
                AND NOT EXISTS (SELECT FROM signatures.tuf_gun g
                  WHERE g.instance = r.instance AND g.repository = r.repository
                    AND g.age > r.age AND g.age < s.age))
            """)
        .bind("instance", gun.place().instance())
        .bind("repository", gun.place().repository())
        .bind("key", key)
        .execute();
  }

  /**
   * Whether so many rows are kept, or more.
   *
   * @param repository of this one alone, if there is one
   */
  public static boolean reach(
      Handle handle, String instance, Optional<String> repository, int count) {
    return handle
        .createQuery(
            """
            SELECT count(*) >= :count FROM (SELECT FROM signatures.tuf_seen
              WHERE instance = :instance
                AND (CAST(:repository AS text) IS NULL OR repository = :repository)
              LIMIT :count) rows_kept
            """)
        .bind("instance", instance)
        .bind("repository", repository.orElse(null))
        .bind("count", count)
        .mapTo(Boolean.class)
        .one();
  }

  /**
   * Versions by fingerprint, of collections of the repository that were published before this one.
   */
  public static Map<String, Integer> before(Handle handle, Gun gun) {
    Map<String, Integer> seen = new HashMap<>();
    handle
        .createQuery(
            """
            SELECT key, max(version) AS version FROM signatures.tuf_seen
            WHERE instance = :instance AND repository = :repository
              AND age < (SELECT age FROM signatures.tuf_gun WHERE id = :gun) GROUP BY key
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
