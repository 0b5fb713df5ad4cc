package redoubt.signatures.watch;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import redoubt.core.Failure;
import redoubt.signatures.foreign.Use;
import redoubt.signatures.foreign.Workloads;
import redoubt.signatures.sql.WorkloadRows;
import redoubt.store.Database;

/** Keeps what workloads of clusters name. */
final class ClusterReader {
  static final Duration READING = Duration.ofSeconds(30);

  /** After which a cluster is taken once more, if the server ended meanwhile. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Database database;
  private final Workloads workloads;
  private final Covers covers;
  private final InstantSource clock;
  private volatile String last = "";

  ClusterReader(Database database, Workloads workloads, Covers covers, InstantSource clock) {
    this.database = database;
    this.workloads = workloads;
    this.covers = covers;
    this.clock = clock;
  }

  /**
   * Reads what workloads of clusters name, of as many as can be read in a minute, each tenant in
   * its turn. One that does not answer keeps what it named.
   */
  void readClusters() {
    List<Workloads.Cluster> clusters = workloads.clusters();
    database.transaction(transaction -> {
      WorkloadRows.watch(transaction, clusters, clock.instant());
      return true;
    });
    Workers.untilNothingIsLeft(() -> next().map(this::read).isPresent());
  }

  private Optional<WorkloadRows.Due> next() {
    Optional<WorkloadRows.Due> taken =
        database.transaction(
            transaction -> WorkloadRows.take(transaction, last, clock.instant(), PATIENCE));
    taken.ifPresent(one -> last = one.cluster().instance());
    return taken;
  }

  private WorkloadRows.Due read(WorkloadRows.Due due) {
    Workloads.Cluster cluster = due.cluster();
    try {
      Set<Use> uses = workloads.visit(cluster, Reading::of);
      Instant now = clock.instant();
      database.transaction(transaction -> {
        // A little earlier than it is looked for, so that it is not missed by a moment.
        WorkloadRows.put(
            transaction, cluster, uses, now, now.plus(READING).minus(READING.dividedBy(10)));
        return true;
      });
      covers.follow(cluster.instance());
    } catch (Failure e) {
      database.transaction(transaction -> {
        WorkloadRows.failed(
            transaction,
            cluster,
            Pacing.said(e),
            clock.instant().plus(Pacing.pause(READING, due.failures())));
        return true;
      });
    }
    return due;
  }
}
