package redoubt.keys.sql;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** How often a key was used in an hour. */
public final class KeyUsage {
  /**
   * @param hour its beginning
   */
  public record Count(String tenant, UUID key, Instant hour, String action, long count) {}

  private KeyUsage() {}

  /** Adds to what is there. */
  public static void add(Handle transaction, Collection<Count> counts) {
    if (counts.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        transaction.prepareBatch(
            """
            INSERT INTO keys.usage (tenant, key, hour, action, count)
            VALUES (:tenant, :key, :hour, :action, :count)
            ON CONFLICT (tenant, key, hour, action)
            DO UPDATE SET count = keys.usage.count + EXCLUDED.count
            """);
    for (Count count : counts) {
      batch
          .bind("tenant", count.tenant())
          .bind("key", count.key())
          .bind("hour", count.hour())
          .bind("action", count.action())
          .bind("count", count.count())
          .add();
    }
    batch.execute();
  }

  /** From the hour given on, oldest first. */
  public static List<Count> since(Handle handle, String tenant, UUID key, Instant hour) {
    return handle
        .createQuery(
            """
            SELECT hour, action, count FROM keys.usage
            WHERE tenant = :tenant AND key = :key AND hour >= :hour ORDER BY hour, action
            """)
        .bind("tenant", tenant)
        .bind("key", key)
        .bind("hour", hour)
        .map((row, context) ->
            new Count(
                tenant,
                key,
                KeyRows.instant(row, "hour"),
                row.getString("action"),
                row.getLong("count")))
        .list();
  }

  public static void forgetBefore(Handle transaction, Instant hour) {
    transaction
        .createUpdate("DELETE FROM keys.usage WHERE hour < :hour")
        .bind("hour", hour)
        .execute();
  }
}
