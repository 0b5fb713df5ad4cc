package redoubt.encryption.migrate;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.BackgroundTask;
import redoubt.core.Failure;
import redoubt.encryption.Cluster;
import redoubt.encryption.FairPlaces;
import redoubt.encryption.cluster.Clusters;
import redoubt.encryption.cluster.Settling;
import redoubt.encryption.kube.KubeApi;
import redoubt.encryption.kube.KubeResource;
import redoubt.encryption.sql.ClusterRows;
import redoubt.encryption.sql.MigrationRows;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.store.Database;

/**
 * Goes on with the migrations that run, on one server at a time, of each a page after the other,
 * and deletes from clusters what those that ended asked for. The place is written after each page:
 * who goes on after a crash does at most one page again, which changes nothing. What is written is
 * decided under the cluster's lock: a migration is done only if it did what the cluster still
 * needs, and what somebody said meanwhile holds.
 */
final class Turns {
  private static final Logger LOG = LoggerFactory.getLogger(Turns.class);
  private static final String ACTOR = "encryption";
  private static final Duration TURN = Duration.ofSeconds(10);
  private static final Duration WHILE = Duration.ofMinutes(1);
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /** Each holds a page of names, and eight connections. */
  private static final int AT_ONCE = 32;

  private static final int AT_ONCE_OF_A_TENANT = 8;

  /** An API server that has just started refuses for a while what it will allow. */
  private static final Duration PATIENCE_WITH_A_NO = Duration.ofMinutes(2);

  private final Database database;
  private final Clusters clusters;
  private final Migrations migrations;
  private final Ledger ledger;
  private final InstantSource clock;
  private final Round round;

  Turns(
      Database database,
      Clusters clusters,
      Migrations migrations,
      Ledger ledger,
      InstantSource clock) {
    this.database = database;
    this.clusters = clusters;
    this.migrations = migrations;
    this.ledger = ledger;
    this.clock = clock;
    this.round =
        new Round(
            new FairPlaces(AT_ONCE, AT_ONCE_OF_A_TENANT),
            () -> database.read(MigrationRows::unfinished),
            this::turn);
  }

  List<BackgroundTask> tasks() {
    return List.of(
        new BackgroundTask("encryption.migration", Duration.ofSeconds(1), () -> round.go(WHILE)));
  }

  /** Returns whether it may go on at once. */
  private boolean turn(Migration running, Duration waited) {
    try {
      return goOn(running) && !migrations.isWaiting(running);
    } catch (Failure failure) {
      trouble(running, failure, waited);
    } catch (RuntimeException e) {
      LOG.error("a migration broke", e);
      trouble(running, broke(), waited);
    }
    return false;
  }

  /** Returns whether there was anything new to the end. */
  private boolean goOn(Migration begun) {
    Optional<Cluster> cluster = clusters.find(begun.tenant(), begun.cluster().toString());
    if (cluster.isEmpty()) {
      return false;
    }
    long end = System.nanoTime() + TURN.toNanos();
    try (KubeApi api =
        KubeApi.visit(Migrations.access(clusters, cluster.get()), clusters.outward())) {
      Handover handover = new Handover(api, clock);
      Migration at = begun;
      boolean anythingNew = true;
      while (anythingNew && System.nanoTime() < end) {
        if (at.way().isOver()) {
          handover.tidy(at.way().task().orElseThrow());
          at = forget(at);
        }
        if (at.state() != Migration.State.RUNNING
            || clock.instant().isBefore(migrations.settledAt(cluster.get()))) {
          return false;
        }
        KubeResource resource = api.resource(at.resources().get(at.position()));
        Migration reached =
            switch (at.way().means()) {
              case REWRITING -> Rewriting.page(api, resource, at, clock);
              case STORAGE_VERSION_MIGRATION -> handover.step(resource, at);
            };
        anythingNew = !reached.equals(at);
        at = anythingNew ? save(at, reached) : at;
      }
      return anythingNew;
    }
  }

  /** What was left in the cluster is not there any more; returns what is stored now. */
  private Migration forget(Migration at) {
    return database.transaction(transaction -> {
      MigrationRows.forget(transaction, at.tenant(), at.id(), at.way().task().orElseThrow());
      return MigrationRows.find(transaction, at.tenant(), at.id())
          .orElse(at.with(Migration.State.STOPPED, Optional.empty(), at.updatedAt()));
    });
  }

  /** Writes how far it is, unless its means is another meanwhile; returns what is stored now. */
  private Migration save(Migration before, Migration reached) {
    return database.transaction(transaction -> {
      Optional<Cluster> locked = ClusterRows.lock(transaction, reached.tenant(), reached.cluster());
      Optional<Migration> stored = stored(transaction, reached);
      if (locked.isEmpty() || stored.isEmpty()) {
        return reached.with(Migration.State.STOPPED, Optional.empty(), reached.updatedAt());
      }
      if (!stored.get().way().equals(before.way())) {
        return stored.get();
      }
      Optional<Aim> aim = Aim.of(transaction, locked.get());
      if (aim.isEmpty()) {
        return stored.get().state() == Migration.State.RUNNING
            ? fail(transaction, reached, noAim())
            : stored.get();
      }
      Migration heeding = reached.heeding(stored.get(), clock.instant());
      Migration at =
          aim.get().equals(reached.aim()) ? heeding : heeding.anew(aim.get(), clock.instant());
      MigrationRows.update(transaction, at);
      if (at.state() == Migration.State.DONE) {
        ledger.append(
            transaction,
            List.of(
                entry(
                    at,
                    "encryption.migration.end",
                    Map.of(
                        "by", at.way().means().word(),
                        "rewritten", Long.toString(at.counts().rewritten()),
                        "byOthers", Long.toString(at.counts().byOthers()),
                        "gone", Long.toString(at.counts().gone()),
                        "unchanged", Long.toString(at.counts().unchanged())))));
      }
      return at;
    });
  }

  /** Is tried again for a while, shorter when the answer was no; then the migration fails. */
  private void trouble(Migration running, Failure failure, Duration waited) {
    boolean passes =
        failure.kind() == Failure.Kind.UNAVAILABLE || failure.kind() == Failure.Kind.TOO_MANY;
    Duration patience =
        failure instanceof GaveUp ? Duration.ZERO : passes ? PATIENCE : PATIENCE_WITH_A_NO;
    boolean failed =
        database.transaction(transaction -> {
          Optional<Cluster> locked =
              ClusterRows.lock(transaction, running.tenant(), running.cluster());
          Optional<Migration> now =
              stored(transaction, running)
                  .filter(found -> found.state() == Migration.State.RUNNING);
          if (locked.isEmpty() || now.isEmpty()) {
            leave(transaction, running);
            return true;
          }
          // The wait for API servers to follow is no trouble, nor is that for its turn.
          Instant since = later(now.get().updatedAt(), Settling.at(transaction, locked.get()));
          Duration troubled = Duration.between(since, clock.instant()).minus(waited);
          if (troubled.compareTo(patience) < 0) {
            return false;
          }
          Migration _ = fail(transaction, now.get(), failure);
          return true;
        });
    if (!failed) {
      LOG.info("a migration is tried again: {} {}", failure.code(), failure.what());
    }
  }

  /** What is left of a migration that has ended in a cluster that is away stays there. */
  private void leave(Handle transaction, Migration ended) {
    ended
        .way()
        .task()
        .filter(left -> left.phase() == Task.Phase.OVER)
        .filter(left -> !clock.instant().isBefore(left.since().plus(PATIENCE)))
        .ifPresent(left -> MigrationRows.forget(transaction, ended.tenant(), ended.id(), left));
  }

  private Migration fail(Handle transaction, Migration at, Failure failure) {
    String why = failure instanceof GaveUp gaveUp ? gaveUp.told() : failure.what();
    Migration failed = at.with(Migration.State.FAILED, Optional.of(why), clock.instant());
    MigrationRows.update(transaction, failed);
    ledger.append(
        transaction,
        List.of(entry(failed, "encryption.migration.fail", Map.of("code", failure.code()))));
    return failed;
  }

  /** As it is stored, if it goes on or was stopped at most: nobody began another. */
  private static Optional<Migration> stored(Handle transaction, Migration migration) {
    return MigrationRows.last(transaction, migration.tenant(), migration.cluster())
        .filter(found -> found.id().equals(migration.id()))
        .filter(found ->
            found.state() == Migration.State.RUNNING || found.state() == Migration.State.STOPPED);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static Failure noAim() {
    return new Failure(
        Failure.Kind.CONFLICT,
        "encryption.migration-without-key",
        "The root key was let go before everything was written.",
        "Choose one: redoubt encryption enable NAME --key KEY --out DIR; then migrate.");
  }

  private static Failure broke() {
    return new Failure(
        Failure.Kind.INTERNAL,
        "encryption.migration-broke",
        "The migration met something that it does not know.",
        "Look into the server's log, and report it.");
  }

  private Entry entry(Migration migration, String action, Map<String, String> details) {
    return Entry.ok(
        clock.instant(),
        migration.tenant(),
        ACTOR,
        action,
        migration.cluster().toString(),
        details);
  }
}
