package redoubt.signatures.tufserver.sql;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Table {@code signatures.tuf_key}. */
public final class KeyRows {
  private KeyRows() {}

  /**
   * A key of the server.
   *
   * @param publicKey SubjectPublicKeyInfo
   * @param root which root key of the tenant wraps it, if one does
   */
  @SuppressWarnings("ArrayRecordComponent") // Never changed.
  public record Key(String role, String id, byte[] publicKey, Optional<GuardRows.Root> root) {}

  public static void insert(Handle transaction, long gun, Key key, Instant now) {
    transaction
        .createUpdate(
            """
            INSERT INTO signatures.tuf_key (gun, role, key_id, public, root_key, root_version,
              created_at)
            VALUES (:gun, :role, :id, :public, :root, :version, :now)
            """)
        .bind("gun", gun)
        .bind("role", key.role())
        .bind("id", key.id())
        .bind("public", key.publicKey())
        .bind("root", key.root().map(GuardRows.Root::key).orElse(null))
        .bind("version", key.root().map(GuardRows.Root::version).orElse(null))
        .bind("now", now)
        .execute();
  }

  /** All of a repository, the newest first. */
  public static List<Key> of(Handle handle, long gun) {
    return handle
        .createQuery(
            """
            SELECT role, key_id, public, root_key, root_version FROM signatures.tuf_key WHERE gun = :gun
            ORDER BY created_at DESC, key_id
            """)
        .bind("gun", gun)
        .map((row, context) ->
            new Key(
                row.getString("role"),
                row.getString("key_id"),
                row.getBytes("public"),
                GuardRows.root(row)))
        .list();
  }

  public static void delete(Handle transaction, long gun, String id) {
    transaction
        .createUpdate("DELETE FROM signatures.tuf_key WHERE gun = :gun AND key_id = :id")
        .bind("gun", gun)
        .bind("id", id)
        .execute();
  }

  /** Says that something else wraps a key from now on. */
  public static void wrappedBy(
      Handle transaction, long gun, String id, Optional<GuardRows.Root> root) {
    transaction
        .createUpdate(
            """
            UPDATE signatures.tuf_key SET root_key = :root, root_version = :version
            WHERE gun = :gun AND key_id = :id
            """)
        .bind("root", root.map(GuardRows.Root::key).orElse(null))
        .bind("version", root.map(GuardRows.Root::version).orElse(null))
        .bind("gun", gun)
        .bind("id", id)
        .execute();
  }
}
