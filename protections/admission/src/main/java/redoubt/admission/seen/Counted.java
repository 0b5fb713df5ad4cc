package redoubt.admission.seen;

import java.time.Instant;

/**
 * How often something was asked, and when first and last.
 *
 * @param count one at least
 */
public record Counted(Asked asked, Instant first, Instant last, long count) {
  /** Both together; they are about the same. */
  Counted and(Counted other) {
    return new Counted(
        asked,
        first.isBefore(other.first) ? first : other.first,
        last.isAfter(other.last) ? last : other.last,
        count + other.count);
  }
}
