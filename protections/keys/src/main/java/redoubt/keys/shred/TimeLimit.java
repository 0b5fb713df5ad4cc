package redoubt.keys.shred;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import redoubt.core.Failure;

/** Ends a certification that takes too long. */
record TimeLimit(InstantSource clock, Instant until) {
  static TimeLimit of(InstantSource clock, Duration length) {
    return new TimeLimit(clock, clock.instant().plus(length));
  }

  boolean isOver() {
    return clock.instant().isAfter(until);
  }

  /**
   * @throws Failure {@code keys.certify-too-long}
   */
  void check() {
    if (isOver()) {
      throw new Failure(
          Failure.Kind.UNAVAILABLE,
          "keys.certify-too-long",
          "Not all that the key wrapped could be tried in the time that a certificate may take.",
          "Try again when the server has less to do; purge imported root keys that are not needed,"
              + " as each has to be tried.");
    }
  }
}
