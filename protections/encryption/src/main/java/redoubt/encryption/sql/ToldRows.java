package redoubt.encryption.sql;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import redoubt.encryption.RootKeys;
import redoubt.encryption.lease.Terms;

/** What plugins were told when, and when they said that they know it. */
public final class ToldRows {
  /** Revisions of a cluster that are remembered. */
  private static final long MOST = 1000;

  /** That a cluster was told something. */
  public record Told(long revision, UUID key, RootKeys.State state, Instant at) {}

  private ToldRows() {}

  public static void tell(
      Handle transaction, String tenant, UUID cluster, Terms terms, Instant at) {
    transaction
        .createUpdate(
            """
            INSERT INTO encryption.told (tenant, cluster, revision, key, key_state, at)
            VALUES (:tenant, :cluster, :revision, :key, :state, :at)
            """)
        .bind("tenant", tenant)
        .bind("cluster", cluster)
        .bind("revision", terms.revision())
        .bind("key", terms.generation().key())
        .bind("state", terms.state().name().toLowerCase(Locale.ROOT))
        .bind("at", at)
        .execute();
    for (String table : List.of("told", "heard")) {
      transaction
          .createUpdate(
              "DELETE FROM encryption."
                  + table
                  + " WHERE tenant = :tenant AND cluster = :cluster AND revision <= :old")
          .bind("tenant", tenant)
          .bind("cluster", cluster)
          .bind("old", terms.revision() - MOST)
          .execute();
    }
  }

  /** Notes that a holder knows a revision, if it was not noted before. */
  public static void hear(
      Handle transaction, String tenant, UUID cluster, String holder, long revision, Instant at) {
    transaction
        .createUpdate(
            """
            INSERT INTO encryption.heard (tenant, cluster, holder, revision, at)
            SELECT :tenant, :cluster, :holder, :revision, :at WHERE EXISTS (
              SELECT 1 FROM encryption.told
              WHERE tenant = :tenant AND cluster = :cluster AND revision = :revision)
            ON CONFLICT DO NOTHING
            """)
        .bind("tenant", tenant)
        .bind("cluster", cluster)
        .bind("holder", holder)
        .bind("revision", revision)
        .bind("at", at)
        .execute();
  }

  /** Oldest first. */
  public static List<Told> since(Handle handle, String tenant, UUID cluster, Instant from) {
    return handle
        .createQuery(
            """
            SELECT * FROM encryption.told
            WHERE tenant = :tenant AND cluster = :cluster AND at >= :from ORDER BY revision
            """)
        .bind("tenant", tenant)
        .bind("cluster", cluster)
        .bind("from", from)
        .map((row, context) ->
            new Told(
                row.getLong("revision"),
                row.getObject("key", UUID.class),
                RootKeys.State.valueOf(row.getString("key_state").toUpperCase(Locale.ROOT)),
                row.getTimestamp("at").toInstant()))
        .list();
  }

  /** When a holder first said that it knows a revision from the one on and before the other. */
  public static Optional<Instant> heard(
      Handle handle, String tenant, UUID cluster, String holder, long from, long before) {
    return handle
        .createQuery(
            """
            SELECT min(at) FROM encryption.heard
            WHERE tenant = :tenant AND cluster = :cluster AND holder = :holder
              AND revision >= :from AND revision < :before
            """)
        .bind("tenant", tenant)
        .bind("cluster", cluster)
        .bind("holder", holder)
        .bind("from", from)
        .bind("before", before)
        .map((row, context) -> {
          java.sql.@Nullable Timestamp at = row.getTimestamp(1);
          return at == null ? Optional.<Instant>empty() : Optional.of(at.toInstant());
        })
        .one();
  }
}
