package redoubt.signatures.tufserver.sql;

import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Table {@code signatures.tuf_key}. */
public final class KeyRows {
  private KeyRows() {}

  /**
   * A key of the server.
   *
   * @param publicKey SubjectPublicKeyInfo
   * @param guarded whether the tenant's key wraps it
   */
  @SuppressWarnings("ArrayRecordComponent") // Never changed.
  public record Key(String role, String id, byte[] publicKey, boolean guarded) {}

  public static void insert(Handle transaction, long gun, Key key, Instant now) {
    transaction
        .createUpdate(
            """
            INSERT INTO signatures.tuf_key (gun, role, key_id, public, guarded, created_at)
            VALUES (:gun, :role, :id, :public, :guarded, :now)
            """)
        .bind("gun", gun)
        .bind("role", key.role())
        .bind("id", key.id())
        .bind("public", key.publicKey())
        .bind("guarded", key.guarded())
        .bind("now", now)
        .execute();
  }

  /** All of a repository, the newest first. */
  public static List<Key> of(Handle handle, long gun) {
    return handle
        .createQuery(
            """
            SELECT role, key_id, public, guarded FROM signatures.tuf_key WHERE gun = :gun
            ORDER BY created_at DESC, key_id
            """)
        .bind("gun", gun)
        .map((row, context) ->
            new Key(
                row.getString("role"),
                row.getString("key_id"),
                row.getBytes("public"),
                row.getBoolean("guarded")))
        .list();
  }

  public static void delete(Handle transaction, long gun, String id) {
    transaction
        .createUpdate("DELETE FROM signatures.tuf_key WHERE gun = :gun AND key_id = :id")
        .bind("gun", gun)
        .bind("id", id)
        .execute();
  }
}
