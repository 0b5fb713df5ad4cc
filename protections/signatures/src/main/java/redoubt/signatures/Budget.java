package redoubt.signatures;

import java.time.Duration;
import redoubt.core.Deadline;

/**
 * What may be spent on one image at a time: bytes that are read, signatures that are checked, and
 * time. Whoever may push to a repository decides what there is to look at. Used by one thread.
 */
public final class Budget {
  private long bytes;
  private long checks;
  private final Deadline deadline;
  private int missed;

  public Budget(long bytes, long checks, Duration time) {
    this.bytes = bytes;
    this.checks = checks;
    this.deadline = Deadline.in(time);
  }

  /** Of who knows what is asked for. */
  public static Budget unlimited() {
    return new Budget(Long.MAX_VALUE, Long.MAX_VALUE, Duration.ofDays(1000));
  }

  /** Takes so much for bytes that are read next; false when it is over. */
  public boolean read(long count) {
    bytes = count > bytes ? -1 : bytes - count;
    return !isOver();
  }

  /** Takes so much for a signature that is checked next; false when it is over. */
  public boolean check() {
    if (checks >= 0) {
      checks--;
    }
    return !isOver();
  }

  /** Something of a signature could not be read, and may be another time. */
  public void miss() {
    missed++;
  }

  /** How often something could not be read. */
  public int missed() {
    return missed;
  }

  public boolean isOver() {
    return bytes < 0 || checks < 0 || deadline.isOver();
  }
}
