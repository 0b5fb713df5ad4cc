package redoubt.signatures.sigstore;

import java.time.Instant;
import java.util.Optional;

/**
 * From when until when something is to be believed.
 *
 * @param end the last instant of it; empty while it goes on
 */
public record Validity(Instant start, Optional<Instant> end) {
  public Validity {
    if (end.isPresent() && end.get().isBefore(start)) {
      throw new IllegalArgumentException("it ends before it starts");
    }
  }

  public boolean contains(Instant at) {
    return !at.isBefore(start) && (end.isEmpty() || !at.isAfter(end.get()));
  }
}
