package redoubt.keys.shred;

import java.time.Instant;
import java.util.Objects;

/**
 * Random bytes that a version of a key wrapped; the bytes themselves were not kept.
 *
 * @param wrapped as the key's wrap would have returned it
 * @param takenAt when it was wrapped
 * @param openedAt when the version was last seen to open it
 */
public record Canary(String wrapped, Instant takenAt, Instant openedAt) {
  public Canary {
    Objects.requireNonNull(wrapped, "wrapped");
    Objects.requireNonNull(takenAt, "takenAt");
    Objects.requireNonNull(openedAt, "openedAt");
  }

  Canary opened(Instant at) {
    return new Canary(wrapped, takenAt, at);
  }
}
