package redoubt.signatures.trust;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.Deadline;
import redoubt.signatures.facts.Subject;
import redoubt.signatures.sql.DueRows;
import redoubt.store.Database;

/**
 * Judges images that have become due, of several tenants at a time and of each with one thread. A
 * tenant whose images take long has no more than its turn before the next one.
 */
final class CatchUp {
  private static final Logger LOG = LoggerFactory.getLogger(CatchUp.class);

  /** After which an image is taken once more, if the server ended meanwhile or it failed. */
  static final Duration PATIENCE = Duration.ofMinutes(2);

  /** What somebody else has begun is looked at so much later once more. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** Before their end, timestamps of collections are signed anew, and their facts are renewed. */
  private static final Duration BEFORE_THEIR_END = Duration.ofDays(5);

  /** Tenants at a time. */
  private static final int TENANTS = 3;

  /** Of a tenant before the next one; an image that was begun is finished. */
  private static final Duration TURN = Duration.ofSeconds(1);

  /** After it nobody has another turn, so that those are seen whose images became due meanwhile. */
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private final Database database;
  private final InstantSource clock;
  private final Predicate<Subject> renew;

  /**
   * @param renew looks at an image and judges it; false when somebody else does
   */
  CatchUp(Database database, InstantSource clock, Predicate<Subject> renew) {
    this.database = database;
    this.clock = clock;
    this.renew = renew;
  }

  void run() {
    run(TENANTS, TURN, LONGEST);
  }

  void run(int tenants, Duration turn, Duration longest) {
    database.transaction(
        transaction -> DueRows.addEnded(transaction, clock.instant(), BEFORE_THEIR_END));
    LinkedBlockingQueue<String> waiting =
        new LinkedBlockingQueue<>(
            database.read(handle -> DueRows.instances(handle, clock.instant())));
    Deadline deadline = Deadline.in(longest);
    Callable<Boolean> worker =
        () -> {
          work(waiting, turn, deadline);
          return true;
        };
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> done : threads.invokeAll(Collections.nCopies(tenants, worker))) {
        boolean _ = done.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Every tenant has a turn at least, however long the others take. */
  private void work(LinkedBlockingQueue<String> waiting, Duration turn, Deadline deadline) {
    String tenant = waiting.poll();
    while (tenant != null && !Thread.currentThread().isInterrupted()) {
      String instance = tenant;
      Deadline end = Deadline.in(turn);
      boolean more;
      do {
        more = one(transaction -> DueRows.take(transaction, instance, clock.instant(), PATIENCE));
      } while (more && !end.isOver());
      if (more && !deadline.isOver()) {
        waiting.add(instance);
      }
      tenant = waiting.poll();
    }
  }

  /** Judges one that is due; returns whether there was one. */
  boolean one(Function<Handle, Optional<DueRows.Due>> next) {
    Optional<DueRows.Due> due = database.transaction(next::apply);
    if (due.isEmpty()) {
      return false;
    }
    Subject subject = due.get().subject();
    try {
      boolean done = renew.test(subject);
      Instant now = clock.instant();
      database.transaction(transaction -> {
        DueRows.done(transaction, due.get());
        if (!done) {
          DueRows.addLater(transaction, subject, now, now.plus(PAUSE));
        }
        return true;
      });
    } catch (RuntimeException e) {
      LOG.warn("{} could not be judged anew: {}", subject, e.toString());
    }
    return true;
  }
}
