package redoubt.encryption.report;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.BackgroundTask;
import redoubt.core.Failure;
import redoubt.crypto.Ids;
import redoubt.encryption.Cluster;
import redoubt.encryption.EncryptionFailures;
import redoubt.encryption.FairPlaces;
import redoubt.encryption.RootKeys;
import redoubt.encryption.cluster.Clusters;
import redoubt.encryption.outward.TookTooLong;
import redoubt.encryption.sql.ClusterRows;
import redoubt.encryption.sql.ReadingRows;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.store.Database;

/**
 * Reads the etcd of clusters, one reading of a cluster at a time. A reading belongs to the server
 * that says so in the database every second; of one that fell silent another begins the reading
 * anew, {@link #MOST_ATTEMPTS} times at most, then it has failed. Reading changes nothing.
 */
public final class Readings implements AutoCloseable {
  static final int MOST_ATTEMPTS = 3;
  static final Duration SILENCE = Duration.ofSeconds(20);

  private static final Logger LOG = LoggerFactory.getLogger(Readings.class);
  private static final Duration ENDING = Duration.ofSeconds(5);
  private static final String ACTOR = "encryption";
  private static final int AT_ONCE = 4;
  private static final int AT_ONCE_OF_A_TENANT = 2;

  private final Database database;
  private final Visits visits;
  private final Ledger ledger;
  private final InstantSource clock;

  /** This server, from its start to its end. */
  private final UUID self = Ids.random();

  private final FairPlaces places = new FairPlaces(AT_ONCE, AT_ONCE_OF_A_TENANT);
  private final Set<Run> runs = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  public Readings(
      Database database,
      Clusters clusters,
      RootKeys keys,
      Expected expected,
      Reports reports,
      Ledger ledger,
      InstantSource clock) {
    this.database = database;
    this.visits = new Visits(database, clusters, keys, expected, reports, clock);
    this.ledger = ledger;
    this.clock = clock;
  }

  /**
   * Begins to read the cluster's etcd.
   *
   * @param every whether each object is opened, not samples only
   * @throws Failure {@code encryption.no-etcd}, {@code encryption.reading-runs}
   */
  public Reading begin(String actor, Cluster cluster, boolean every) {
    if (cluster.etcdEndpoints().isEmpty()) {
      throw ReadingFailures.noEtcd();
    }
    Reading begun = Reading.begun(cluster, Ids.random(), every, self, actor, now());
    database.transaction(transaction -> {
      Cluster locked =
          ClusterRows.lock(transaction, cluster.tenant(), cluster.id())
              .orElseThrow(EncryptionFailures::noSuchCluster);
      if (ReadingRows.last(transaction, locked.tenant(), locked.id())
          .filter(last -> last.state() == Reading.State.RUNNING)
          .isPresent()) {
        throw ReadingFailures.runs();
      }
      ReadingRows.insert(transaction, begun);
      ledger.append(
          transaction,
          List.of(
              entry(
                  begun,
                  actor,
                  "encryption.reading.begin",
                  Map.of("reading", begun.id().toString(), "every", Boolean.toString(every)))));
      return begun;
    });
    start(begun);
    return begun;
  }

  /** Ends the reading that runs, if one does; nothing comes of it. */
  public Optional<Reading> stop(String actor, Cluster cluster) {
    Optional<Reading> stopped =
        database.transaction(transaction -> {
          Optional<Reading> running =
              ReadingRows.last(transaction, cluster.tenant(), cluster.id())
                  .filter(last -> last.state() == Reading.State.RUNNING)
                  .map(last -> last.with(Reading.State.STOPPED, now()))
                  .filter(last -> ReadingRows.update(transaction, last, last.owner()));
          running.ifPresent(last ->
              ledger.append(
                  transaction, List.of(entry(last, actor, "encryption.reading.stop", Map.of()))));
          return running;
        });
    stopped.ifPresent(
        reading -> runs.stream().filter(run -> run.isOf(reading)).forEach(Run::cancel));
    return stopped;
  }

  /** The last one of a cluster. */
  public Optional<Reading> last(Cluster cluster) {
    return database.read(handle -> ReadingRows.last(handle, cluster.tenant(), cluster.id()));
  }

  /**
   * One of a cluster.
   *
   * @throws Failure {@code encryption.no-such-reading}
   */
  public Reading require(Cluster cluster, String id) {
    return Ids.parse(id)
        .flatMap(uuid ->
            database.read(handle -> ReadingRows.find(handle, cluster.tenant(), cluster.id(), uuid)))
        .orElseThrow(() ->
            new Failure(
                Failure.Kind.NOT_FOUND,
                "encryption.no-such-reading",
                "There is no such reading of this cluster.",
                "Begin one: redoubt encryption ledger NAME."));
  }

  public List<BackgroundTask> tasks() {
    return List.of(
        new BackgroundTask("encryption.readings", Duration.ofSeconds(2), this::takeOver));
  }

  /** Goes on with what servers left that are no more. */
  private void takeOver() {
    for (Reading left :
        database.read(handle -> ReadingRows.silentSince(handle, now().minus(SILENCE)))) {
      if (closed) {
        return;
      }
      if (left.attempts() >= MOST_ATTEMPTS) {
        fail(left, ReadingFailures.gaveUp());
        continue;
      }
      Reading mine = left.takenBy(self, now());
      if (database.transaction(handle -> ReadingRows.update(handle, mine, left.owner()))) {
        start(mine);
      }
    }
  }

  private void start(Reading reading) {
    Run run = new Run(database, clock, reading);
    runs.add(run);
    Thread.ofVirtual()
        .name("reading " + reading.id())
        .start(() -> {
          try (run) {
            run.beats();
            Optional<FairPlaces.Place> place = places.take(reading.tenant(), run::isOver);
            if (place.isPresent()) {
              try (FairPlaces.Place _ = place.get()) {
                read(run, reading);
              }
            }
          } finally {
            runs.remove(run);
          }
        });
  }

  private void read(Run run, Reading reading) {
    try {
      visits.make(run, reading);
    } catch (RootKeyOpener.Unanswered e) {
      fail(reading, e.failure());
    } catch (TookTooLong _) {
      fail(reading, ReadingFailures.tooLong());
    } catch (Failure e) {
      fail(reading, e);
    } catch (RuntimeException e) {
      LOG.error("a reading broke", e);
      fail(reading, ReadingFailures.broke());
    }
  }

  /** A reading that is somebody else's by now, or ended, stays as it is. */
  private void fail(Reading reading, Failure failure) {
    if (closed) {
      return;
    }
    try {
      Reading failed = reading.failedWith(failure, now());
      database.transaction(transaction -> {
        if (ReadingRows.update(transaction, failed, reading.owner())) {
          ledger.append(
              transaction,
              List.of(
                  new Entry(
                      clock.instant(),
                      failed.tenant(),
                      ACTOR,
                      "encryption.reading.fail",
                      failed.cluster().toString(),
                      failure.code(),
                      new java.util.TreeMap<>(Map.of("reading", failed.id().toString())))));
        }
        return failed;
      });
    } catch (Failure e) {
      // It falls silent, and is begun anew.
      LOG.warn("a reading's failure was not written: {} {}", e.code(), e.what());
    }
  }

  /** Another server, or the next start, goes on at once. */
  @Override
  public void close() {
    closed = true;
    runs.forEach(Run::leave);
    long end = System.nanoTime() + ENDING.toNanos();
    for (Run run : runs) {
      run.awaitEnd(end - System.nanoTime());
    }
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  private Entry entry(Reading reading, String actor, String action, Map<String, String> details) {
    return Entry.ok(
        clock.instant(), reading.tenant(), actor, action, reading.cluster().toString(), details);
  }
}
