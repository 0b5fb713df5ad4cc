package redoubt.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import redoubt.core.Failure;
import redoubt.store.Database;

/**
 * Group commit: callers wait in a queue, and one thread writes whatever is waiting as one leaf in
 * one transaction. While that is made durable, the next leaf gathers.
 */
final class Committer implements AutoCloseable {
  private static final int MOST_ENTRIES = 2_000;
  private static final int MOST_BYTES = 4 << 20;
  private static final int LONGEST_QUEUE = 50_000;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private record Waiting(Appender.Encoded entry, CompletableFuture<EntryId> done) {}

  private final Database database;
  private final Appender appender;
  private final LedgerMeter meter;
  private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>(LONGEST_QUEUE);
  private final Thread thread;
  private @Nullable Waiting leftOver;
  private volatile boolean closed;

  Committer(Database database, Appender appender, LedgerMeter meter) {
    this.database = database;
    this.appender = appender;
    this.meter = meter;
    this.thread = Thread.ofVirtual().name("ledger").start(this::work);
  }

  /** Returns when the entry is durable. */
  EntryId append(Appender.Encoded entry) {
    Waiting waiting = new Waiting(entry, new CompletableFuture<>());
    if (closed) {
      throw LedgerFailures.closed();
    }
    if (!queue.offer(waiting)) {
      throw LedgerFailures.overloaded();
    }
    try {
      return waiting.done().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw again(e.getCause());
    } catch (TimeoutException e) {
      throw LedgerFailures.overloaded();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw LedgerFailures.closed();
    }
  }

  /** Writes what is waiting, then stops. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    queue.forEach(waiting -> waiting.done().completeExceptionally(LedgerFailures.closed()));
  }

  private void work() {
    List<Waiting> batch = new ArrayList<>();
    while (!closed || !queue.isEmpty() || leftOver != null) {
      try {
        gather(batch);
        commit(batch);
      } catch (InterruptedException e) {
        // Closed: what is left in the queue is written without waiting for more.
      }
      batch.clear();
    }
  }

  /** Whatever waits, within the limits of a leaf; waits for the first unless closed. */
  private void gather(List<Waiting> batch) throws InterruptedException {
    Waiting next = leftOver;
    leftOver = null;
    if (next == null) {
      next = closed ? queue.poll() : queue.take();
    }
    int bytes = 0;
    while (next != null) {
      bytes += next.entry().bytes().length;
      if (!batch.isEmpty() && bytes > MOST_BYTES) {
        leftOver = next;
        return;
      }
      batch.add(next);
      next = batch.size() < MOST_ENTRIES ? queue.poll() : null;
    }
  }

  private void commit(List<Waiting> batch) {
    if (batch.isEmpty()) {
      return;
    }
    try {
      long start = System.nanoTime();
      List<Appender.Encoded> entries = batch.stream().map(Waiting::entry).toList();
      long leaf = database.transaction(handle -> appender.append(handle, entries));
      meter.committed(System.nanoTime() - start);
      meter.appended(batch.size());
      for (int position = 0; position < batch.size(); position++) {
        batch.get(position).done().complete(new EntryId(leaf, position));
      }
    } catch (RuntimeException | Error e) {
      batch.forEach(waiting -> waiting.done().completeExceptionally(e));
    }
  }

  /** Each caller gets an exception of its own, with its own stack. */
  private static RuntimeException again(@Nullable Throwable cause) {
    return cause instanceof Failure failure
        ? new Failure(failure.kind(), failure.code(), failure.what(), failure.remedy(), failure)
        : new IllegalStateException(cause);
  }
}
