package redoubt.keys.sql;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Keys, of all tenants, with which time may have something to do; the caller looks again. */
public final class DueKeys {
  /** A key and its tenant. */
  public record Ref(String tenant, UUID key) {}

  private DueKeys() {}

  public static List<Ref> toExpire(Handle handle, Instant now, int limit) {
    return refs(
        handle
            .createQuery(
                """
                SELECT tenant, id FROM keys.key
                WHERE state = 1 AND expires_at <= :now ORDER BY expires_at LIMIT :limit
                """)
            .bind("now", now)
            .bind("limit", limit));
  }

  public static List<Ref> toEndRehearsal(Handle handle, Instant now, int limit) {
    return refs(
        handle
            .createQuery(
                """
                SELECT tenant, key FROM keys.rehearsal
                WHERE ended_at IS NULL AND ends_at <= :now ORDER BY ends_at LIMIT :limit
                """)
            .bind("now", now)
            .bind("limit", limit));
  }

  public static List<Ref> toLapse(Handle handle, Instant requestedBefore, int limit) {
    return refs(
        handle
            .createQuery(
                """
                SELECT tenant, id FROM keys.key WHERE deletion_requested_at <= :before
                ORDER BY deletion_requested_at LIMIT :limit
                """)
            .bind("before", requestedBefore)
            .bind("limit", limit));
  }

  public static List<Ref> toEndRestore(Handle handle, Instant deletedBefore, int limit) {
    return refs(
        handle
            .createQuery(
                """
                SELECT tenant, id FROM keys.key
                WHERE state = 5 AND restorable AND deleted_at <= :before
                ORDER BY deleted_at LIMIT :limit
                """)
            .bind("before", deletedBefore)
            .bind("limit", limit));
  }

  public static List<Ref> toPurge(Handle handle, Instant deletedBefore, int limit) {
    return refs(
        handle
            .createQuery(
                """
                SELECT tenant, id FROM keys.key WHERE state = 5 AND deleted_at <= :before
                ORDER BY deleted_at LIMIT :limit
                """)
            .bind("before", deletedBefore)
            .bind("limit", limit));
  }

  /** Keys whose policy rotates them, the most overdue first. */
  public static List<Ref> toRotate(Handle handle, Instant now, int limit) {
    return refs(
        handle
            .createQuery(
                """
                SELECT k.tenant, k.id FROM keys.key_policy p
                JOIN keys.key k ON k.tenant = p.tenant AND k.id = p.key
                WHERE p.kind = 'rotation' AND p.enabled AND k.state IN (1, 3)
                  AND NOT k.extractable AND NOT k.imported
                  AND coalesce(k.rotated_at, k.created_at)
                      + p.interval_month * interval '720 hours' <= :now
                ORDER BY coalesce(k.rotated_at, k.created_at) LIMIT :limit
                """)
            .bind("now", now)
            .bind("limit", limit));
  }

  private static List<Ref> refs(Query query) {
    return query
        .map((row, context) -> new Ref(row.getString(1), row.getObject(2, UUID.class)))
        .list();
  }
}
