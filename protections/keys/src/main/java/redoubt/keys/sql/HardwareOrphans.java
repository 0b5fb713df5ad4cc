package redoubt.keys.sql;

import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Names of keys in the hardware module that no version owns. A name is put here before the key is
 * made and taken out by the transaction that takes the key into use; a purge puts it back.
 */
public final class HardwareOrphans {
  /** A name and the tenant it was made for. */
  public record Orphan(String tenant, String id) {}

  private HardwareOrphans() {}

  public static void add(Handle transaction, String tenant, String id, Instant since) {
    transaction
        .createUpdate(
            """
            INSERT INTO keys.hardware_orphan (tenant, id, since) VALUES (:tenant, :id, :since)
            ON CONFLICT DO NOTHING
            """)
        .bind("tenant", tenant)
        .bind("id", id)
        .bind("since", since)
        .execute();
  }

  public static void remove(Handle transaction, String tenant, String id) {
    transaction
        .createUpdate("DELETE FROM keys.hardware_orphan WHERE tenant = :tenant AND id = :id")
        .bind("tenant", tenant)
        .bind("id", id)
        .execute();
  }

  /** Those that were put here before the time given. */
  public static List<Orphan> before(Handle handle, Instant time, int limit) {
    return handle
        .createQuery(
            """
            SELECT tenant, id FROM keys.hardware_orphan WHERE since < :time
            ORDER BY since LIMIT :limit
            """)
        .bind("time", time)
        .bind("limit", limit)
        .map((row, context) -> new Orphan(row.getString("tenant"), row.getString("id")))
        .list();
  }
}
