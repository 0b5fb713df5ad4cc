package redoubt.seal.sql;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** Table {@code seal.master}. */
public final class MasterTable {
  private static final RowMapper<MasterRow> ROW =
      (row, context) ->
          new MasterRow(
              row.getString("id"),
              row.getString("kind"),
              row.getString("state"),
              Optional.ofNullable(row.getBytes("proof")),
              row.getObject("created_at", OffsetDateTime.class).toInstant());
  private static final String COLUMNS =
      "SELECT id, kind, state, proof, created_at FROM seal.master ";

  private MasterTable() {}

  /**
   * Whoever makes or changes master keys does it one after the other, to the end of the
   * transaction.
   */
  public static void lockChanges(Handle handle) {
    handle.execute("SELECT pg_advisory_xact_lock(hashtextextended('seal.master', 0))");
  }

  /** The same without waiting; returns whether it was got. */
  public static boolean tryLockChanges(Handle handle) {
    return handle
        .createQuery("SELECT pg_try_advisory_xact_lock(hashtextextended('seal.master', 0))")
        .mapTo(Boolean.class)
        .one();
  }

  /** No master key is switched or given up until the end of the transaction. */
  public static void keepAll(Handle handle) {
    handle.execute("SELECT pg_advisory_xact_lock_shared(hashtextextended('seal.master', 0))");
  }

  public static void insert(Handle handle, MasterRow master) {
    handle
        .createUpdate(
            "INSERT INTO seal.master (id, kind, state, proof, created_at, recorded)"
                + " VALUES (:id, :kind, :state, :proof, :at, false)")
        .bind("id", master.id())
        .bind("kind", master.kind())
        .bind("state", master.state())
        .bind("proof", master.proof().orElse(null))
        .bind("at", utc(master.createdAt()))
        .execute();
  }

  public static Optional<MasterRow> current(Handle handle) {
    return handle.createQuery(COLUMNS + "WHERE state = 'current'").map(ROW).findOne();
  }

  /**
   * The current master key, which stays current to the end of the transaction. Empty when it was
   * changed while waiting for the lock: then ask again.
   */
  public static Optional<MasterRow> holdCurrent(Handle handle) {
    return handle.createQuery(COLUMNS + "WHERE state = 'current' FOR KEY SHARE").map(ROW).findOne();
  }

  public static Optional<MasterRow> find(Handle handle, String id) {
    return handle.createQuery(COLUMNS + "WHERE id = :id").bind("id", id).map(ROW).findOne();
  }

  public static List<MasterRow> inState(Handle handle, String state) {
    return handle
        .createQuery(COLUMNS + "WHERE state = :state ORDER BY id")
        .bind("state", state)
        .map(ROW)
        .list();
  }

  /** Waits for every transaction that holds one of them. */
  public static List<MasterRow> lockInState(Handle handle, String state) {
    return handle
        .createQuery(COLUMNS + "WHERE state = :state ORDER BY id FOR UPDATE")
        .bind("state", state)
        .map(ROW)
        .list();
  }

  public static void changeState(Handle handle, String id, String state) {
    handle
        .createUpdate("UPDATE seal.master SET state = :state WHERE id = :id")
        .bind("id", id)
        .bind("state", state)
        .execute();
  }

  public static void makeCurrent(Handle handle, String id, byte[] proof) {
    handle
        .createUpdate("UPDATE seal.master SET state = 'current', proof = :proof WHERE id = :id")
        .bind("id", id)
        .bind("proof", proof)
        .execute();
  }

  /** Returns false when it was marked before. */
  public static boolean markDestroyed(Handle handle, String id, Instant at) {
    return handle
            .createUpdate(
                "UPDATE seal.master SET state = 'destroyed', proof = NULL, destroyed_at = :at"
                    + " WHERE id = :id AND state <> 'destroyed'")
            .bind("id", id)
            .bind("at", utc(at))
            .execute()
        == 1;
  }

  public static boolean anyUnrecorded(Handle handle) {
    return handle
        .createQuery(
            "SELECT EXISTS (SELECT 1 FROM seal.master"
                + " WHERE NOT recorded AND state IN ('current', 'retiring', 'doomed'))")
        .mapTo(Boolean.class)
        .one();
  }

  /** Master keys whose creation is not in the ledger yet; marks them. */
  public static List<MasterRow> takeUnrecorded(Handle handle) {
    return handle
        .createQuery(
            "UPDATE seal.master SET recorded = true"
                + " WHERE NOT recorded AND state IN ('current', 'retiring', 'doomed')"
                + " RETURNING id, kind, state, proof, created_at")
        .map(ROW)
        .list();
  }

  static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
