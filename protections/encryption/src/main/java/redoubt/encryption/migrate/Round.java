package redoubt.encryption.migrate;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.Failure;
import redoubt.encryption.FairPlaces;

/**
 * A while in which migrations go on, each by itself, turn after turn: one that is slow, or breaks,
 * keeps no other from going on, and those of one tenant have part of the places at most.
 */
final class Round {
  private static final Logger LOG = LoggerFactory.getLogger(Round.class);
  private static final Duration LOOK = Duration.ofMillis(500);

  private final FairPlaces places;
  private final Supplier<List<Migration>> running;
  private final Turn turn;

  /** Goes on with a migration for a moment. */
  @FunctionalInterface
  interface Turn {
    /**
     * Takes it.
     *
     * @param waited for its place
     * @return whether the migration may have another at once
     */
    boolean take(Migration migration, Duration waited);
  }

  /**
   * Makes it.
   *
   * @param running what runs at the moment, first whose turn it is
   */
  Round(FairPlaces places, Supplier<List<Migration>> running, Turn turn) {
    this.places = places;
    this.running = running;
    this.turn = turn;
  }

  /** Ends when nothing runs, and begins no turn after that time. */
  void go(Duration atMost) {
    long end = System.nanoTime() + atMost.toNanos();
    Set<UUID> atWork = ConcurrentHashMap.newKeySet();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      do {
        for (Migration found : running.get()) {
          if (atWork.add(found.id())) {
            Future<?> _ =
                threads.submit(() -> {
                  try {
                    whileItRuns(found, end);
                  } finally {
                    atWork.remove(found.id());
                  }
                });
          }
        }
        LockSupport.parkNanos(LOOK.toNanos());
      } while (!atWork.isEmpty() && !isOver(end));
    }
  }

  private static boolean isOver(long end) {
    return System.nanoTime() - end >= 0 || Thread.currentThread().isInterrupted();
  }

  private void whileItRuns(Migration migration, long end) {
    boolean again = true;
    while (again && !isOver(end)) {
      long asked = System.nanoTime();
      Optional<FairPlaces.Place> place = places.take(migration.tenant(), () -> isOver(end));
      if (place.isEmpty()) {
        return;
      }
      try (FairPlaces.Place _ = place.get()) {
        again = turn(migration.id(), Duration.ofNanos(System.nanoTime() - asked));
      }
    }
  }

  private boolean turn(UUID id, Duration waited) {
    try {
      Optional<Migration> now =
          running.get().stream().filter(found -> found.id().equals(id)).findFirst();
      return now.isPresent() && turn.take(now.get(), waited);
    } catch (Failure e) {
      LOG.warn("a migration's state was not written: {} {}", e.code(), e.what());
    } catch (RuntimeException e) {
      LOG.error("a migration broke, and what became of it was not written", e);
    }
    return false;
  }
}
