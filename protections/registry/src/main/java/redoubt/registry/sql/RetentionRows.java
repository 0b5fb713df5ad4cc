package redoubt.registry.sql;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import redoubt.registry.life.RetentionPolicy;
import redoubt.web.Json;

/** Table {@code registry.retention}. */
public final class RetentionRows {
  /** A policy that is due. */
  public record Due(String instance, String namespace, RetentionPolicy policy) {}

  private RetentionRows() {}

  public static void set(
      Handle transaction, String namespace, RetentionPolicy policy, Instant now, String by) {
    transaction
        .createUpdate(
            """
            INSERT INTO registry.retention (namespace, policy, set_at, set_by)
            VALUES (:namespace, :policy, :now, :by)
            ON CONFLICT (namespace) DO UPDATE
            SET policy = excluded.policy, set_at = excluded.set_at, set_by = excluded.set_by, run_at = NULL
            """)
        .bind("namespace", namespace)
        .bind("policy", new String(Json.bytes(policy.json()), StandardCharsets.UTF_8))
        .bind("now", now)
        .bind("by", by)
        .execute();
  }

  public static Optional<RetentionPolicy> find(Handle handle, String namespace) {
    return handle
        .createQuery("SELECT policy FROM registry.retention WHERE namespace = :namespace")
        .bind("namespace", namespace)
        .mapTo(String.class)
        .findOne()
        .map(RetentionRows::policy);
  }

  /** Policies that were not run since then. */
  public static List<Due> due(Handle handle, Instant before) {
    return handle
        .createQuery(
            """
            SELECT n.instance, n.name, t.policy FROM registry.retention t
            JOIN registry.namespace n ON n.name = t.namespace
            WHERE t.run_at IS NULL OR t.run_at < :before ORDER BY t.run_at NULLS FIRST
            """)
        .bind("before", before)
        .map((row, context) ->
            new Due(
                row.getString("instance"), row.getString("name"), policy(row.getString("policy"))))
        .list();
  }

  public static void ran(Handle transaction, String namespace, Instant now) {
    transaction
        .createUpdate("UPDATE registry.retention SET run_at = :now WHERE namespace = :namespace")
        .bind("now", now)
        .bind("namespace", namespace)
        .execute();
  }

  /** Returns whether there was a policy. */
  public static boolean end(Handle transaction, String namespace) {
    return transaction
            .createUpdate("DELETE FROM registry.retention WHERE namespace = :namespace")
            .bind("namespace", namespace)
            .execute()
        == 1;
  }

  private static RetentionPolicy policy(String text) {
    return RetentionPolicy.read(Json.parse(text.getBytes(StandardCharsets.UTF_8)));
  }
}
