package redoubt.signatures.watch;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.Failure;
import redoubt.signatures.foreign.Workloads;
import redoubt.signatures.sql.WorkloadRows;
import redoubt.store.Database;

/** Keeps what workloads of clusters name. */
final class ClusterReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterReader.class);
  static final Duration READING = Duration.ofSeconds(30);

  /** After which a cluster is taken once more, if the server ended meanwhile. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Database database;
  private final Workloads workloads;
  private final Covers covers;
  private final InstantSource clock;
  private final Workers workers = new Workers();
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
    know();
    workers.untilNothingIsLeft(this::readNext);
  }

  /** The same, in threads of its own. */
  void begin() {
    know();
    workers.begin(this::readNext);
  }

  private void know() {
    List<Workloads.Cluster> clusters = workloads.clusters();
    database.transaction(transaction -> {
      WorkloadRows.watch(transaction, clusters, clock.instant());
      return true;
    });
  }

  private boolean readNext() {
    return next().map(this::read).isPresent();
  }

  @Override
  public void close() {
    workers.close();
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
      Reading reading = workloads.visit(cluster, Reading::of);
      Instant now = clock.instant();
      database.transaction(transaction -> {
        // A little earlier than it is looked for, so that it is not missed by a moment.
        WorkloadRows.put(
            transaction,
            cluster,
            reading.uses(),
            reading.said(),
            now,
            now.plus(READING).minus(READING.dividedBy(10)));
        return true;
      });
      covers.follow(cluster.instance(), reading.uses());
    } catch (Failure e) {
      failed(due, Pacing.said(e));
    } catch (RuntimeException e) {
      LOG.warn("workloads of {} could not be read: {}", cluster.id(), e.toString());
      failed(due, "It could not be read.");
    }
    return due;
  }

  private void failed(WorkloadRows.Due due, String said) {
    Instant again = clock.instant().plus(Pacing.pause(READING, due.failures()));
    database.transaction(transaction -> {
      WorkloadRows.failed(transaction, due.cluster(), said, again);
      return true;
    });
  }
}
