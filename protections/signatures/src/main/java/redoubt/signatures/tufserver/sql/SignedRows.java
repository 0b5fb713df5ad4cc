package redoubt.signatures.tufserver.sql;

import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Table {@code signatures.tuf_signed}. */
public final class SignedRows {
  private SignedRows() {}

  /**
   * Keys signed targets of a collection.
   *
   * @param versions by the key's fingerprint
   */
  public static void put(Handle transaction, long gun, Map<String, Integer> versions) {
    if (versions.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        transaction.prepareBatch(
            """
            INSERT INTO signatures.tuf_signed (gun, key, version) VALUES (:gun, :key, :version)
            ON CONFLICT (gun, key) DO UPDATE SET version = greatest(tuf_signed.version, excluded.version)
            """);
    versions.forEach(
        (key, version) -> batch.bind("gun", gun).bind("key", key).bind("version", version).add());
    batch.execute();
  }

  /** By the key's fingerprint. */
  public static Map<String, Integer> of(Handle handle, long gun) {
    Map<String, Integer> versions = new HashMap<>();
    handle
        .createQuery("SELECT key, version FROM signatures.tuf_signed WHERE gun = :gun")
        .bind("gun", gun)
        .map((row, context) -> versions.put(row.getString("key"), row.getInt("version")))
        .list();
    return versions;
  }
}
