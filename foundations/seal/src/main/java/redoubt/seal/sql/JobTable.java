package redoubt.seal.sql;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** Table {@code seal.job}. */
public final class JobTable {
  private static final RowMapper<JobRow> ROW =
      (row, context) ->
          new JobRow(
              row.getLong("id"),
              row.getString("kind"),
              row.getString("master_id"),
              row.getString("state"),
              row.getLong("total"),
              row.getLong("broken"),
              Optional.ofNullable(row.getString("problem")),
              row.getObject("started_at", OffsetDateTime.class).toInstant(),
              row.getString("started_by"));

  private JobTable() {}

  public static void insert(
      Handle handle, String kind, String masterId, long total, Instant at, String by) {
    handle
        .createUpdate(
            "INSERT INTO seal.job (kind, master_id, state, total, started_at, started_by)"
                + " VALUES (:kind, :master, 'running', :total, :at, :by)")
        .bind("kind", kind)
        .bind("master", masterId)
        .bind("total", total)
        .bind("at", MasterTable.utc(at))
        .bind("by", by)
        .execute();
  }

  /** The newest job, open or ended. */
  public static Optional<JobRow> newest(Handle handle) {
    return handle.createQuery("SELECT * FROM seal.job ORDER BY id DESC LIMIT 1").map(ROW).findOne();
  }

  /** Locks a job if it is still open. */
  public static Optional<JobRow> lockOpen(Handle handle, long id) {
    return handle
        .createQuery(
            "SELECT * FROM seal.job WHERE id = :id AND state IN ('running', 'blocked') FOR UPDATE")
        .bind("id", id)
        .map(ROW)
        .findOne();
  }

  /** Says that an open job does not get on, or (empty) that it does. */
  public static void problem(Handle handle, long id, Optional<String> problem) {
    handle
        .createUpdate("UPDATE seal.job SET problem = :problem WHERE id = :id")
        .bind("id", id)
        .bind("problem", problem.orElse(null))
        .execute();
  }

  public static void block(Handle handle, long id, long broken, String problem) {
    handle
        .createUpdate(
            "UPDATE seal.job SET state = 'blocked', broken = :broken, problem = :problem"
                + " WHERE id = :id")
        .bind("id", id)
        .bind("broken", broken)
        .bind("problem", problem)
        .execute();
  }

  public static void end(Handle handle, long id, String state, Instant at) {
    handle
        .createUpdate(
            "UPDATE seal.job SET state = :state, ended_at = :at, problem = NULL WHERE id = :id")
        .bind("id", id)
        .bind("state", state)
        .bind("at", MasterTable.utc(at))
        .execute();
  }
}
