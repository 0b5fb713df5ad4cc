package redoubt.seal.recovery.sql;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Tables {@code seal.export} and {@code seal.export_piece}: exports that wait to be fetched. */
public final class ExportTable {
  private ExportTable() {}

  public static void begin(Handle handle, UUID id, String by, Instant now, Instant expires) {
    handle
        .createUpdate(
            "INSERT INTO seal.export (id, created_at, created_by, expires_at)"
                + " VALUES (:id, :now, :by, :expires)")
        .bind("id", id)
        .bind("now", now.atOffset(ZoneOffset.UTC))
        .bind("by", by)
        .bind("expires", expires.atOffset(ZoneOffset.UTC))
        .execute();
  }

  public static void addPiece(Handle handle, UUID id, int number, byte[] piece) {
    handle
        .createUpdate(
            "INSERT INTO seal.export_piece (export_id, number, piece) VALUES (:id, :number, :piece)")
        .bind("id", id)
        .bind("number", number)
        .bind("piece", piece)
        .execute();
  }

  public static void complete(Handle handle, UUID id, long bytes, String sha256) {
    handle
        .createUpdate("UPDATE seal.export SET bytes = :bytes, sha256 = :sha256 WHERE id = :id")
        .bind("id", id)
        .bind("bytes", bytes)
        .bind("sha256", sha256)
        .execute();
  }

  /** Whether there is a whole export of that id that has not expired. */
  public static boolean isReady(Handle handle, UUID id, Instant now) {
    return handle
        .createQuery(
            "SELECT EXISTS (SELECT 1 FROM seal.export"
                + " WHERE id = :id AND sha256 IS NOT NULL AND expires_at > :now)")
        .bind("id", id)
        .bind("now", now.atOffset(ZoneOffset.UTC))
        .mapTo(Boolean.class)
        .one();
  }

  public static Optional<byte[]> piece(Handle handle, UUID id, int number) {
    return handle
        .createQuery(
            "SELECT piece FROM seal.export_piece WHERE export_id = :id AND number = :number")
        .bind("id", id)
        .bind("number", number)
        .mapTo(byte[].class)
        .findOne();
  }

  public static void delete(Handle handle, UUID id) {
    handle.createUpdate("DELETE FROM seal.export WHERE id = :id").bind("id", id).execute();
  }

  public static void deleteExpired(Handle handle, Instant now) {
    handle
        .createUpdate("DELETE FROM seal.export WHERE expires_at <= :now")
        .bind("now", now.atOffset(ZoneOffset.UTC))
        .execute();
  }
}
