package redoubt.encryption.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import redoubt.encryption.RootKeys;
import redoubt.encryption.lease.Generation;
import redoubt.encryption.lease.Holder;
import redoubt.encryption.lease.Terms;

/** What leases were told, and who holds them. */
public final class LeaseRows {
  /** A lease that was not asked for in time. */
  public record Lapsed(String tenant, UUID cluster, String holder) {}

  private LeaseRows() {}

  /** What was told last of the root key that is in use; empty before the first time. */
  public static Optional<Terms> terms(Handle handle, String tenant, UUID cluster) {
    return handle
        .createQuery(
            """
            SELECT c.revision, c.key_state, g.* FROM encryption.cluster c
            JOIN encryption.generation g
              ON g.tenant = c.tenant AND g.cluster = c.id AND g.number = c.generation
            WHERE c.tenant = :tenant AND c.id = :cluster
            """)
        .bind("tenant", tenant)
        .bind("cluster", cluster)
        .map((row, context) ->
            new Terms(
                row.getLong("revision"),
                generation(row),
                RootKeys.State.valueOf(row.getString("key_state").toUpperCase(Locale.ROOT))))
        .findOne();
  }

  /** The last revision that was told; 0 before the first. */
  public static long revision(Handle handle, String tenant, UUID cluster) {
    return handle
        .createQuery(
            "SELECT revision FROM encryption.cluster WHERE tenant = :tenant AND id = :cluster")
        .bind("tenant", tenant)
        .bind("cluster", cluster)
        .mapTo(Long.class)
        .one();
  }

  /** Writes what is told from now on. */
  public static void tell(Handle transaction, String tenant, UUID cluster, Terms terms) {
    transaction
        .createUpdate(
            """
            UPDATE encryption.cluster
            SET revision = :revision, generation = :generation, key_state = :state
            WHERE tenant = :tenant AND id = :cluster
            """)
        .bind("revision", terms.revision())
        .bind("generation", terms.generation().number())
        .bind("state", terms.state().name().toLowerCase(Locale.ROOT))
        .bind("tenant", tenant)
        .bind("cluster", cluster)
        .execute();
  }

  public static void insert(
      Handle transaction, String tenant, UUID cluster, Generation generation) {
    transaction
        .createUpdate(
            """
            INSERT INTO encryption.generation (tenant, cluster, number, key, version, key_id, since)
            VALUES (:tenant, :cluster, :number, :key, :version, :keyId, :since)
            """)
        .bind("tenant", tenant)
        .bind("cluster", cluster)
        .bind("number", generation.number())
        .bind("key", generation.key())
        .bind("version", generation.version())
        .bind("keyId", generation.keyId())
        .bind("since", generation.since())
        .execute();
  }

  /** All that a cluster was ever told, newest first. */
  public static List<Generation> generations(Handle handle, String tenant, UUID cluster) {
    return handle
        .createQuery(
            """
            SELECT * FROM encryption.generation
            WHERE tenant = :tenant AND cluster = :cluster ORDER BY number DESC
            """)
        .bind("tenant", tenant)
        .bind("cluster", cluster)
        .map((row, context) -> generation(row))
        .list();
  }

  /** Notes that a holder asked; returns whether it held no lease before. */
  public static boolean seen(
      Handle transaction, String tenant, UUID cluster, String holder, long known, Instant at) {
    return transaction
        .createQuery(
            """
            INSERT INTO encryption.lease (tenant, cluster, holder, since, seen_at, known)
            VALUES (:tenant, :cluster, :holder, :at, :at, :known)
            ON CONFLICT (tenant, cluster, holder)
              DO UPDATE SET seen_at = excluded.seen_at, known = excluded.known
            RETURNING (xmax = 0)
            """)
        .bind("tenant", tenant)
        .bind("cluster", cluster)
        .bind("holder", holder)
        .bind("at", at)
        .bind("known", known)
        .mapTo(Boolean.class)
        .one();
  }

  /** By their ids. */
  public static List<Holder> holders(Handle handle, String tenant, UUID cluster) {
    return handle
        .createQuery(
            """
            SELECT * FROM encryption.lease WHERE tenant = :tenant AND cluster = :cluster
            ORDER BY holder
            """)
        .bind("tenant", tenant)
        .bind("cluster", cluster)
        .map((row, context) ->
            new Holder(
                row.getString("holder"),
                instant(row, "since"),
                instant(row, "seen_at"),
                row.getLong("known")))
        .list();
  }

  /** Ends the leases, of all tenants, that were not asked for since. */
  public static List<Lapsed> endBefore(Handle transaction, Instant seen) {
    return transaction
        .createQuery(
            """
            DELETE FROM encryption.lease WHERE seen_at < :seen RETURNING tenant, cluster, holder
            """)
        .bind("seen", seen)
        .map((row, context) ->
            new Lapsed(
                row.getString("tenant"),
                row.getObject("cluster", UUID.class),
                row.getString("holder")))
        .list();
  }

  /** Ends all leases of a cluster; returns their holders. */
  public static List<String> endAll(Handle transaction, String tenant, UUID cluster) {
    return transaction
        .createQuery(
            """
            DELETE FROM encryption.lease WHERE tenant = :tenant AND cluster = :cluster
            RETURNING holder
            """)
        .bind("tenant", tenant)
        .bind("cluster", cluster)
        .mapTo(String.class)
        .list();
  }

  /** The clusters that a root key guards or guarded. */
  public static List<UUID> clustersOf(Handle handle, String tenant, UUID key) {
    return handle
        .createQuery(
            """
            SELECT DISTINCT cluster FROM encryption.generation
            WHERE tenant = :tenant AND key = :key
            """)
        .bind("tenant", tenant)
        .bind("key", key)
        .mapTo(UUID.class)
        .list();
  }

  private static Generation generation(ResultSet row) throws SQLException {
    return new Generation(
        row.getLong("number"),
        row.getObject("key", UUID.class),
        row.getObject("version", UUID.class),
        row.getString("key_id"),
        instant(row, "since"));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    java.sql.@Nullable Timestamp at = row.getTimestamp(column);
    if (at == null) {
      throw new SQLException("the column " + column + " is empty");
    }
    return at.toInstant();
  }
}
