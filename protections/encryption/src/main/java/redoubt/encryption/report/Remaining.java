package redoubt.encryption.report;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import redoubt.core.Failure;
import redoubt.encryption.Cluster;
import redoubt.encryption.sql.ClusterRows;
import redoubt.store.Database;

/** Whether stored objects of a cluster still need its root keys, by what was read from its etcd. */
public final class Remaining {
  /** For how long a reading tells how it is. */
  static final Duration FRESH = Duration.ofMinutes(15);

  private final Database database;
  private final Reports reports;
  private final InstantSource clock;

  public Remaining(Database database, Reports reports, InstantSource clock) {
    this.database = database;
    this.reports = reports;
    this.clock = clock;
  }

  /**
   * Returns when this server saw, in the last quarter of an hour and since the cluster was set to
   * be disabled, that no stored object needs a root key of the cluster.
   *
   * @throws Failure {@code encryption.still-encrypted} with their number, {@code
   *     encryption.not-seen}
   */
  public void requireNone(Cluster cluster) {
    Instant since =
        database.read(handle -> ClusterRows.phaseSince(handle, cluster.tenant(), cluster.id()));
    Instant fresh = clock.instant().minus(FRESH);
    StoredReport last =
        reports
            .latestSeen(cluster)
            .filter(
                report -> !report.begunAt().isBefore(since) && !report.begunAt().isBefore(fresh))
            .orElseThrow(Remaining::notSeen);
    if (last.counts().needing() > 0) {
      throw new Failure(
          Failure.Kind.CONFLICT,
          "encryption.still-encrypted",
          last.counts().needing()
              + (last.counts().needing() == 1 ? " stored object needs" : " stored objects need")
              + " the root key, as read at "
              + last.begunAt().truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
              + ".",
          "Write them back with redoubt encryption migrate NAME, then take a new ledger: redoubt"
              + " encryption ledger NAME.");
    }
  }

  private static Failure notSeen() {
    return new Failure(
        Failure.Kind.CONFLICT,
        "encryption.not-seen",
        "Nobody has looked into etcd in the last 15 minutes, since the cluster was set to be"
            + " disabled, whether stored objects need the root key.",
        "Take a ledger: redoubt encryption ledger NAME; then try again.");
  }
}
