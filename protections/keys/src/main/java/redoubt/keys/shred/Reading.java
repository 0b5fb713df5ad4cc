package redoubt.keys.shred;

import java.time.Instant;

/**
 * An attempt to read something that a key guards.
 *
 * @param what was read, without any value
 * @param outcome what came of it
 * @param detail the failure's code, or what else is to be known; empty for nothing
 */
public record Reading(Dependent.Who who, Instant at, String what, Outcome outcome, String detail) {
  /** What came of it. */
  public enum Outcome {
    /** It was read: from a cache, or with a key that somebody still holds in memory. */
    ANSWERED,
    /** It could not be read. */
    FAILED,
    /** It was not tried. */
    NOT_TRIED
  }
}
