package redoubt.registry.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import redoubt.registry.quota.Room;
import redoubt.registry.quota.Usage;

/** Tables {@code registry.usage} and {@code registry.traffic}. */
public final class UsageRows {
  private UsageRows() {}

  /** Makes sure that there are rows to count in. */
  public static void ensure(Handle transaction, String instance, String namespace) {
    transaction
        .createUpdate(
            """
            INSERT INTO registry.usage (instance, namespace) VALUES (:instance, :namespace)
            ON CONFLICT (instance, namespace) DO NOTHING
            """)
        .bind("instance", instance)
        .bind("namespace", namespace)
        .execute();
  }

  /** The tenant's own row first (its namespace is empty), then its namespaces by name. */
  public static List<Usage> of(Handle handle, String instance) {
    return handle
        .createQuery(
            """
            SELECT * FROM registry.usage WHERE instance = :instance ORDER BY namespace COLLATE "C"
            """)
        .bind("instance", instance)
        .map((row, context) ->
            new Usage(
                row.getString("namespace"),
                row.getLong("live_bytes"),
                row.getLong("trash_bytes"),
                number(row, "most_bytes"),
                number(row, "most_pulled")))
        .list();
  }

  private static OptionalLong number(ResultSet row, String column) throws SQLException {
    long number = row.getLong(column);
    return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(number);
  }

  public static void limitStorage(
      Handle transaction, String instance, String namespace, OptionalLong most) {
    limit(transaction, "most_bytes", instance, namespace, most);
  }

  public static void limitTraffic(Handle transaction, String instance, OptionalLong most) {
    limit(transaction, "most_pulled", instance, "", most);
  }

  private static void limit(
      Handle transaction, String column, String instance, String namespace, OptionalLong most) {
    ensure(transaction, instance, namespace);
    transaction
        .createUpdate(
            "UPDATE registry.usage SET "
                + column
                + " = CAST(:most AS bigint) WHERE instance = :instance AND namespace = :namespace")
        .bind("most", most.isPresent() ? (Long) most.getAsLong() : null)
        .bind("instance", instance)
        .bind("namespace", namespace)
        .execute();
  }

  /**
   * What may still come into a repository, by each limit that there is. With {@code lock}, who asks
   * for the same tenant or namespace waits until the transaction ends.
   */
  public static List<Room> rooms(Handle transaction, long repository, boolean lock) {
    return transaction
        .createQuery(
            """
            SELECT n.instance, u.namespace, u.most_bytes, u.live_bytes
            FROM registry.repository r JOIN registry.namespace n ON n.name = r.namespace
            JOIN registry.usage u ON u.instance = n.instance AND u.namespace IN ('', n.name)
            WHERE r.id = :repository AND u.most_bytes IS NOT NULL ORDER BY u.namespace DESC
            """
                + (lock ? "FOR NO KEY UPDATE OF u" : ""))
        .bind("repository", repository)
        .map((row, context) ->
            new Room(
                row.getString("instance"),
                row.getString("namespace"),
                row.getLong("most_bytes") - row.getLong("live_bytes"),
                row.getLong("most_bytes")))
        .list();
  }

  /**
   * Bytes of a tenant, or of one of its namespaces, that no image of it names yet: uploads but for
   * one, and blobs that wait for their manifest. An upload counts as long as it may become while
   * its writer lives, and as long as it is otherwise.
   *
   * @param namespace empty for all of the tenant
   */
  public static long pending(
      Handle handle, String instance, String namespace, Optional<UUID> but, Instant now) {
    return handle
        .createQuery(
            """
            SELECT coalesce((
                SELECT sum(greatest(u.acknowledged, u.written,
                  CASE WHEN u.writer_until > :now THEN u.expected ELSE 0 END)) FROM registry.upload u
                JOIN registry.repository r ON r.id = u.repository
                JOIN registry.namespace n ON n.name = r.namespace
                WHERE n.instance = :instance AND :namespace IN ('', n.name)
                  AND u.id IS DISTINCT FROM CAST(:but AS uuid)), 0)
              + coalesce((
                SELECT sum(b.size) FROM (
                  SELECT DISTINCT l.digest FROM registry.link l
                  JOIN registry.repository r ON r.id = l.repository
                  JOIN registry.namespace n ON n.name = r.namespace
                  WHERE l.uses = 0 AND l.kept = 0 AND l.shown
                    AND n.instance = :instance AND :namespace IN ('', n.name)
                    AND NOT EXISTS (SELECT FROM registry.holding h
                      WHERE h.instance = :instance AND h.namespace = :namespace AND h.digest = l.digest
                        AND h.live > 0)) w
                JOIN registry.blob b USING (digest)), 0)
            """)
        .bind("instance", instance)
        .bind("namespace", namespace)
        .bind("but", but.orElse(null))
        .bind("now", now)
        .mapTo(Long.class)
        .one();
  }

  /** Adds what was pulled in a month. */
  public static void pulled(Handle transaction, String instance, String month, long bytes) {
    transaction
        .createUpdate(
            """
            INSERT INTO registry.traffic (instance, month, bytes) VALUES (:instance, :month, :bytes)
            ON CONFLICT (instance, month) DO UPDATE SET bytes = traffic.bytes + excluded.bytes
            """)
        .bind("instance", instance)
        .bind("month", month)
        .bind("bytes", bytes)
        .execute();
  }

  public static long pulled(Handle handle, String instance, String month) {
    return handle
        .createQuery(
            "SELECT bytes FROM registry.traffic WHERE instance = :instance AND month = :month")
        .bind("instance", instance)
        .bind("month", month)
        .mapTo(Long.class)
        .findOne()
        .orElse(0L);
  }

  /** Most bytes that may be pulled in a month. */
  public static OptionalLong mostPulled(Handle handle, String instance) {
    return handle
        .createQuery(
            """
            SELECT most_pulled FROM registry.usage
            WHERE instance = :instance AND namespace = '' AND most_pulled IS NOT NULL
            """)
        .bind("instance", instance)
        .mapTo(Long.class)
        .findOne()
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  /** Ends the counters of a namespace; those of a tenant when the namespace is empty. */
  public static void end(Handle transaction, String instance, String namespace) {
    transaction
        .createUpdate(
            "DELETE FROM registry.usage WHERE instance = :instance AND namespace = :namespace")
        .bind("instance", instance)
        .bind("namespace", namespace)
        .execute();
    if (namespace.isEmpty()) {
      transaction
          .createUpdate("DELETE FROM registry.traffic WHERE instance = :instance")
          .bind("instance", instance)
          .execute();
    }
  }
}
