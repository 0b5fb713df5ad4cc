package redoubt.encryption.migrate;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Lets so many through a second, evenly. */
final class Pace {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final int rate;
  private long next = System.nanoTime();

  /**
   * @param rate a second; 0 for any number
   */
  Pace(int rate) {
    this.rate = rate;
  }

  void await() {
    if (rate == 0) {
      return;
    }
    long left = next - System.nanoTime();
    while (left > 0 && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(left);
      left = next - System.nanoTime();
    }
    next = Math.max(next, System.nanoTime() - SECOND / rate) + SECOND / rate;
  }
}
