package redoubt.signatures.trust;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.Deadline;
import redoubt.signatures.facts.Subject;
import redoubt.signatures.sql.DueRows;
import redoubt.store.Database;

/**
 * Judges images that have become due, of several tenants at a time and of each with one thread. A
 * tenant whose images take long has no more than its turn before the next one, and one with an
 * image that does not come to its end is left out meanwhile.
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

  /** Who is at one image for longer is waited for by nobody, and goes on to its end alone. */
  private static final Duration STUCK = Duration.ofSeconds(10);

  /** At work at the same time, those that are stuck included; then nothing is begun. */
  static final int MOST_AT_WORK = 9;

  /** How long they are waited for when the server ends. */
  private static final Duration LONGEST_END = Duration.ofSeconds(5);

  private static final Duration TICK = Duration.ofMillis(50);

  private final Database database;
  private final InstantSource clock;
  private final Predicate<Subject> renew;

  /** By tenant, of all runs: each has one of this server at most. */
  private final Map<String, AtWork> atWork = new ConcurrentHashMap<>();

  /**
   * Who is at an image of a tenant.
   *
   * @param patience until it is taken for stuck
   */
  private record AtWork(Run run, Deadline patience) {}

  /**
   * One round through the tenants whose images are due.
   *
   * @param waiting tenants that wait for their turn
   * @param deadline after which nobody has another turn
   * @param workers who are not done
   * @param over set when nobody waits for the workers any more, who end after their image then
   */
  private record Run(
      LinkedBlockingQueue<String> waiting,
      Duration turn,
      Deadline deadline,
      Duration stuck,
      CountDownLatch workers,
      AtomicBoolean over,
      AtomicReference<@Nullable RuntimeException> failed) {}

  /**
   * @param renew looks at an image and judges it; false when somebody else does
   */
  CatchUp(Database database, InstantSource clock, Predicate<Subject> renew) {
    this.database = database;
    this.clock = clock;
    this.renew = renew;
  }

  /**
   * A round: every tenant has a turn at least, but for those whose image of an earlier round is
   * still looked at. Waits no longer for workers that are stuck.
   */
  void run() {
    run(TENANTS, TURN, LONGEST, STUCK);
  }

  void run(int tenants, Duration turn, Duration longest, Duration stuck) {
    database.transaction(
        transaction -> DueRows.addEnded(transaction, clock.instant(), BEFORE_THEIR_END));
    int workers = Math.min(tenants, MOST_AT_WORK - atWork.size());
    if (workers <= 0) {
      LOG.warn("nothing is judged anew: images of {} take too long", atWork.keySet());
      return;
    }
    Run run =
        new Run(
            new LinkedBlockingQueue<>(
                database.read(handle -> DueRows.instances(handle, clock.instant()))),
            turn,
            Deadline.in(longest),
            stuck,
            new CountDownLatch(workers),
            new AtomicBoolean(),
            new AtomicReference<>());
    // Of the platform: one that computes without end leaves the processor to others.
    List<Thread> threads =
        IntStream.range(0, workers)
            .mapToObj(number ->
                Thread.ofPlatform().daemon().name("catch-up-" + number).start(() -> work(run)))
            .toList();
    try {
      while (!run.workers().await(TICK.toMillis(), TimeUnit.MILLISECONDS) && !isStuck(run)) {
        // Until nobody is at work any more who is worth to be waited for.
      }
    } catch (InterruptedException e) {
      threads.forEach(Thread::interrupt);
      awaitEnd(run);
      Thread.currentThread().interrupt();
    } finally {
      run.over().set(true);
    }
    Optional.ofNullable(run.failed().get())
        .ifPresent(e -> {
          throw e;
        });
  }

  private static void awaitEnd(Run run) {
    try {
      if (!run.workers().await(LONGEST_END.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("images are still looked at while the server ends");
      }
    } catch (InterruptedException e) {
      // Asked to end once more: then at once.
      LOG.debug("nobody waits for the images that are looked at", e);
    }
  }

  /** Whether all who are not done are at one image for too long. */
  private boolean isStuck(Run run) {
    long left = run.workers().getCount();
    List<String> stuck =
        atWork.entrySet().stream()
            .filter(one -> one.getValue().run().equals(run) && one.getValue().patience().isOver())
            .map(Map.Entry::getKey)
            .toList();
    if (stuck.size() < left) {
      return false;
    }
    LOG.warn("images of {} take too long, and the others are judged without them", stuck);
    return true;
  }

  private void work(Run run) {
    try {
      String tenant = run.waiting().poll();
      while (tenant != null && mayGoOn(run)) {
        if (turn(run, tenant) && mayGoOn(run) && !run.deadline().isOver()) {
          run.waiting().add(tenant);
        }
        tenant = run.waiting().poll();
      }
    } catch (RuntimeException e) {
      if (run.over().get() || !run.failed().compareAndSet(null, e)) {
        LOG.warn("no more is judged anew by one of those who do: {}", e.toString());
      }
    } finally {
      run.workers().countDown();
    }
  }

  private static boolean mayGoOn(Run run) {
    return !run.over().get() && !Thread.currentThread().isInterrupted();
  }

  /** One image of a tenant at least, if there is one; returns whether there may be more. */
  private boolean turn(Run run, String tenant) {
    Deadline end = Deadline.in(run.turn());
    boolean more;
    do {
      AtWork mine = new AtWork(run, Deadline.in(run.stuck()));
      if (atWork.putIfAbsent(tenant, mine) != null) {
        return false;
      }
      try {
        more = one(transaction -> DueRows.take(transaction, tenant, clock.instant(), PATIENCE));
      } finally {
        atWork.remove(tenant, mine);
      }
    } while (more && mayGoOn(run) && !end.isOver());
    return more;
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
