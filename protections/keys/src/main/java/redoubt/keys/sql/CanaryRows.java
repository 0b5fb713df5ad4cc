package redoubt.keys.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import redoubt.keys.Key;
import redoubt.keys.shred.Canary;

/** Canaries of the versions of keys. */
public final class CanaryRows {
  private CanaryRows() {}

  public static void put(Handle transaction, Key key, UUID version, Canary canary) {
    transaction
        .createUpdate(
            """
            UPDATE keys.version
            SET canary = :canary, canary_taken_at = :takenAt, canary_opened_at = :openedAt
            WHERE tenant = :tenant AND key = :key AND id = :version
            """)
        .bind("tenant", key.tenant())
        .bind("key", key.id())
        .bind("version", version)
        .bind("canary", canary.wrapped())
        .bind("takenAt", canary.takenAt())
        .bind("openedAt", canary.openedAt())
        .execute();
  }

  /** By version. */
  public static Map<UUID, Canary> of(Handle handle, String tenant, UUID key) {
    Map<UUID, Canary> canaries = new HashMap<>();
    handle
        .createQuery(
            """
            SELECT id, canary, canary_taken_at, canary_opened_at FROM keys.version
            WHERE tenant = :tenant AND key = :key AND canary IS NOT NULL
            """)
        .bind("tenant", tenant)
        .bind("key", key)
        .map((row, context) -> Map.entry(row.getObject("id", UUID.class), require(row)))
        .forEach(one -> canaries.put(one.getKey(), one.getValue()));
    return canaries;
  }

  private static Canary require(ResultSet row) throws SQLException {
    return canary(row).orElseThrow();
  }

  /** Of a row that may have one. */
  static Optional<Canary> canary(ResultSet row) throws SQLException {
    @Nullable String wrapped = row.getString("canary");
    return wrapped == null
        ? Optional.empty()
        : Optional.of(
            new Canary(
                wrapped,
                KeyRows.instant(row, "canary_taken_at"),
                KeyRows.instant(row, "canary_opened_at")));
  }
}
