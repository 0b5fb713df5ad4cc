package redoubt.core;

import java.time.Duration;
import java.util.function.LongSupplier;

/** When something has to be over, by a clock that never jumps. May be put off. */
public final class Deadline {
  private final LongSupplier nanoTime;
  private volatile long end;

  private Deadline(Duration time, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.end = nanoTime.getAsLong() + time.toNanos();
  }

  public static Deadline in(Duration time) {
    return in(time, System::nanoTime);
  }

  /**
   * @param nanoTime a count of nanoseconds that runs evenly and only forward
   */
  public static Deadline in(Duration time, LongSupplier nanoTime) {
    return new Deadline(time, nanoTime);
  }

  /** For who has an end of his own. */
  public static Deadline never() {
    return in(Duration.ofNanos(Long.MAX_VALUE / 2));
  }

  /** What is left, at most so much; zero when it is over. */
  public Duration left(Duration atMost) {
    Duration left = Duration.ofNanos(Math.max(0, end - nanoTime.getAsLong()));
    return left.compareTo(atMost) < 0 ? left : atMost;
  }

  public boolean isOver() {
    return end - nanoTime.getAsLong() <= 0;
  }

  /** Gives so much time again from now on, so that what was begun can be cleaned up. */
  public void putOff(Duration time) {
    end = nanoTime.getAsLong() + time.toNanos();
  }
}
