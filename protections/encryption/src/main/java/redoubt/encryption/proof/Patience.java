package redoubt.encryption.proof;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits, by the clock that never jumps. */
final class Patience {
  private static final long BETWEEN_LOOKS = 20_000_000;

  private Patience() {}

  /** Whether it came about before the time was over. */
  static boolean until(Duration atMost, BooleanSupplier what) {
    long end = System.nanoTime() + atMost.toNanos();
    do {
      if (what.getAsBoolean()) {
        return true;
      }
      LockSupport.parkNanos(BETWEEN_LOOKS);
    } while (System.nanoTime() - end < 0);
    return what.getAsBoolean();
  }

  /** Whether it held all the time. */
  static boolean throughout(Duration time, BooleanSupplier what) {
    return !until(time, () -> !what.getAsBoolean());
  }
}
