package redoubt.encryption;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * A few places for the work of many tenants. A tenant has part of them at most, so that one alone
 * cannot take all; a free place goes to the tenant that has fewest, and of those to who waited
 * longest.
 */
public final class FairPlaces {
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final int most;
  private final int mostOfOne;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, Integer> taken = new HashMap<>();
  private final List<Waiter> waiting = new ArrayList<>();
  private int all;

  private static final class Waiter {
    private final String tenant;

    Waiter(String tenant) {
      this.tenant = tenant;
    }
  }

  /** A place that is taken until it is closed. */
  @FunctionalInterface
  public interface Place extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Makes them.
   *
   * @param mostOfOne of one tenant
   */
  public FairPlaces(int most, int mostOfOne) {
    this.most = most;
    this.mostOfOne = mostOfOne;
  }

  /**
   * Waits for a place.
   *
   * @param leaves whether it is not wanted any more; asked every second while it waits
   * @return empty when it is not wanted any more, or the thread was interrupted
   */
  public Optional<Place> take(String tenant, BooleanSupplier leaves) {
    Waiter mine = new Waiter(tenant);
    lock.lock();
    try {
      waiting.add(mine);
      while (next().filter(waiter -> waiter == mine).isEmpty()) {
        if (leaves.getAsBoolean()) {
          return Optional.empty();
        }
        boolean _ = changed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS);
      }
      all++;
      taken.merge(tenant, 1, Integer::sum);
      return Optional.of(() -> free(tenant));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      waiting.remove(mine);
      changed.signalAll();
      lock.unlock();
    }
  }

  /** Whose turn it is, if there is a place for anybody who waits. */
  private Optional<Waiter> next() {
    if (all == most) {
      return Optional.empty();
    }
    return waiting.stream()
        .filter(waiter -> of(waiter.tenant) < mostOfOne)
        .min(Comparator.comparingInt(waiter -> of(waiter.tenant)));
  }

  private int of(String tenant) {
    return taken.getOrDefault(tenant, 0);
  }

  private void free(String tenant) {
    lock.lock();
    try {
      all--;
      taken.computeIfPresent(tenant, (who, count) -> count == 1 ? null : count - 1);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
