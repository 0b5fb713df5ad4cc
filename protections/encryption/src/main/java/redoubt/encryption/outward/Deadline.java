package redoubt.encryption.outward;

import java.time.Duration;

/** When something has to be over, by the clock that never jumps. May be put off. */
public final class Deadline {
  private volatile long end;

  private Deadline(Duration time) {
    this.end = System.nanoTime() + time.toNanos();
  }

  public static Deadline in(Duration time) {
    return new Deadline(time);
  }

  /** For who has an end of his own. */
  public static Deadline never() {
    return new Deadline(Duration.ofNanos(Long.MAX_VALUE / 2));
  }

  /** What is left, at most so much; zero when it is over. */
  public Duration left(Duration atMost) {
    Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    return left.compareTo(atMost) < 0 ? left : atMost;
  }

  public boolean isOver() {
    return end - System.nanoTime() <= 0;
  }

  /** Gives so much time again from now on, so that what was begun can be cleaned up. */
  public void putOff(Duration time) {
    end = System.nanoTime() + time.toNanos();
  }
}
