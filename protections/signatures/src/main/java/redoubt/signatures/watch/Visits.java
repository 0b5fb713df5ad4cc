package redoubt.signatures.watch;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import redoubt.core.Failure;

/** Visits to registries: eight at a time, each of which is cut off after 25 seconds. */
final class Visits {
  /** None of the eight was free: that says nothing of the registry. */
  static final class Busy extends Exception {
    private static final long serialVersionUID = 1;
  }

  static final Duration LONGEST = Duration.ofSeconds(25);
  private static final int AT_A_TIME = 8;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private final Semaphore places = new Semaphore(AT_A_TIME);

  /**
   * @throws Failure that of the visit; {@code signatures.registry-too-slow}
   * @throws Busy when no place was free for a while
   */
  <T> T of(Callable<T> visit) throws Busy {
    try {
      if (!places.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new Busy();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Busy();
    }
    FutureTask<T> task = new FutureTask<>(visit);
    Thread thread = Thread.ofVirtual().name("visit").unstarted(task);
    try {
      thread.start();
      return task.get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw tooSlow();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw tooSlow();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      // Ends the connection under way, if there still is one.
      thread.interrupt();
      places.release();
    }
  }

  static Failure tooSlow() {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "signatures.registry-too-slow",
        "The registry took too long to show the image and its signatures.",
        "It is asked again later.");
  }
}
