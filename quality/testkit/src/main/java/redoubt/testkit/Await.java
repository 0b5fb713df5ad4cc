package redoubt.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for what happens soon, and no longer than it takes. */
public final class Await {
  private Await() {}

  /**
   * Returns when the condition holds.
   *
   * @throws AssertionError when it does not within the time
   */
  public static void until(Duration atMost, String what, Callable<Boolean> condition) {
    long deadline = System.nanoTime() + atMost.toNanos();
    Exception last = null;
    while (System.nanoTime() - deadline < 0) {
      try {
        if (condition.call()) {
          return;
        }
        last = null;
      } catch (Exception e) {
        last = e;
      }
      LockSupport.parkNanos(5_000_000);
    }
    throw new AssertionError("not within " + atMost + ": " + what, last);
  }
}
