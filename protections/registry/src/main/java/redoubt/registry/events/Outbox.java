package redoubt.registry.events;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.registry.sql.EventRows;
import redoubt.store.Database;

/**
 * Events on their way to listeners. An event is told if and only if its transaction was committed,
 * whatever becomes of the server: every server on the database tells what is due.
 */
public final class Outbox implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
  private static final int WORKERS = 2;

  /** How often it is looked whether something is due that another server left. */
  private static final Duration LOOKING = Duration.ofSeconds(2);

  /** Longer than a listener needs. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  private final Database database;
  private final Supplier<List<Listener>> listeners;
  private final InstantSource clock;
  private final Semaphore work = new Semaphore(0);
  private final Map<UUID, CountDownLatch> awaited = new ConcurrentHashMap<>();
  private final List<Thread> workers;
  private volatile boolean closed;

  /**
   * @param listeners asked with each event, since rooms that listen are built later
   */
  public Outbox(Database database, Supplier<List<Listener>> listeners, InstantSource clock) {
    this.database = database;
    this.listeners = listeners;
    this.clock = clock;
    this.workers =
        Stream.generate(() -> Thread.ofVirtual().name("registry-events").unstarted(this::tell))
            .limit(WORKERS)
            .toList();
    workers.forEach(Thread::start);
  }

  /** Writes down what the transaction does. */
  public void add(Handle transaction, List<Event> events) {
    List<String> names = names();
    if (!names.isEmpty() && !events.isEmpty()) {
      EventRows.insert(transaction, events, names);
    }
  }

  private List<String> names() {
    return listeners.get().stream().map(Listener::name).toList();
  }

  /**
   * After the commit of what was added: has it told at once, and waits until it was, but not longer
   * than that.
   */
  public void flush(List<Event> events, Duration longest) {
    int tellings = names().size() * events.size();
    if (tellings == 0) {
      return;
    }
    CountDownLatch latch = new CountDownLatch(tellings);
    events.forEach(event -> awaited.put(event.id(), latch));
    work.release(tellings);
    try {
      boolean _ = latch.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      events.forEach(event -> awaited.remove(event.id()));
    }
  }

  private void tell() {
    while (!closed) {
      try {
        boolean _ = work.tryAcquire(LOOKING.toMillis(), TimeUnit.MILLISECONDS);
        while (!closed && tellOne()) {
          // Until nothing is due.
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        LOG.warn("events could not be told: {}", e.toString());
      }
    }
  }

  private boolean tellOne() {
    List<Listener> all = listeners.get();
    if (all.isEmpty()) {
      return false;
    }
    List<String> names = all.stream().map(Listener::name).toList();
    Optional<EventRows.Due> due =
        database.transaction(
            transaction -> EventRows.take(transaction, names, clock.instant(), PATIENCE));
    if (due.isEmpty()) {
      return false;
    }
    Listener listener =
        all.stream()
            .filter(one -> one.name().equals(due.get().listener()))
            .findFirst()
            .orElseThrow();
    tell(listener, due.get());
    return true;
  }

  private void tell(Listener listener, EventRows.Due due) {
    try {
      listener.heard(due.event());
    } catch (RuntimeException e) {
      Duration pause = pause(due.tries());
      LOG.warn(
          "{} did not take {} of {}: {}; again in {}",
          listener.name(),
          due.event().kind(),
          due.event().repository(),
          e.toString(),
          pause);
      database.transaction(transaction -> {
        EventRows.later(transaction, due, clock.instant().plus(pause));
        return true;
      });
      return;
    }
    database.transaction(transaction -> {
      EventRows.taken(transaction, due);
      return true;
    });
    Optional.ofNullable(awaited.get(due.event().id())).ifPresent(CountDownLatch::countDown);
  }

  private static Duration pause(int tries) {
    Duration pause = Duration.ofSeconds(1L << Math.min(tries, 10));
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }

  /** Removes events that nobody has to be told of any more. */
  public void tidy() {
    database.transaction(
        transaction -> EventRows.tidy(transaction, clock.instant().minus(PATIENCE)));
  }

  /** What is not told by now is told by another server, or after the next start. */
  @Override
  public void close() {
    closed = true;
    work.release(WORKERS);
    for (Thread worker : workers) {
      try {
        worker.join(Duration.ofSeconds(5));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
