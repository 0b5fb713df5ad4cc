package redoubt.encryption.report;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import redoubt.core.Deadline;
import redoubt.encryption.Cluster;
import redoubt.encryption.RootKeys;
import redoubt.encryption.census.Census;
import redoubt.encryption.census.Report;
import redoubt.encryption.census.Sampling;
import redoubt.encryption.cluster.Clusters;
import redoubt.encryption.cluster.EtcdAccess;
import redoubt.encryption.envelope.StorageKey;
import redoubt.encryption.etcd.LiveEtcd;
import redoubt.encryption.sql.ClusterRows;
import redoubt.encryption.sql.ReadingRows;
import redoubt.store.Database;

/** Goes through the etcd of a cluster once, from its first object to the stored report. */
final class Visits {
  static final Duration LONGEST = Duration.ofMinutes(30);

  private final Database database;
  private final Clusters clusters;
  private final RootKeys keys;
  private final Expected expected;
  private final Reports reports;
  private final InstantSource clock;

  Visits(
      Database database,
      Clusters clusters,
      RootKeys keys,
      Expected expected,
      Reports reports,
      InstantSource clock) {
    this.database = database;
    this.clusters = clusters;
    this.keys = keys;
    this.expected = expected;
    this.reports = reports;
    this.clock = clock;
  }

  /**
   * The report and the end of the reading are there together, or neither is.
   *
   * @throws redoubt.core.Failure what kept it from being read
   * @throws RootKeyOpener.Unanswered when the root key cannot be asked
   * @throws redoubt.encryption.outward.TookTooLong after {@link #LONGEST}
   */
  void make(Run run, Reading reading) {
    Instant begunAt = beginning(reading);
    Cluster cluster = clusters.require(reading.tenant(), reading.cluster().toString());
    EtcdAccess etcd = clusters.etcd(cluster).orElseThrow(ReadingFailures::noEtcd);
    Samples samples = new Samples();
    Report report;
    try (RootKeyOpener opener = new RootKeyOpener(keys, cluster, reading.startedBy());
        LiveEtcd source = LiveEtcd.at(etcd.address(), clusters.outward(), Deadline.in(LONGEST))) {
      run.reads(source);
      Census census =
          Census.of(expected.of(cluster), StorageKey.anyPrefix(), clock)
              .telling(run::at)
              .showing(samples);
      if (expected.hasKeys(cluster)) {
        census = census.proving(opener, reading.every() ? Sampling.ALL : Sampling.USUAL);
      }
      report = census.take(source);
    }
    Optional<StoredReport> _ =
        reports.add(
            cluster,
            StoredReport.Origin.SEEN,
            begunAt,
            reading.startedBy(),
            report,
            samples.list(),
            (transaction, id) ->
                ReadingRows.update(
                    transaction, reading.doneWith(id, report.objects(), now()), reading.owner()));
  }

  /**
   * A moment after every change of the cluster that what is read from now on may not know: the lock
   * waits for those that have begun.
   */
  private Instant beginning(Reading reading) {
    return database.transaction(transaction -> {
      Optional<Cluster> _ = ClusterRows.lock(transaction, reading.tenant(), reading.cluster());
      return now();
    });
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
