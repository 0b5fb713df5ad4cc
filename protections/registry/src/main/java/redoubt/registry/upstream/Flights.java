package redoubt.registry.upstream;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Lets one caller of this server do what many want; the others wait for it, but not for ever. */
final class Flights {
  private static final class Flight {
    private final ReentrantLock lock = new ReentrantLock();
    private int callers = 1;
  }

  private final Map<String, Flight> flights = new ConcurrentHashMap<>();

  /**
   * Does the work when nobody else does work of that name.
   *
   * @throws redoubt.core.Failure {@code registry.upstream-waits}
   */
  void alone(String name, Duration patience, Runnable work) {
    Flight flight =
        flights.compute(
            name,
            (_, there) -> {
              if (there == null) {
                return new Flight();
              }
              there.callers++;
              return there;
            });
    try {
      if (!flight.lock.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw UpstreamFailures.waits();
      }
      try {
        work.run();
      } finally {
        flight.lock.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw UpstreamFailures.waits();
    } finally {
      flights.computeIfPresent(name, (_, there) -> --there.callers == 0 ? null : there);
    }
  }
}
