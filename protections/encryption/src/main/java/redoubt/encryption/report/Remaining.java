package redoubt.encryption.report;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jdbi.v3.core.Handle;
import redoubt.core.Failure;
import redoubt.encryption.Cluster;
import redoubt.encryption.cluster.Settling;
import redoubt.encryption.sql.ClusterRows;
import redoubt.encryption.sql.ReportRows;

/** Whether stored objects of a cluster still need its root keys, by what was read from its etcd. */
public final class Remaining {
  /** For how long a reading, once it is over, tells how it is. */
  static final Duration FRESH = Duration.ofMinutes(15);

  private final InstantSource clock;

  public Remaining(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Returns when this server saw that no stored object needs a root key of the cluster, in a
   * reading that began since the cluster was set to be disabled and API servers followed, and since
   * it is reached as it is now, and that was over in the last quarter of an hour. Under the
   * cluster's lock this holds until the transaction ends.
   *
   * @throws Failure {@code encryption.still-encrypted} with their number, {@code
   *     encryption.not-seen}, {@code encryption.not-settled}, {@code encryption.nothing-seen}
   */
  public void requireNone(Handle transaction, Cluster cluster) {
    Instant fresh = clock.instant().minus(FRESH);
    Instant phase = ClusterRows.phaseSince(transaction, cluster.tenant(), cluster.id());
    Instant reached = ClusterRows.reachedSince(transaction, cluster.tenant(), cluster.id());
    StoredReport last =
        ReportRows.latestSeen(transaction, cluster.tenant(), cluster.id())
            .filter(report ->
                report.begunAt().isAfter(phase)
                    && report.begunAt().isAfter(reached)
                    && !report.storedAt().isBefore(fresh))
            .orElseThrow(Remaining::notSeen);
    if (last.counts().needing() > 0) {
      throw stillEncrypted(last);
    }
    Instant settled = Settling.at(transaction, cluster);
    if (last.begunAt().isBefore(settled)) {
      throw notSettled(settled);
    }
    if (last.counts().objects() == 0) {
      throw nothingSeen();
    }
  }

  private static Failure stillEncrypted(StoredReport last) {
    long needing = last.counts().needing();
    return new Failure(
        Failure.Kind.CONFLICT,
        "encryption.still-encrypted",
        needing
            + (needing == 1 ? " stored object needs" : " stored objects need")
            + " the root key, as read at "
            + last.begunAt().truncatedTo(ChronoUnit.SECONDS)
            + ".",
        "Write them back with redoubt encryption migrate NAME, then take a new ledger: redoubt"
            + " encryption ledger NAME.");
  }

  private static Failure notSeen() {
    return new Failure(
        Failure.Kind.CONFLICT,
        "encryption.not-seen",
        "No ledger of etcd that ended in the last 15 minutes was begun since the cluster was set to"
            + " be disabled and is reached as it is now.",
        "Take a ledger: redoubt encryption ledger NAME; then try again.");
  }

  private static Failure notSettled(Instant settled) {
    return new Failure(
        Failure.Kind.CONFLICT,
        "encryption.not-settled",
        "The last ledger was begun while API servers could still write under the root key, which"
            + " they can until "
            + settled.truncatedTo(ChronoUnit.SECONDS)
            + ".",
        "Take a ledger after that: redoubt encryption ledger NAME; then try again.");
  }

  private static Failure nothingSeen() {
    return new Failure(
        Failure.Kind.CONFLICT,
        "encryption.nothing-seen",
        "The last ledger found no object at all, as no etcd of a cluster is.",
        "Name the cluster's own etcd: redoubt cluster update NAME --etcd-endpoints URL; then take a"
            + " ledger.");
  }
}
