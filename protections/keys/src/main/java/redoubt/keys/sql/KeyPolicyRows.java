package redoubt.keys.sql;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Policies of keys. */
public final class KeyPolicyRows {
  /** Kind of a policy that rotates its key. */
  public static final String ROTATION = "rotation";

  /** Kind of a policy that asks two people for a deletion. */
  public static final String DUAL_AUTH_DELETE = "dualAuthDelete";

  /**
   * A row.
   *
   * @param months for {@link #ROTATION} only
   */
  public record Row(
      String kind,
      UUID id,
      boolean enabled,
      Optional<Integer> months,
      Instant createdAt,
      String createdBy,
      Instant updatedAt,
      String updatedBy) {}

  private KeyPolicyRows() {}

  /** By kind. */
  public static List<Row> all(Handle handle, String tenant, UUID key) {
    return handle
        .createQuery(
            """
            SELECT * FROM keys.key_policy WHERE tenant = :tenant AND key = :key ORDER BY kind
            """)
        .bind("tenant", tenant)
        .bind("key", key)
        .map((row, context) ->
            new Row(
                row.getString("kind"),
                row.getObject("id", UUID.class),
                row.getBoolean("enabled"),
                Optional.ofNullable(row.getObject("interval_month", Integer.class)),
                KeyRows.instant(row, "created_at"),
                row.getString("created_by"),
                KeyRows.instant(row, "updated_at"),
                row.getString("updated_by")))
        .list();
  }

  /** Sets the policy of that kind; it keeps its id and the day of its creation. */
  public static void set(
      Handle transaction,
      String tenant,
      UUID key,
      String kind,
      boolean enabled,
      Optional<Integer> months,
      Instant at,
      String by) {
    transaction
        .createUpdate(
            """
            INSERT INTO keys.key_policy (tenant, key, kind, id, enabled, interval_month,
              created_at, created_by, updated_at, updated_by)
            VALUES (:tenant, :key, :kind, :id, :enabled, :months, :at, :by, :at, :by)
            ON CONFLICT (tenant, key, kind) DO UPDATE
              SET enabled = :enabled, interval_month = :months, updated_at = :at, updated_by = :by
            """)
        .bind("tenant", tenant)
        .bind("key", key)
        .bind("kind", kind)
        .bind("id", UUID.randomUUID())
        .bind("enabled", enabled)
        .bind("months", months.orElse(null))
        .bind("at", at)
        .bind("by", by)
        .execute();
  }
}
