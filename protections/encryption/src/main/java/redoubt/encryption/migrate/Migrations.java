package redoubt.encryption.migrate;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import redoubt.core.BackgroundTask;
import redoubt.core.Failure;
import redoubt.crypto.Ids;
import redoubt.encryption.Cluster;
import redoubt.encryption.EncryptionFailures;
import redoubt.encryption.cluster.Clusters;
import redoubt.encryption.cluster.Settling;
import redoubt.encryption.kube.KubeAccess;
import redoubt.encryption.kube.KubeApi;
import redoubt.encryption.sql.ClusterRows;
import redoubt.encryption.sql.MigrationRows;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.store.Database;

/** Begins, stops and shows the rewriting of clusters' stored objects; see {@link Turns}. */
public final class Migrations {
  /** Most writes a second unless somebody says otherwise. */
  public static final int USUAL_RATE = 200;

  private final Database database;
  private final Clusters clusters;
  private final Ledger ledger;
  private final InstantSource clock;

  public Migrations(Database database, Clusters clusters, Ledger ledger, InstantSource clock) {
    this.database = database;
    this.clusters = clusters;
    this.ledger = ledger;
    this.clock = clock;
  }

  /**
   * What somebody wants of a migration.
   *
   * @param rate most writes a second, 0 for as fast as the API server bears; empty for {@link
   *     #USUAL_RATE}, or what it was before. Only what Redoubt writes itself has a rate
   * @param by the cluster's own controller only if it is asked for
   * @param restart all is begun anew
   */
  public record Wish(OptionalInt rate, Means by, boolean restart) {
    /** Refuses a rate for what has its own. */
    public Wish {
      if (rate.isPresent() && by == Means.STORAGE_VERSION_MIGRATION) {
        throw new Failure(
            Failure.Kind.INVALID,
            "encryption.rate-of-the-cluster",
            "A StorageVersionMigration is as fast as the cluster's controller is.",
            "Leave --rate out, or rewrite: --by rewriting --rate N.");
      }
    }
  }

  /**
   * Begins to rewrite what the cluster encrypts, or goes on with what was stopped or failed.
   *
   * @throws Failure {@code encryption.not-enabled}, {@code encryption.no-kubeconfig}, {@code
   *     encryption.missing-rights} naming the verbs, {@code encryption.not-served}, {@code
   *     encryption.migration-runs}
   */
  public Migration begin(String actor, Cluster cluster, Wish wish) {
    if (cluster.phase() == Cluster.Phase.OFF) {
      throw EncryptionFailures.notEnabled();
    }
    try (KubeApi api = KubeApi.visit(access(clusters, cluster), clusters.outward())) {
      new Rights(api, cluster.resources()).require(wish.by());
    }
    return database.transaction(transaction -> {
      Cluster locked =
          ClusterRows.lock(transaction, cluster.tenant(), cluster.id())
              .orElseThrow(EncryptionFailures::noSuchCluster);
      Aim aim = Aim.of(transaction, locked).orElseThrow(EncryptionFailures::notEnabled);
      Optional<Migration> last = MigrationRows.last(transaction, locked.tenant(), locked.id());
      if (last.filter(found -> found.state() == Migration.State.RUNNING).isPresent()) {
        throw runs();
      }
      boolean goesOn =
          !wish.restart()
              && last.filter(
                      found -> found.state() != Migration.State.DONE && found.aim().equals(aim))
                  .isPresent();
      Migration begun =
          goesOn
              ? last.get().resumed(wish.rate(), wish.by(), clock.instant())
              : fresh(actor, locked, aim, wish.rate().orElse(USUAL_RATE), wish.by());
      if (goesOn) {
        MigrationRows.update(transaction, begun);
      } else {
        last.ifPresent(ended -> MigrationRows.update(transaction, ended.tidied(clock.instant())));
        MigrationRows.insert(transaction, begun);
      }
      ledger.append(
          transaction,
          List.of(
              entry(
                  begun,
                  actor,
                  goesOn ? "encryption.migration.resume" : "encryption.migration.begin",
                  Map.of(
                      "resources",
                      String.join(",", begun.resources()),
                      "by",
                      begun.way().means().word()))));
      return begun;
    });
  }

  private Migration fresh(String actor, Cluster cluster, Aim aim, int rate, Means by) {
    return new Migration(
        cluster.tenant(),
        cluster.id(),
        Ids.random(),
        Migration.State.RUNNING,
        aim,
        new Way(by, Optional.empty()),
        0,
        Optional.empty(),
        0,
        Counts.NONE,
        rate,
        Optional.empty(),
        clock.instant(),
        actor,
        clock.instant());
  }

  /** Stops after the page at hand; {@link #begin} goes on from there. */
  public Optional<Migration> stop(String actor, Cluster cluster) {
    return database.transaction(transaction -> {
      Optional<Migration> running =
          MigrationRows.lockLast(transaction, cluster.tenant(), cluster.id())
              .filter(found -> found.state() == Migration.State.RUNNING);
      running.ifPresent(found -> {
        MigrationRows.update(
            transaction, found.with(Migration.State.STOPPED, Optional.empty(), clock.instant()));
        ledger.append(
            transaction, List.of(entry(found, actor, "encryption.migration.stop", Map.of())));
      });
      return running;
    });
  }

  /** The last one of a cluster. */
  public Optional<Migration> last(Cluster cluster) {
    return database.read(handle -> MigrationRows.last(handle, cluster.tenant(), cluster.id()));
  }

  /** What goes on with the migrations that run. */
  public List<BackgroundTask> tasks() {
    return new Turns(database, clusters, this, ledger, clock).tasks();
  }

  /** From when on API servers write as the cluster's phase and key want it. */
  public Instant settledAt(Cluster cluster) {
    return database.read(handle -> Settling.at(handle, cluster));
  }

  /** Whether API servers may not have followed yet, so that writing would be in vain. */
  public boolean isWaiting(Migration migration) {
    return migration.state() == Migration.State.RUNNING
        && clusters
            .find(migration.tenant(), migration.cluster().toString())
            .filter(cluster -> clock.instant().isBefore(settledAt(cluster)))
            .isPresent();
  }

  static KubeAccess access(Clusters clusters, Cluster cluster) {
    return clusters
        .kube(cluster)
        .orElseThrow(() ->
            new Failure(
                Failure.Kind.CONFLICT,
                "encryption.no-kubeconfig",
                "The cluster was added without a kubeconfig, so its objects cannot be"
                    + " rewritten.",
                "Give it one: redoubt cluster update NAME --kubeconfig FILE."));
  }

  private static Failure runs() {
    return new Failure(
        Failure.Kind.CONFLICT,
        "encryption.migration-runs",
        "A migration of this cluster is running.",
        "Look at it with redoubt encryption status NAME.");
  }

  private Entry entry(
      Migration migration, String actor, String action, Map<String, String> details) {
    return Entry.ok(
        clock.instant(),
        migration.tenant(),
        actor,
        action,
        migration.cluster().toString(),
        details);
  }
}
