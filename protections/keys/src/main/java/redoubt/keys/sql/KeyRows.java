package redoubt.keys.sql;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import redoubt.keys.Key;
import redoubt.keys.KeyState;
import redoubt.keys.KeyVersion;
import redoubt.keys.NonactiveReason;

/** How rows become keys and versions. */
final class KeyRows {
  /** Selects what {@link #key} reads; to be followed by WHERE on {@code k}. */
  static final String SELECT =
      """
      SELECT k.*, v.number AS v_number, v.imported AS v_imported, v.in_hsm AS v_in_hsm,
             v.bits AS v_bits, v.created_at AS v_created_at,
             ARRAY(SELECT a.alias FROM keys.alias a WHERE a.tenant = k.tenant AND a.key = k.id
                   ORDER BY a.created_at, a.alias) AS aliases,
             r.enabled AS r_enabled, r.interval_month AS r_months,
             d.enabled AS d_enabled, h.ends_at AS withheld_until
      FROM keys.key k
      JOIN keys.version v ON v.tenant = k.tenant AND v.key = k.id AND v.id = k.version
      LEFT JOIN keys.key_policy r
        ON r.tenant = k.tenant AND r.key = k.id AND r.kind = 'rotation'
      LEFT JOIN keys.key_policy d
        ON d.tenant = k.tenant AND d.key = k.id AND d.kind = 'dualAuthDelete'
      LEFT JOIN keys.rehearsal h
        ON h.tenant = k.tenant AND h.key = k.id AND h.ended_at IS NULL
      """;

  private KeyRows() {}

  static Key key(ResultSet row) throws SQLException {
    return new Key(
        row.getString("tenant"),
        row.getObject("id", UUID.class),
        row.getString("ring"),
        row.getString("name"),
        Optional.ofNullable(row.getString("description")),
        strings(row.getArray("tags")),
        strings(row.getArray("aliases")),
        row.getBoolean("extractable"),
        row.getBoolean("imported"),
        row.getBoolean("in_hsm"),
        KeyState.ofCode(row.getInt("state")).orElseThrow(),
        Optional.ofNullable(row.getObject("nonactive_reason", Integer.class))
            .flatMap(NonactiveReason::ofCode),
        new KeyVersion(
            row.getObject("version", UUID.class),
            row.getInt("v_number"),
            row.getBoolean("v_imported"),
            row.getBoolean("v_in_hsm"),
            row.getInt("v_bits"),
            instant(row, "v_created_at")),
        instant(row, "created_at"),
        row.getString("created_by"),
        optional(row, "expires_at"),
        optional(row, "updated_at"),
        optional(row, "rotated_at"),
        optional(row, "disabled_at"),
        instant(row, "synced_at"),
        act(row, "deletion_requested_by", "deletion_requested_at"),
        act(row, "deleted_by", "deleted_at"),
        row.getBoolean("restorable"),
        Optional.ofNullable(row.getObject("r_enabled", Boolean.class))
            .map(enabled -> rotation(row, enabled)),
        Optional.ofNullable(row.getObject("d_enabled", Boolean.class)).map(Key.DualAuthPolicy::new),
        optional(row, "withheld_until"));
  }

  static KeyVersion version(ResultSet row) throws SQLException {
    return new KeyVersion(
        row.getObject("id", UUID.class),
        row.getInt("number"),
        row.getBoolean("imported"),
        row.getBoolean("in_hsm"),
        row.getInt("bits"),
        instant(row, "created_at"));
  }

  private static Key.RotationPolicy rotation(ResultSet row, boolean enabled) {
    try {
      return new Key.RotationPolicy(enabled, row.getInt("r_months"));
    } catch (SQLException e) {
      throw new IllegalStateException("the query lacks the rotation policy", e);
    }
  }

  private static Optional<Key.Act> act(ResultSet row, String by, String at) throws SQLException {
    Optional<Instant> when = optional(row, at);
    return when.isEmpty()
        ? Optional.empty()
        : Optional.of(new Key.Act(row.getString(by), when.get()));
  }

  static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getTimestamp(column).toInstant();
  }

  static Optional<Instant> optional(ResultSet row, String column) throws SQLException {
    @Nullable Timestamp at = row.getTimestamp(column);
    return at == null ? Optional.empty() : Optional.of(at.toInstant());
  }

  private static List<String> strings(Array array) throws SQLException {
    return List.of((String[]) array.getArray());
  }
}
