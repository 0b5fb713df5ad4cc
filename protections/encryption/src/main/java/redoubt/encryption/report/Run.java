package redoubt.encryption.report;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.Failure;
import redoubt.encryption.etcd.ObjectSource;
import redoubt.encryption.sql.ReadingRows;
import redoubt.store.Database;

/**
 * A reading as this server does it: says every second how far it is, and is cut off when it was
 * stopped or another server has it.
 */
final class Run implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Run.class);
  private static final Duration BEAT = Duration.ofSeconds(1);

  private final Database database;
  private final InstantSource clock;
  private final Reading reading;
  private final AtomicLong objects = new AtomicLong();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile @Nullable ObjectSource source;
  private volatile boolean over;

  Run(Database database, InstantSource clock, Reading reading) {
    this.database = database;
    this.clock = clock;
    this.reading = reading;
  }

  boolean isOf(Reading other) {
    return reading.id().equals(other.id());
  }

  /** Whether nothing is to come of it here any more. */
  boolean isOver() {
    return over;
  }

  void at(long count) {
    objects.set(count);
  }

  /** What to cut off. */
  void reads(ObjectSource from) {
    source = from;
    if (over) {
      from.close();
    }
  }

  void beats() {
    Thread.ofVirtual().name("beat " + reading.id()).start(this::beat);
  }

  private void beat() {
    try {
      while (!ended.await(BEAT.toMillis(), TimeUnit.MILLISECONDS) && !over) {
        if (!write(clock.instant())) {
          cancel();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean write(Instant at) {
    try {
      Reading now = reading.at(objects.get(), at.truncatedTo(ChronoUnit.MICROS));
      return database.transaction(handle -> ReadingRows.update(handle, now, reading.owner()));
    } catch (Failure e) {
      // The database may come back; if it is away for long, another server begins anew.
      LOG.info("a reading's progress was not written: {}", e.code());
      return true;
    }
  }

  /** Cuts the reading off: what it reads from fails from now on. */
  void cancel() {
    over = true;
    ObjectSource from = source;
    if (from != null) {
      from.close();
    }
  }

  /** Leaves it to others, who need not wait. */
  void leave() {
    over = true;
    boolean _ = write(Instant.EPOCH);
    cancel();
  }

  void awaitEnd(long nanos) {
    try {
      boolean _ = ended.await(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    ended.countDown();
  }
}
