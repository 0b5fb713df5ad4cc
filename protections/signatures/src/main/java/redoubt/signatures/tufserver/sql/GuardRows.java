package redoubt.signatures.tufserver.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import redoubt.signatures.tufserver.TrustPlace;

/** Table {@code signatures.tuf_guard}, and what follows from it for {@code signatures.tuf_key}. */
public final class GuardRows {
  private static final String OF_NAMESPACE =
      """
      FROM signatures.tuf_key k JOIN signatures.tuf_gun g ON g.id = k.gun
      WHERE g.instance = :instance AND split_part(g.repository, '/', 1) = :namespace
      """;

  private GuardRows() {}

  /** A root key and the version of it that wraps something. */
  public record Root(UUID key, UUID version) {}

  /**
   * A key of the server that is not wrapped as it should be.
   *
   * @param root what wraps it
   * @param wanted the root key that should; empty where the vault alone is to keep it
   */
  public record Due(GunRows.Gun gun, String keyId, Optional<Root> root, Optional<UUID> wanted) {}

  /** After which key a page begins; its own collection and id. */
  public record After(long gun, String keyId) {
    public static final After NONE = new After(0, "");
  }

  /**
   * Nobody changes what guards a namespace, nor what is wrapped there, until the transaction ends.
   */
  public static void lock(Handle transaction, String instance, String namespace) {
    transaction
        .createQuery(
            "SELECT 1 FROM pg_advisory_xact_lock(hashtextextended('signatures.guard ' ||"
                + " :instance || ' ' || :namespace, 0))")
        .bind("instance", instance)
        .bind("namespace", namespace)
        .mapTo(Integer.class)
        .one();
  }

  /** Collections that a root key guards, with the number of the server's keys in each. */
  public record Guarded(long gun, String name, int keys) {}

  public static Optional<UUID> root(Handle handle, String instance, String namespace) {
    return handle
        .createQuery(
            "SELECT root_key FROM signatures.tuf_guard WHERE instance = :instance AND namespace ="
                + " :namespace")
        .bind("instance", instance)
        .bind("namespace", namespace)
        .mapTo(UUID.class)
        .findOne();
  }

  public static void set(
      Handle transaction, String instance, String namespace, UUID root, Instant at, String by) {
    transaction
        .createUpdate(
            """
            INSERT INTO signatures.tuf_guard (instance, namespace, root_key, set_at, set_by)
            VALUES (:instance, :namespace, :root, :at, :by)
            ON CONFLICT (instance, namespace) DO UPDATE
            SET root_key = excluded.root_key, set_at = excluded.set_at, set_by = excluded.set_by
            """)
        .bind("instance", instance)
        .bind("namespace", namespace)
        .bind("root", root)
        .bind("at", at)
        .bind("by", by)
        .execute();
  }

  /** Namespaces of an instance that a root key guards. */
  public static List<String> namespaces(Handle handle, String instance) {
    return handle
        .createQuery("SELECT namespace FROM signatures.tuf_guard WHERE instance = :instance")
        .bind("instance", instance)
        .mapTo(String.class)
        .list();
  }

  /** Root keys that guard a namespace, or wrap something there. */
  public static Set<UUID> needed(Handle handle, String instance, String namespace) {
    return handle
        .createQuery(
            "SELECT root_key FROM signatures.tuf_guard WHERE instance = :instance AND namespace ="
                + " :namespace UNION SELECT k.root_key "
                + OF_NAMESPACE
                + " AND k.root_key IS NOT NULL")
        .bind("instance", instance)
        .bind("namespace", namespace)
        .mapTo(UUID.class)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  public static boolean remove(Handle transaction, String instance, String namespace) {
    return transaction
            .createUpdate(
                "DELETE FROM signatures.tuf_guard WHERE instance = :instance AND namespace ="
                    + " :namespace")
            .bind("instance", instance)
            .bind("namespace", namespace)
            .execute()
        == 1;
  }

  public static long count(Handle handle, String instance, String namespace) {
    return handle
        .createQuery("SELECT count(*) " + OF_NAMESPACE)
        .bind("instance", instance)
        .bind("namespace", namespace)
        .mapTo(Long.class)
        .one();
  }

  /** How many of the server's keys in a namespace each root key wraps. */
  public static SortedMap<UUID, Long> wrapped(Handle handle, String instance, String namespace) {
    return handle
        .createQuery(
            "SELECT k.root_key, count(*) AS keys "
                + OF_NAMESPACE
                + " AND k.root_key IS NOT NULL GROUP BY k.root_key")
        .bind("instance", instance)
        .bind("namespace", namespace)
        .reduceRows(
            new TreeMap<>(),
            (found, row) -> {
              found.put(row.getColumn("root_key", UUID.class), row.getColumn("keys", Long.class));
              return found;
            });
  }

  /**
   * Those that another root key should wrap, or none.
   *
   * @param namespace of this one alone, if there is one
   */
  public static List<Due> misplaced(
      Handle handle, String instance, Optional<String> namespace, After after, int limit) {
    return handle
        .createQuery(
            """
            SELECT g.id, g.instance, g.gun AS name, g.repository, k.key_id, k.root_key,
              k.root_version, t.root_key AS wanted
            FROM signatures.tuf_key k JOIN signatures.tuf_gun g ON g.id = k.gun
              LEFT JOIN signatures.tuf_guard t ON t.instance = g.instance
                AND t.namespace = split_part(g.repository, '/', 1)
            WHERE g.instance = :instance
              AND (CAST(:namespace AS text) IS NULL OR split_part(g.repository, '/', 1) = :namespace)
              AND k.root_key IS DISTINCT FROM t.root_key AND (g.id, k.key_id) > (:gun, :key)
            ORDER BY g.id, k.key_id LIMIT :limit
            """)
        .bind("instance", instance)
        .bind("namespace", namespace.orElse(null))
        .bind("gun", after.gun())
        .bind("key", after.keyId())
        .bind("limit", limit)
        .map((row, context) -> due(row))
        .list();
  }

  /** Those that a version of a root key wraps. */
  public static List<Due> wrappedBy(
      Handle handle, String instance, Root root, After after, int limit) {
    return handle
        .createQuery(
            """
            SELECT g.id, g.instance, g.gun AS name, g.repository, k.key_id, k.root_key,
              k.root_version, k.root_key AS wanted
            FROM signatures.tuf_key k JOIN signatures.tuf_gun g ON g.id = k.gun
            WHERE g.instance = :instance AND k.root_key = :root AND k.root_version = :version
              AND (g.id, k.key_id) > (:gun, :key)
            ORDER BY g.id, k.key_id LIMIT :limit
            """)
        .bind("instance", instance)
        .bind("root", root.key())
        .bind("version", root.version())
        .bind("gun", after.gun())
        .bind("key", after.keyId())
        .bind("limit", limit)
        .map((row, context) -> due(row))
        .list();
  }

  private static Due due(ResultSet row) throws SQLException {
    return new Due(
        new GunRows.Gun(
            row.getLong("id"),
            new TrustPlace(
                row.getString("instance"), row.getString("name"), row.getString("repository"))),
        row.getString("key_id"),
        root(row),
        Optional.ofNullable(row.getObject("wanted", UUID.class)));
  }

  static Optional<Root> root(ResultSet row) throws SQLException {
    UUID key = row.getObject("root_key", UUID.class);
    return key == null
        ? Optional.empty()
        : Optional.of(new Root(key, row.getObject("root_version", UUID.class)));
  }

  /** Tenants some of whose keys a root key wraps or should wrap. */
  public static List<String> instances(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT g.instance FROM signatures.tuf_key k JOIN signatures.tuf_gun g ON g.id = k.gun
            WHERE k.root_key IS NOT NULL
            UNION SELECT instance FROM signatures.tuf_guard ORDER BY 1
            """)
        .mapTo(String.class)
        .list();
  }

  /** Every root key that wraps something of a tenant, in every version that does. */
  public static List<Root> used(Handle handle, String instance) {
    return handle
        .createQuery(
            """
            SELECT DISTINCT k.root_key, k.root_version
            FROM signatures.tuf_key k JOIN signatures.tuf_gun g ON g.id = k.gun
            WHERE g.instance = :instance AND k.root_key IS NOT NULL ORDER BY 1, 2
            """)
        .bind("instance", instance)
        .map((row, context) -> root(row).orElseThrow())
        .list();
  }

  public static List<Guarded> guarded(Handle handle, String instance, UUID root) {
    return handle
        .createQuery(
            """
            SELECT g.id, g.gun, count(*) AS keys
            FROM signatures.tuf_key k JOIN signatures.tuf_gun g ON g.id = k.gun
            WHERE g.instance = :instance AND k.root_key = :root GROUP BY g.id, g.gun ORDER BY g.gun
            """)
        .bind("instance", instance)
        .bind("root", root)
        .map((row, context) ->
            new Guarded(row.getLong("id"), row.getString("gun"), row.getInt("keys")))
        .list();
  }
}
