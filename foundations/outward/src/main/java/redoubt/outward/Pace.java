package redoubt.outward;

import java.time.Duration;
import redoubt.core.Deadline;

/**
 * How long an answer may take.
 *
 * @param whole for connecting, asking and reading to the end
 * @param first from the question to the first byte of the answer's head, and of its body
 * @param between two pieces of the answer
 */
public record Pace(Deadline whole, Duration first, Duration between) {
  /** Only the whole has an end. */
  public static Pace whole(Deadline whole) {
    Duration longest = Duration.ofHours(1);
    return new Pace(whole, longest, longest);
  }
}
