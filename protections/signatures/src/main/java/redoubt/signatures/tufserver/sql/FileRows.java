package redoubt.signatures.tufserver.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import redoubt.signatures.tufserver.Newest;
import redoubt.signatures.tufserver.TrustFile;

/** Table {@code signatures.tuf_file}. */
public final class FileRows {
  private FileRows() {}

  public static void insert(Handle transaction, long gun, TrustFile file, String sha256) {
    transaction
        .createUpdate(
            """
            INSERT INTO signatures.tuf_file (gun, role, version, sha256, bytes, at)
            VALUES (:gun, :role, :version, :sha256, :bytes, :at)
            """)
        .bind("gun", gun)
        .bind("role", file.role())
        .bind("version", file.version())
        .bind("sha256", sha256)
        .bind("bytes", file.bytes())
        .bind("at", file.at())
        .execute();
  }

  /** The newest file of each role. */
  public static List<TrustFile> current(Handle handle, long gun) {
    return handle
        .createQuery(
            """
            SELECT DISTINCT ON (role) role, version, bytes, at FROM signatures.tuf_file
            WHERE gun = :gun ORDER BY role, version DESC
            """)
        .bind("gun", gun)
        .map((row, context) -> file(row))
        .list();
  }

  /** Which is the newest file of each role. */
  public static List<Newest> newest(Handle handle, long gun) {
    return handle
        .createQuery(
            """
            SELECT DISTINCT ON (role) role, version, length(bytes) AS length
            FROM signatures.tuf_file WHERE gun = :gun ORDER BY role, version DESC
            """)
        .bind("gun", gun)
        .map((row, context) ->
            new Newest(row.getString("role"), row.getInt("version"), row.getLong("length")))
        .list();
  }

  public static Optional<TrustFile> current(Handle handle, long gun, String role) {
    return handle
        .createQuery(
            """
            SELECT role, version, bytes, at FROM signatures.tuf_file
            WHERE gun = :gun AND role = :role ORDER BY version DESC LIMIT 1
            """)
        .bind("gun", gun)
        .bind("role", role)
        .map((row, context) -> file(row))
        .findOne();
  }

  public static Optional<TrustFile> byVersion(Handle handle, long gun, String role, int version) {
    return handle
        .createQuery(
            """
            SELECT role, version, bytes, at FROM signatures.tuf_file
            WHERE gun = :gun AND role = :role AND version = :version
            """)
        .bind("gun", gun)
        .bind("role", role)
        .bind("version", version)
        .map((row, context) -> file(row))
        .findOne();
  }

  public static Optional<TrustFile> byHash(Handle handle, long gun, String role, String sha256) {
    return handle
        .createQuery(
            """
            SELECT role, version, bytes, at FROM signatures.tuf_file
            WHERE gun = :gun AND sha256 = :sha256 AND role = :role ORDER BY version DESC LIMIT 1
            """)
        .bind("gun", gun)
        .bind("role", role)
        .bind("sha256", sha256)
        .map((row, context) -> file(row))
        .findOne();
  }

  /** Every root, oldest first. */
  public static List<byte[]> roots(Handle handle, long gun) {
    return handle
        .createQuery(
            "SELECT bytes FROM signatures.tuf_file WHERE gun = :gun AND role = 'root' ORDER BY"
                + " version")
        .bind("gun", gun)
        .map((row, context) -> row.getBytes("bytes"))
        .list();
  }

  /** Bytes of all roots together. */
  public static long rootBytes(Handle handle, long gun) {
    return handle
        .createQuery(
            "SELECT coalesce(sum(length(bytes)), 0) FROM signatures.tuf_file WHERE gun = :gun AND"
                + " role = 'root'")
        .bind("gun", gun)
        .mapTo(Long.class)
        .one();
  }

  /** Bytes of all files of a namespace's collections together, older versions among them. */
  public static long bytesOf(Handle handle, String instance, String namespace) {
    return handle
        .createQuery(
            """
            SELECT coalesce(sum(length(f.bytes)), 0) FROM signatures.tuf_gun g
            JOIN signatures.tuf_file f ON f.gun = g.id
            WHERE g.instance = :instance AND g.repository > :low AND g.repository < :high
            """)
        .bind("instance", instance)
        .bind("low", namespace + "/")
        .bind("high", namespace + "0")
        .mapTo(Long.class)
        .one();
  }

  /** Forgets versions of a role before the newest {@code kept}. */
  public static void prune(Handle transaction, long gun, String role, int kept) {
    transaction
        .createUpdate(
            """
            DELETE FROM signatures.tuf_file WHERE gun = :gun AND role = :role AND version < (
              SELECT min(version) FROM (SELECT version FROM signatures.tuf_file
                WHERE gun = :gun AND role = :role ORDER BY version DESC LIMIT :kept) newest)
            """)
        .bind("gun", gun)
        .bind("role", role)
        .bind("kept", kept)
        .execute();
  }

  private static TrustFile file(ResultSet row) throws SQLException {
    Instant at = row.getTimestamp("at").toInstant();
    return new TrustFile(row.getString("role"), row.getInt("version"), row.getBytes("bytes"), at);
  }
}
