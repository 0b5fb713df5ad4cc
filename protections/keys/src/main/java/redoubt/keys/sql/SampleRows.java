package redoubt.keys.sql;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import redoubt.keys.shred.Dependent;
import redoubt.keys.shred.Sample;
import redoubt.web.Json;

/** What keys had wrapped when they were deleted. */
public final class SampleRows {
  private SampleRows() {}

  /** Instead of what was kept of the key before. */
  public static void replace(Handle transaction, String tenant, UUID key, List<Sample> samples) {
    forget(transaction, tenant, key);
    for (Sample sample : samples) {
      transaction
          .createUpdate(
              """
              INSERT INTO keys.sample (tenant, key, sha256, kind, of_id, of_name, label, wrapped,
                aads, taken_at, opened_at, objects)
              VALUES (:tenant, :key, :sha256, :kind, :ofId, :ofName, :label, :wrapped,
                CAST(:aads AS jsonb), :takenAt, :openedAt, :objects) ON CONFLICT DO NOTHING
              """)
          .bind("tenant", tenant)
          .bind("key", key)
          .bind("sha256", sample.sha256())
          .bind("kind", sample.of().kind())
          .bind("ofId", sample.of().id())
          .bind("ofName", sample.of().name())
          .bind("label", sample.label())
          .bind("wrapped", sample.wrapped())
          .bind("aads", new String(Json.bytes(sample.aads()), StandardCharsets.UTF_8))
          .bind("takenAt", sample.takenAt())
          .bind("openedAt", sample.openedAt().orElse(null))
          .bind("objects", sample.objects())
          .execute();
    }
  }

  public static void forget(Handle transaction, String tenant, UUID key) {
    transaction
        .createUpdate("DELETE FROM keys.sample WHERE tenant = :tenant AND key = :key")
        .bind("tenant", tenant)
        .bind("key", key)
        .execute();
  }

  public static List<Sample> of(Handle handle, String tenant, UUID key) {
    return handle
        .createQuery(
            """
            SELECT * FROM keys.sample WHERE tenant = :tenant AND key = :key
            ORDER BY kind, of_name, of_id, label, sha256
            """)
        .bind("tenant", tenant)
        .bind("key", key)
        .map((row, context) ->
            new Sample(
                new Dependent.Who(
                    row.getString("kind"), row.getString("of_id"), row.getString("of_name")),
                row.getString("label"),
                row.getString("wrapped"),
                aads(row.getString("aads")),
                KeyRows.instant(row, "taken_at"),
                KeyRows.optional(row, "opened_at"),
                row.getLong("objects")))
        .list();
  }

  private static List<List<String>> aads(String json) {
    List<List<String>> aads = new ArrayList<>();
    for (JsonNode aad : Json.parse(json.getBytes(StandardCharsets.UTF_8))) {
      aads.add(aad.valueStream().map(JsonNode::asText).toList());
    }
    return aads;
  }
}
