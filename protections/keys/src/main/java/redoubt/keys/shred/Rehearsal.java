package redoubt.keys.shred;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A rehearsal of a key's deletion.
 *
 * @param endsAt when it is over at the latest
 * @param ended when it was over and who ended it: a person, or {@code time}; empty while it runs
 */
public record Rehearsal(Instant begunAt, String begunBy, Instant endsAt, Optional<Ended> ended) {
  /** How it ended. */
  public record Ended(Instant at, String by) {}

  public Rehearsal {
    Objects.requireNonNull(begunAt, "begunAt");
    Objects.requireNonNull(begunBy, "begunBy");
    if (!endsAt.isAfter(begunAt)) {
      throw new IllegalArgumentException("a rehearsal lasts");
    }
  }
}
