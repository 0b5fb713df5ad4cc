package redoubt.encryption.migrate;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.BackgroundTask;
import redoubt.core.Failure;
import redoubt.crypto.Randomness;
import redoubt.encryption.Cluster;
import redoubt.encryption.EncryptionFailures;
import redoubt.encryption.cluster.Clusters;
import redoubt.encryption.kube.KubeAccess;
import redoubt.encryption.kube.KubeApi;
import redoubt.encryption.kube.KubeResource;
import redoubt.encryption.sql.ClusterRows;
import redoubt.encryption.sql.LeaseRows;
import redoubt.encryption.sql.MigrationRows;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.store.Database;

/**
 * Rewrites the stored objects of clusters, one server at a time, a page after the other. The place
 * is written after each page: who goes on after a crash does at most one page again, which changes
 * nothing.
 */
public final class Migrations {
  /** Most writes a second unless somebody says otherwise. */
  public static final int USUAL_RATE = 200;

  private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);
  private static final String ACTOR = "encryption";
  private static final Duration TURN = Duration.ofSeconds(10);
  private static final Duration WHILE = Duration.ofMinutes(1);
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /** An API server that has just started refuses for a while what it will allow. */
  private static final Duration PATIENCE_WITH_A_NO = Duration.ofMinutes(2);

  /**
   * API servers ask for the key_id and look at their configuration once a minute, and write under
   * the key_id of before for three minutes at the most; plugins follow within ten seconds.
   */
  private static final Duration SETTLING = Duration.ofSeconds(200);

  private static final List<String> VERBS = List.of("list", "patch");

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
   * Begins to rewrite what the cluster encrypts, or goes on with what was stopped or failed.
   *
   * @param rate most writes a second, 0 for as fast as the API server bears; empty for {@link
   *     #USUAL_RATE}, or what it was before
   * @throws Failure {@code encryption.not-enabled}, {@code encryption.no-kubeconfig}, {@code
   *     encryption.missing-rights} naming the verbs, {@code encryption.migration-runs}
   */
  public Migration begin(String actor, Cluster cluster, OptionalInt rate, boolean resume) {
    if (cluster.phase() == Cluster.Phase.OFF) {
      throw EncryptionFailures.notEnabled();
    }
    requireRights(cluster);
    return database.transaction(transaction -> {
      Optional<Migration> last =
          MigrationRows.lockLast(transaction, cluster.tenant(), cluster.id());
      if (last.filter(found -> found.state() == Migration.State.RUNNING).isPresent()) {
        throw runs();
      }
      boolean goesOn =
          resume
              && last.filter(found ->
                      found.state() != Migration.State.DONE
                          && found.generation() == generation(transaction, cluster)
                          && found.decrypting() == (cluster.phase() == Cluster.Phase.DISABLING)
                          && found.resources().equals(cluster.resources()))
                  .isPresent();
      Migration begun =
          goesOn
              ? last.get().resumed(rate, clock.instant())
              : fresh(actor, cluster, generation(transaction, cluster), rate.orElse(USUAL_RATE));
      if (goesOn) {
        MigrationRows.update(transaction, begun);
      } else {
        MigrationRows.insert(transaction, begun);
      }
      ledger.append(
          transaction,
          List.of(
              entry(
                  begun,
                  actor,
                  goesOn ? "encryption.migration.resume" : "encryption.migration.begin",
                  Map.of("resources", String.join(",", begun.resources())))));
      return begun;
    });
  }

  private static long generation(Handle handle, Cluster cluster) {
    return LeaseRows.terms(handle, cluster.tenant(), cluster.id())
        .map(terms -> terms.generation().number())
        .orElse(0L);
  }

  private Migration fresh(String actor, Cluster cluster, long generation, int rate) {
    ByteBuffer random = ByteBuffer.wrap(Randomness.bytes(16));
    return new Migration(
        cluster.tenant(),
        cluster.id(),
        new UUID(
            (random.getLong() & ~0xF000L) | 0x4000L,
            (random.getLong() & ~(0b11L << 62)) | (0b10L << 62)),
        Migration.State.RUNNING,
        cluster.phase() == Cluster.Phase.DISABLING,
        generation,
        cluster.resources(),
        0,
        Optional.empty(),
        0,
        0,
        0,
        0,
        0,
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

  public List<BackgroundTask> tasks() {
    return List.of(new BackgroundTask("encryption.migration", Duration.ofSeconds(1), this::turn));
  }

  /** Goes on with every running migration, in turns, for a while. */
  private void turn() {
    long end = System.nanoTime() + WHILE.toNanos();
    boolean busy;
    do {
      busy = false;
      for (Migration running : database.read(MigrationRows::running)) {
        try {
          goOn(running);
          busy |= !isWaiting(running);
        } catch (Failure failure) {
          trouble(running, failure);
        } catch (RuntimeException e) {
          // One that breaks must not keep the others from going on.
          LOG.error("a migration broke", e);
          trouble(running, broke());
        }
      }
    } while (busy && System.nanoTime() < end && !Thread.currentThread().isInterrupted());
  }

  private void goOn(Migration begun) {
    Optional<Cluster> cluster = clusters.find(begun.tenant(), begun.cluster().toString());
    if (cluster.isEmpty()) {
      return;
    }
    long end = System.nanoTime() + TURN.toNanos();
    try (KubeApi api = new KubeApi(access(cluster.get()))) {
      Migration at = begun;
      while (at.state() == Migration.State.RUNNING && System.nanoTime() < end) {
        if (clock.instant().isBefore(settledAt(cluster.get()))) {
          return;
        }
        KubeResource resource = api.resource(at.resources().get(at.position()));
        at = save(Rewriting.page(api, resource, at, clock), cluster.get());
      }
    }
  }

  /** From when on API servers write as the cluster's phase and key want it. */
  public Instant settledAt(Cluster cluster) {
    return database.read(handle -> {
      Instant phase = ClusterRows.phaseSince(handle, cluster.tenant(), cluster.id());
      Instant key =
          LeaseRows.terms(handle, cluster.tenant(), cluster.id())
              .map(terms -> terms.generation().since())
              .orElse(Instant.EPOCH);
      return (key.isAfter(phase) ? key : phase).plus(SETTLING);
    });
  }

  /** Whether API servers may not have followed yet, so that writing would be in vain. */
  public boolean isWaiting(Migration migration) {
    return migration.state() == Migration.State.RUNNING
        && clusters
            .find(migration.tenant(), migration.cluster().toString())
            .filter(cluster -> clock.instant().isBefore(settledAt(cluster)))
            .isPresent();
  }

  /** Writes how far it is; somebody may have stopped it meanwhile, which holds. */
  private Migration save(Migration reached, Cluster cluster) {
    return database.transaction(transaction -> {
      long generation = generation(transaction, cluster);
      Migration at =
          reached.generation() == generation
              ? reached
              : reached
                  .anew(generation, clock.instant())
                  .with(Migration.State.RUNNING, Optional.empty(), clock.instant());
      Optional<Migration> stored =
          MigrationRows.lockLast(transaction, at.tenant(), at.cluster())
              .filter(found -> found.id().equals(at.id()));
      if (stored.isEmpty()) {
        return at.with(Migration.State.STOPPED, Optional.empty(), at.updatedAt());
      }
      boolean stopped =
          stored.get().state() == Migration.State.STOPPED && at.state() == Migration.State.RUNNING;
      Migration written =
          stopped ? at.with(Migration.State.STOPPED, Optional.empty(), clock.instant()) : at;
      MigrationRows.update(transaction, written);
      if (written.state() == Migration.State.DONE) {
        ledger.append(
            transaction,
            List.of(
                entry(
                    written,
                    ACTOR,
                    "encryption.migration.end",
                    Map.of(
                        "rewritten", Long.toString(written.rewritten()),
                        "byOthers", Long.toString(written.byOthers()),
                        "gone", Long.toString(written.gone()),
                        "unchanged", Long.toString(written.unchanged())))));
      }
      return written;
    });
  }

  /** Is tried again for a while, shorter when the answer was no; then the migration fails. */
  private void trouble(Migration running, Failure failure) {
    boolean passes =
        failure.kind() == Failure.Kind.UNAVAILABLE || failure.kind() == Failure.Kind.TOO_MANY;
    Migration now = last(running).orElse(running);
    Duration patience = passes ? PATIENCE : PATIENCE_WITH_A_NO;
    Instant since = later(now.updatedAt(), settledAt(now));
    if (Duration.between(since, clock.instant()).compareTo(patience) < 0) {
      LOG.info("a migration is tried again: {} {}", failure.code(), failure.what());
      return;
    }
    database.transaction(transaction -> {
      MigrationRows.update(
          transaction,
          now.with(Migration.State.FAILED, Optional.of(failure.what()), clock.instant()));
      ledger.append(
          transaction,
          List.of(entry(now, ACTOR, "encryption.migration.fail", Map.of("code", failure.code()))));
      return now;
    });
  }

  /** When writing could begin, so that the wait for it is no trouble. */
  private Instant settledAt(Migration running) {
    return clusters
        .find(running.tenant(), running.cluster().toString())
        .map(this::settledAt)
        .orElse(running.startedAt());
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private Optional<Migration> last(Migration running) {
    return database.read(handle ->
        MigrationRows.last(handle, running.tenant(), running.cluster())
            .filter(found -> found.id().equals(running.id())));
  }

  private void requireRights(Cluster cluster) {
    try (KubeApi api = new KubeApi(access(cluster))) {
      List<String> missing = new ArrayList<>();
      for (String name : cluster.resources()) {
        KubeResource resource = api.resource(name);
        api.missing(resource, VERBS).forEach(verb -> missing.add(verb + " " + name));
      }
      if (!missing.isEmpty()) {
        throw new Failure(
            Failure.Kind.FORBIDDEN,
            "encryption.missing-rights",
            "The kubeconfig's user may not: " + String.join(", ", missing) + ".",
            "Grant it a ClusterRole with these verbs, or give the cluster another kubeconfig: redoubt"
                + " cluster update NAME --kubeconfig FILE.");
      }
    }
  }

  private KubeAccess access(Cluster cluster) {
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

  private static Failure broke() {
    return new Failure(
        Failure.Kind.INTERNAL,
        "encryption.migration-broke",
        "The migration met something that it does not know.",
        "Look into the server's log, and report it.");
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
