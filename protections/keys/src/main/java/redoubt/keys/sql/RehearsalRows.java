package redoubt.keys.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import redoubt.keys.Key;
import redoubt.keys.shred.Rehearsal;

/** Rehearsals of deletions. */
public final class RehearsalRows {
  private RehearsalRows() {}

  public static void begin(Handle transaction, Key key, String actor, Instant now, Instant endsAt) {
    transaction
        .createUpdate(
            """
            INSERT INTO keys.rehearsal (tenant, key, begun_at, begun_by, ends_at)
            VALUES (:tenant, :key, :now, :by, :endsAt)
            """)
        .bind("tenant", key.tenant())
        .bind("key", key.id())
        .bind("now", now)
        .bind("by", actor)
        .bind("endsAt", endsAt)
        .execute();
  }

  /** Ends the one that runs, if one does. */
  public static void end(Handle transaction, Key key, String actor, Instant at) {
    transaction
        .createUpdate(
            """
            UPDATE keys.rehearsal SET ended_at = :at, ended_by = :by
            WHERE tenant = :tenant AND key = :key AND ended_at IS NULL
            """)
        .bind("tenant", key.tenant())
        .bind("key", key.id())
        .bind("at", at)
        .bind("by", actor)
        .execute();
  }

  /** The newest of a key, also one that is over. */
  public static Optional<Rehearsal> last(Handle handle, String tenant, UUID key) {
    return handle
        .createQuery(
            """
            SELECT * FROM keys.rehearsal WHERE tenant = :tenant AND key = :key
            ORDER BY begun_at DESC LIMIT 1
            """)
        .bind("tenant", tenant)
        .bind("key", key)
        .map((row, context) -> rehearsal(row))
        .findOne();
  }

  private static Rehearsal rehearsal(ResultSet row) throws SQLException {
    String endedBy = row.getString("ended_by");
    return new Rehearsal(
        KeyRows.instant(row, "begun_at"),
        row.getString("begun_by"),
        KeyRows.instant(row, "ends_at"),
        KeyRows.optional(row, "ended_at").map(at -> new Rehearsal.Ended(at, endedBy)));
  }
}
