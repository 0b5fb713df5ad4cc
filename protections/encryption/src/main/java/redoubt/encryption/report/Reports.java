package redoubt.encryption.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import redoubt.core.Failure;
import redoubt.crypto.Hash;
import redoubt.crypto.Ids;
import redoubt.encryption.Cluster;
import redoubt.encryption.EncryptionFailures;
import redoubt.encryption.census.Report;
import redoubt.encryption.lease.Generation;
import redoubt.encryption.sql.ClusterRows;
import redoubt.encryption.sql.LeaseRows;
import redoubt.encryption.sql.ReportRows;
import redoubt.ledger.Entry;
import redoubt.ledger.EntryId;
import redoubt.ledger.Ledger;
import redoubt.ledger.SignedStatement;
import redoubt.ledger.Statement;
import redoubt.store.Database;
import redoubt.web.Json;

/** The reports of clusters: the last {@link #MOST} of each. The ledger keeps every digest. */
public final class Reports {
  /** How many are kept of a cluster. */
  public static final int MOST = 100;

  /** What the statement that signs a report is about. */
  public static final String KIND = "encryption-report/1";

  /** Under which the ledger has a report. */
  static final String ACTION = "encryption.report.create";

  private final Database database;
  private final ReportSeal seal;
  private final Ledger ledger;
  private final InstantSource clock;

  public Reports(Database database, ReportSeal seal, Ledger ledger, InstantSource clock) {
    this.database = database;
    this.seal = seal;
    this.ledger = ledger;
    this.clock = clock;
  }

  /** What else changes with the keeping of a report, in the same transaction. */
  @FunctionalInterface
  interface Along {
    /** Returns whether the report is still wanted. */
    boolean apply(Handle transaction, UUID report);
  }

  /** What a user read elsewhere: signed and kept as that. */
  public StoredReport reported(String actor, Cluster cluster, Report report) {
    return add(
            cluster,
            StoredReport.Origin.REPORTED,
            clock.instant(),
            actor,
            report,
            List.of(),
            (transaction, id) -> true)
        .orElseThrow();
  }

  /**
   * Signs a report and keeps it.
   *
   * @param begunAt when the reading began
   * @param by id of the user who asked for it, or who says so
   * @return empty when it is not wanted any more
   */
  Optional<StoredReport> add(
      Cluster cluster,
      StoredReport.Origin origin,
      Instant begunAt,
      String by,
      Report report,
      List<Sample> samples,
      Along along) {
    UUID id = Ids.random();
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    byte[] body = report.canonicalJson();
    byte[] sampleBytes = Json.bytes(samples.stream().map(Reports::fields).toList());
    String sha256 = Hash.sha256Hex(body);
    SignedStatement signed =
        ledger.sign(
            new Statement(
                KIND,
                new TreeMap<>(
                    Map.of(
                        "instance", cluster.tenant(),
                        "cluster", cluster.id().toString(),
                        "report", id.toString(),
                        "origin", origin.text(),
                        "by", by,
                        "stored", now.toString(),
                        "verdict", report.verdict().text(),
                        "sha256", sha256))));
    return database.transaction(transaction -> {
      Cluster locked =
          ClusterRows.lock(transaction, cluster.tenant(), cluster.id())
              .orElseThrow(EncryptionFailures::noSuchCluster);
      if (!along.apply(transaction, id)) {
        return Optional.empty();
      }
      Counts counts = Counts.of(report, keyIds(transaction, locked));
      ReportSeal.Sealed sealed = seal.seal(transaction, locked, id, body, sampleBytes);
      EntryId entry =
          ledger.append(
              transaction,
              List.of(
                  Entry.ok(
                      now,
                      locked.tenant(),
                      by,
                      ACTION,
                      locked.id().toString(),
                      details(id, origin, report, counts, sha256))));
      StoredReport stored =
          new StoredReport(
              locked.tenant(),
              locked.id(),
              id,
              origin,
              begunAt,
              now,
              by,
              report.source().kind(),
              report.source().revision(),
              report.verdict(),
              counts,
              sha256,
              signed.note(),
              signed.publicKey(),
              entry);
      ReportRows.insert(transaction, stored, sealed);
      ReportRows.deleteAllBut(transaction, locked.tenant(), locked.id(), MOST);
      return Optional.of(stored);
    });
  }

  /** Digests, ids and counts: no name of an object. */
  private static Map<String, String> details(
      UUID id, StoredReport.Origin origin, Report report, Counts counts, String sha256) {
    Map<String, String> details = new HashMap<>();
    details.put("report", id.toString());
    details.put("origin", origin.text());
    details.put("sha256", sha256);
    details.put("verdict", report.verdict().text());
    details.put("source", report.source().kind());
    details.put("revision", Long.toString(report.source().revision()));
    details.put("objects", Long.toString(counts.objects()));
    details.put("protected", Long.toString(counts.guarded()));
    details.put("needing", Long.toString(counts.needing()));
    details.put("tried", Long.toString(counts.tried()));
    details.put("opened", Long.toString(counts.opened()));
    counts
        .standings()
        .forEach((standing, count) -> details.put(standing.text(), Long.toString(count)));
    return details;
  }

  private static Set<String> keyIds(Handle handle, Cluster cluster) {
    return LeaseRows.generations(handle, cluster.tenant(), cluster.id()).stream()
        .map(Generation::keyId)
        .collect(Collectors.toSet());
  }

  /** The newest, whoever read it. */
  public Optional<StoredReport> latest(Cluster cluster) {
    return list(cluster, 1).stream().findFirst();
  }

  /** The newest that this server, or another on its database, read from etcd itself. */
  public Optional<StoredReport> latestSeen(Cluster cluster) {
    return database.read(handle -> ReportRows.latestSeen(handle, cluster.tenant(), cluster.id()));
  }

  /** Newest first. */
  public List<StoredReport> list(Cluster cluster, int limit) {
    return database.read(
        handle -> ReportRows.newest(handle, cluster.tenant(), cluster.id(), limit));
  }

  /**
   * By its id, or the newest for {@code latest}.
   *
   * @throws Failure {@code encryption.no-such-report}
   */
  public StoredReport require(Cluster cluster, String idOrLatest) {
    Optional<StoredReport> found =
        idOrLatest.equals("latest")
            ? latest(cluster)
            : Ids.parse(idOrLatest)
                .flatMap(id ->
                    database.read(
                        handle -> ReportRows.find(handle, cluster.tenant(), cluster.id(), id)));
    return found.orElseThrow(() ->
        new Failure(
            Failure.Kind.NOT_FOUND,
            "encryption.no-such-report",
            "There is no such report of this cluster.",
            "Choose one of: redoubt encryption report list NAME; or make one: redoubt encryption"
                + " ledger NAME."));
  }

  /** The report itself: canonical JSON with the digest that {@link StoredReport#sha256} tells. */
  public byte[] body(StoredReport report) {
    byte[] body = seal.open(report, "body", rows(report).body());
    if (!Hash.sha256Hex(body).equals(report.sha256())) {
      throw ReportSeal.broken(null);
    }
    return body;
  }

  /**
   * Wrapped local keys of plugins as the newest reading of etcd found them that opened any, else
   * the newest that met any; at most {@link Samples#MOST}, those that opened first. After the root
   * key's destruction none of them unwraps any more.
   */
  public List<Sample> samples(Cluster cluster) {
    List<Sample> met = List.of();
    for (StoredReport report :
        database.read(handle -> ReportRows.newest(handle, cluster.tenant(), cluster.id(), MOST))) {
      List<Sample> samples = samples(report);
      if (samples.stream().anyMatch(Sample::opened)) {
        return samples;
      }
      met = met.isEmpty() ? samples : met;
    }
    return met;
  }

  /** Those of one report; none of one that was not seen. */
  public List<Sample> samples(StoredReport report) {
    JsonNode tree = Json.parse(seal.open(report, "samples", rows(report).samples()));
    List<Sample> samples = new ArrayList<>();
    tree.forEach(one ->
        samples.add(
            new Sample(
                one.path("etcdKey").asText(),
                one.path("keyId").asText(),
                UUID.fromString(one.path("rootKey").asText()),
                one.path("wrapped").asText(),
                one.path("opened").asBoolean())));
    return samples;
  }

  private ReportSeal.Sealed rows(StoredReport report) {
    return database
        .read(handle -> ReportRows.sealed(handle, report.tenant(), report.cluster(), report.id()))
        .orElseThrow(() -> ReportSeal.broken(null));
  }

  private static Map<String, Object> fields(Sample sample) {
    return new TreeMap<>(
        Map.of(
            "etcdKey", sample.etcdKey(),
            "keyId", sample.keyId(),
            "rootKey", sample.rootKey().toString(),
            "wrapped", sample.wrapped(),
            "opened", sample.opened()));
  }
}
