package redoubt.admission.memory;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import org.jdbi.v3.core.Handle;
import redoubt.store.ChangeFeed;
import redoubt.store.Database;

/**
 * What the database has, in the memory of each server. What changes is heard of within
 * milliseconds, and read when it is asked for next; what is not there is not remembered.
 */
public final class Copies<V> {
  private final Database database;
  private final ChangeFeed changes;
  private final String topic;
  private final BiFunction<Handle, String, Optional<V>> read;
  private final AtomicLong epoch = new AtomicLong();
  private final Map<String, V> known = new ConcurrentHashMap<>();
  private final Map<String, CompletableFuture<Optional<V>>> reading = new ConcurrentHashMap<>();

  public Copies(
      Database database,
      ChangeFeed changes,
      String topic,
      BiFunction<Handle, String, Optional<V>> read) {
    this.database = database;
    this.changes = changes;
    this.topic = topic;
    this.read = read;
    changes.subscribe(topic, key -> forget(() -> known.remove(key)), this::clear);
  }

  /** Reads all anew. */
  public void clear() {
    forget(known::clear);
  }

  private void forget(Runnable what) {
    epoch.incrementAndGet();
    what.run();
  }

  /** In a transaction that changes it. */
  public void changing(Handle transaction, String key) {
    changes.announce(transaction, topic, key);
  }

  /** One reads, and the others who ask meanwhile wait for it. */
  public Optional<V> of(String key) {
    V there = known.get(key);
    if (there != null) {
      return Optional.of(there);
    }
    CompletableFuture<Optional<V>> mine = new CompletableFuture<>();
    CompletableFuture<Optional<V>> other = reading.putIfAbsent(key, mine);
    if (other != null) {
      return Recent.joined(other);
    }
    try {
      Optional<V> found = read(key);
      mine.complete(found);
      return found;
    } catch (RuntimeException e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      reading.remove(key, mine);
    }
  }

  private Optional<V> read(String key) {
    long before = epoch.get();
    Optional<V> found = database.snapshot(handle -> read.apply(handle, key));
    if (found.isPresent() && changes.isLive()) {
      known.put(key, found.get());
      if (epoch.get() != before) {
        // Something changed since it was read.
        known.remove(key, found.get());
      }
    }
    return found;
  }
}
