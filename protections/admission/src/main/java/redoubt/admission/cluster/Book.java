package redoubt.admission.cluster;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;
import redoubt.admission.Clusters;
import redoubt.admission.memory.Recent;
import redoubt.admission.sql.ClusterRows;
import redoubt.admission.sql.PolicyRows;
import redoubt.admission.sql.SecretKeyRows;
import redoubt.crypto.Ids;
import redoubt.store.ChangeFeed;
import redoubt.store.Database;

/**
 * Clusters and their policies, in the memory of each server. What changes is heard of within
 * milliseconds, and read when it is asked for next.
 */
public final class Book {
  private static final String TOPIC = "admission.cluster";

  private final Database database;
  private final ChangeFeed changes;
  private final AtomicLong epoch = new AtomicLong();
  private final Map<String, Standing> known = new ConcurrentHashMap<>();
  private final Map<String, CompletableFuture<Optional<Standing>>> reading =
      new ConcurrentHashMap<>();

  public Book(Database database, ChangeFeed changes) {
    this.database = database;
    this.changes = changes;
    changes.subscribe(
        TOPIC, cluster -> forget(() -> known.remove(cluster)), () -> forget(known::clear));
  }

  private void forget(Runnable what) {
    epoch.incrementAndGet();
    what.run();
  }

  /** In a transaction that changes something of a cluster. */
  public void changing(Handle transaction, String cluster) {
    changes.announce(transaction, TOPIC, cluster);
  }

  /** Empty when no such cluster asks here. */
  public Optional<Standing> of(String cluster) {
    Standing there = known.get(cluster);
    if (there != null || Ids.parse(cluster).isEmpty()) {
      return Optional.ofNullable(there);
    }
    // Thousands of policies are read by one who asks, while the others wait for it.
    CompletableFuture<Optional<Standing>> mine = new CompletableFuture<>();
    CompletableFuture<Optional<Standing>> other = reading.putIfAbsent(cluster, mine);
    if (other != null) {
      return Recent.joined(other);
    }
    try {
      Optional<Standing> read = read(cluster);
      mine.complete(read);
      return read;
    } catch (RuntimeException e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      reading.remove(cluster, mine);
    }
  }

  /** What is not there is not remembered. */
  private Optional<Standing> read(String cluster) {
    long before = epoch.get();
    Optional<Standing> read = database.snapshot(handle -> read(handle, cluster));
    if (read.isPresent() && changes.isLive()) {
      known.put(cluster, read.get());
      if (epoch.get() != before) {
        // Something changed since it was read.
        known.remove(cluster, read.get());
      }
    }
    return read;
  }

  /** A secret that a policy names is read soon. */
  public void want(Clusters.Cluster cluster, SecretKey.Place place, Instant now) {
    database.transaction(transaction -> {
      SecretKeyRows.name(transaction, cluster, List.of(place), KeyReading.MOST, now);
      return true;
    });
  }

  private static Optional<Standing> read(Handle handle, String cluster) {
    return ClusterRows.find(handle, cluster)
        .map(found ->
            Standing.of(
                found.asking(),
                found.secretHash(),
                PolicyRows.of(handle, found.asking().cluster()),
                SecretKeyRows.of(handle, found.asking().cluster())));
  }
}
