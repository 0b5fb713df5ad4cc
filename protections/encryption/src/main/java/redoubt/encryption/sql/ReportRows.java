package redoubt.encryption.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import redoubt.encryption.census.Standing;
import redoubt.encryption.census.Verdict;
import redoubt.encryption.report.Counts;
import redoubt.encryption.report.ReportSeal;
import redoubt.encryption.report.StoredReport;
import redoubt.ledger.EntryId;
import redoubt.web.Json;

/** Table {@code encryption.report}. */
public final class ReportRows {
  private static final String OF_CLUSTER =
      "SELECT * FROM encryption.report WHERE tenant = :tenant AND cluster = :cluster ";
  private static final Map<Standing, String> COLUMNS = columns();

  private ReportRows() {}

  private static Map<Standing, String> columns() {
    EnumMap<Standing, String> columns = new EnumMap<>(Standing.class);
    for (Standing standing : Standing.values()) {
      columns.put(standing, standing == Standing.FOREIGN ? "foreign_key" : standing.text());
    }
    return columns;
  }

  public static void insert(Handle transaction, StoredReport report, ReportSeal.Sealed sealed) {
    Counts counts = report.counts();
    transaction
        .createUpdate(
            """
            INSERT INTO encryption.report (tenant, cluster, id, origin, begun_at, stored_at,
              by_user, source, revision, verdict, objects, protected, clear, unreadable,
              foreign_key, stale, current, encrypted, needing, by_key_id, tried, opened, sha256,
              note, public_key, entry_leaf, entry_position, body, samples)
            VALUES (:tenant, :cluster, :id, :origin, :begunAt, :storedAt,
              :by, :source, :revision, :verdict, :objects, :protected, :clear, :unreadable,
              :foreign_key, :stale, :current, :encrypted, :needing, CAST(:byKeyId AS jsonb),
              :tried, :opened, :sha256,
              :note, :publicKey, :leaf, :position, :body, :samples)
            """)
        .bind("tenant", report.tenant())
        .bind("cluster", report.cluster())
        .bind("id", report.id())
        .bind("origin", report.origin().text())
        .bind("begunAt", report.begunAt())
        .bind("storedAt", report.storedAt())
        .bind("by", report.by())
        .bind("source", report.source())
        .bind("revision", report.revision())
        .bind("verdict", report.verdict().text())
        .bind("objects", counts.objects())
        .bind("protected", counts.guarded())
        .bindMap(standings(counts))
        .bind("needing", counts.needing())
        .bind("byKeyId", text(Json.bytes(counts.byKeyId())))
        .bind("tried", counts.tried())
        .bind("opened", counts.opened())
        .bind("sha256", HexFormat.of().parseHex(report.sha256()))
        .bind("note", report.note())
        .bind("publicKey", report.publicKey())
        .bind("leaf", report.entry().leaf())
        .bind("position", report.entry().position())
        .bind("body", sealed.body())
        .bind("samples", sealed.samples())
        .execute();
  }

  private static Map<String, Long> standings(Counts counts) {
    Map<String, Long> columns = new TreeMap<>();
    COLUMNS.forEach((standing, column) -> columns.put(column, counts.of(standing)));
    return columns;
  }

  /** Keeps the newest of a cluster. */
  public static void deleteAllBut(Handle transaction, String tenant, UUID cluster, int newest) {
    transaction
        .createUpdate(
            """
            DELETE FROM encryption.report WHERE tenant = :tenant AND cluster = :cluster
              AND id NOT IN (SELECT id FROM encryption.report
                WHERE tenant = :tenant AND cluster = :cluster
                ORDER BY stored_at DESC, id LIMIT :newest)
            """)
        .bind("tenant", tenant)
        .bind("cluster", cluster)
        .bind("newest", newest)
        .execute();
  }

  public static List<StoredReport> newest(Handle handle, String tenant, UUID cluster, int limit) {
    return of(handle, OF_CLUSTER + "ORDER BY stored_at DESC, id LIMIT :limit", tenant, cluster)
        .bind("limit", limit)
        .map((row, context) -> report(row))
        .list();
  }

  public static Optional<StoredReport> latestSeen(Handle handle, String tenant, UUID cluster) {
    return of(
            handle,
            OF_CLUSTER + "AND origin = 'seen' ORDER BY stored_at DESC, id LIMIT 1",
            tenant,
            cluster)
        .map((row, context) -> report(row))
        .findOne();
  }

  public static Optional<StoredReport> find(
      Handle handle, String tenant, UUID cluster, UUID report) {
    return of(handle, OF_CLUSTER + "AND id = :id", tenant, cluster)
        .bind("id", report)
        .map((row, context) -> report(row))
        .findOne();
  }

  /** What names objects, as it is sealed. */
  public static Optional<ReportSeal.Sealed> sealed(
      Handle handle, String tenant, UUID cluster, UUID report) {
    return of(handle, OF_CLUSTER + "AND id = :id", tenant, cluster)
        .bind("id", report)
        .map((row, context) -> new ReportSeal.Sealed(row.getBytes("body"), row.getBytes("samples")))
        .findOne();
  }

  /** The newest that was seen of every cluster of every tenant. */
  public static List<StoredReport> latestOfAll(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT DISTINCT ON (tenant, cluster) * FROM encryption.report WHERE origin = 'seen'
            ORDER BY tenant, cluster, stored_at DESC, id
            """)
        .map((row, context) -> report(row))
        .list();
  }

  private static Query of(Handle handle, String sql, String tenant, UUID cluster) {
    return handle.createQuery(sql).bind("tenant", tenant).bind("cluster", cluster);
  }

  private static StoredReport report(ResultSet row) throws SQLException {
    return new StoredReport(
        row.getString("tenant"),
        row.getObject("cluster", UUID.class),
        row.getObject("id", UUID.class),
        StoredReport.Origin.valueOf(row.getString("origin").toUpperCase(Locale.ROOT)),
        instant(row, "begun_at"),
        instant(row, "stored_at"),
        row.getString("by_user"),
        row.getString("source"),
        row.getLong("revision"),
        Verdict.valueOf(row.getString("verdict").toUpperCase(Locale.ROOT)),
        counts(row),
        HexFormat.of().formatHex(row.getBytes("sha256")),
        row.getString("note"),
        row.getString("public_key"),
        new EntryId(row.getLong("entry_leaf"), row.getInt("entry_position")));
  }

  private static Counts counts(ResultSet row) throws SQLException {
    EnumMap<Standing, Long> standings = new EnumMap<>(Standing.class);
    for (Map.Entry<Standing, String> column : COLUMNS.entrySet()) {
      standings.put(column.getKey(), row.getLong(column.getValue()));
    }
    TreeMap<String, Long> byKeyId = new TreeMap<>();
    Json.parse(row.getString("by_key_id").getBytes(java.nio.charset.StandardCharsets.UTF_8))
        .forEachEntry((keyId, count) -> byKeyId.put(keyId, count.asLong()));
    return new Counts(
        row.getLong("objects"),
        row.getLong("protected"),
        standings,
        row.getLong("needing"),
        byKeyId,
        row.getLong("tried"),
        row.getLong("opened"));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getTimestamp(column).toInstant();
  }

  private static String text(byte[] utf8) {
    return new String(utf8, java.nio.charset.StandardCharsets.UTF_8);
  }
}
