package redoubt.keys.sql;

import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Policies of instances. */
public final class InstancePolicyRows {
  /**
   * A row.
   *
   * @param attributes JSON
   */
  public record Row(
      String kind,
      boolean enabled,
      String attributes,
      Instant createdAt,
      String createdBy,
      Instant updatedAt,
      String updatedBy) {}

  private InstancePolicyRows() {}

  /** By kind. */
  public static List<Row> all(Handle handle, String tenant) {
    return handle
        .createQuery(
            """
            SELECT kind, enabled, attributes::text AS attributes, created_at, created_by,
                   updated_at, updated_by
            FROM keys.instance_policy WHERE tenant = :tenant ORDER BY kind
            """)
        .bind("tenant", tenant)
        .map((row, context) ->
            new Row(
                row.getString("kind"),
                row.getBoolean("enabled"),
                row.getString("attributes"),
                KeyRows.instant(row, "created_at"),
                row.getString("created_by"),
                KeyRows.instant(row, "updated_at"),
                row.getString("updated_by")))
        .list();
  }

  /** Sets the policy of that kind. */
  public static void set(
      Handle transaction,
      String tenant,
      String kind,
      boolean enabled,
      String attributes,
      Instant at,
      String by) {
    transaction
        .createUpdate(
            """
            INSERT INTO keys.instance_policy
              (tenant, kind, enabled, attributes, created_at, created_by, updated_at, updated_by)
            VALUES (:tenant, :kind, :enabled, CAST(:attributes AS jsonb), :at, :by, :at, :by)
            ON CONFLICT (tenant, kind) DO UPDATE
              SET enabled = :enabled, attributes = CAST(:attributes AS jsonb), updated_at = :at,
                  updated_by = :by
            """)
        .bind("tenant", tenant)
        .bind("kind", kind)
        .bind("enabled", enabled)
        .bind("attributes", attributes)
        .bind("at", at)
        .bind("by", by)
        .execute();
  }

  /** Switches the policy of that kind off; returns whether it was on. */
  public static boolean switchOff(
      Handle transaction, String tenant, String kind, Instant at, String by) {
    return transaction
            .createUpdate(
                """
                UPDATE keys.instance_policy SET enabled = false, updated_at = :at, updated_by = :by
                WHERE tenant = :tenant AND kind = :kind AND enabled
                """)
            .bind("tenant", tenant)
            .bind("kind", kind)
            .bind("at", at)
            .bind("by", by)
            .execute()
        == 1;
  }
}
