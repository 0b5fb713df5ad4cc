package redoubt.encryption.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import redoubt.encryption.report.Reading;

/** Table {@code encryption.reading}. A reading is changed by its owner alone, while it runs. */
public final class ReadingRows {
  private static final int KEPT = 20;

  private ReadingRows() {}

  public static void insert(Handle transaction, Reading reading) {
    bind(
            transaction.createUpdate(
                """
                INSERT INTO encryption.reading (tenant, cluster, id, state, every, objects, owner,
                  attempts, failure, code, report, started_at, started_by, updated_at)
                VALUES (:tenant, :cluster, :id, :state, :every, :objects, :owner,
                  :attempts, :failure, :code, :report, :startedAt, :startedBy, :updatedAt)
                """),
            reading)
        .bind("every", reading.every())
        .bind("startedAt", reading.startedAt())
        .bind("startedBy", reading.startedBy())
        .execute();
    transaction
        .createUpdate(
            """
            DELETE FROM encryption.reading WHERE tenant = :tenant AND cluster = :cluster
              AND state <> 'running' AND id NOT IN (SELECT id FROM encryption.reading
                WHERE tenant = :tenant AND cluster = :cluster
                ORDER BY started_at DESC, id LIMIT :kept)
            """)
        .bind("tenant", reading.tenant())
        .bind("cluster", reading.cluster())
        .bind("kept", KEPT)
        .execute();
  }

  /**
   * Writes how far it is; returns whether it was still running and that owner's.
   *
   * @param owner who had it until now
   */
  public static boolean update(Handle transaction, Reading reading, UUID owner) {
    return bind(
                transaction.createUpdate(
                    """
                    UPDATE encryption.reading SET state = :state, objects = :objects,
                      owner = :owner, attempts = :attempts, failure = :failure, code = :code,
                      report = :report, updated_at = :updatedAt
                    WHERE tenant = :tenant AND cluster = :cluster AND id = :id
                      AND state = 'running' AND owner = :before
                    """),
                reading)
            .bind("before", owner)
            .execute()
        == 1;
  }

  private static Update bind(Update update, Reading reading) {
    return update
        .bind("tenant", reading.tenant())
        .bind("cluster", reading.cluster())
        .bind("id", reading.id())
        .bind("state", reading.state().name().toLowerCase(Locale.ROOT))
        .bind("objects", reading.objects())
        .bind("owner", reading.owner())
        .bind("attempts", reading.attempts())
        .bind("failure", reading.failure().orElse(null))
        .bind("code", reading.code().orElse(null))
        .bind("report", reading.report().orElse(null))
        .bind("updatedAt", reading.updatedAt());
  }

  public static Optional<Reading> last(Handle handle, String tenant, UUID cluster) {
    return handle
        .createQuery(
            """
            SELECT * FROM encryption.reading WHERE tenant = :tenant AND cluster = :cluster
            ORDER BY started_at DESC, id LIMIT 1
            """)
        .bind("tenant", tenant)
        .bind("cluster", cluster)
        .map((row, context) -> reading(row))
        .findOne();
  }

  public static Optional<Reading> find(Handle handle, String tenant, UUID cluster, UUID id) {
    return handle
        .createQuery(
            """
            SELECT * FROM encryption.reading
            WHERE tenant = :tenant AND cluster = :cluster AND id = :id
            """)
        .bind("tenant", tenant)
        .bind("cluster", cluster)
        .bind("id", id)
        .map((row, context) -> reading(row))
        .findOne();
  }

  /** Of all tenants: those that run and of which nothing was heard since. */
  public static List<Reading> silentSince(Handle handle, Instant before) {
    return handle
        .createQuery(
            """
            SELECT * FROM encryption.reading WHERE state = 'running' AND updated_at < :before
            ORDER BY started_at, id
            """)
        .bind("before", before)
        .map((row, context) -> reading(row))
        .list();
  }

  private static Reading reading(ResultSet row) throws SQLException {
    return new Reading(
        row.getString("tenant"),
        row.getObject("cluster", UUID.class),
        row.getObject("id", UUID.class),
        Reading.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        row.getBoolean("every"),
        row.getLong("objects"),
        row.getObject("owner", UUID.class),
        row.getInt("attempts"),
        Optional.ofNullable(row.getString("failure")),
        Optional.ofNullable(row.getString("code")),
        Optional.ofNullable(row.getObject("report", UUID.class)),
        row.getTimestamp("started_at").toInstant(),
        row.getString("started_by"),
        row.getTimestamp("updated_at").toInstant());
  }
}
