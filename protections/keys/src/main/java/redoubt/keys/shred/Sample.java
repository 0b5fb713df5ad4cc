package redoubt.keys.shred;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import redoubt.crypto.Hash;
import redoubt.keys.KeyFailure;
import redoubt.keys.material.WrappedKey;

/**
 * Something that a key wrapped.
 *
 * @param of what it was wrapped for
 * @param label by which whoever it was wrapped for knows it, such as a key_id
 * @param wrapped as the key's wrap returned it
 * @param aads the additional data that it may be bound to; any of them may be the right one
 * @param takenAt when it was found where it lay
 * @param openedAt when this room last saw the key open it
 * @param objects that were counted under the label
 */
public record Sample(
    Dependent.Who of,
    String label,
    String wrapped,
    List<List<String>> aads,
    Instant takenAt,
    Optional<Instant> openedAt,
    long objects) {
  public Sample {
    Objects.requireNonNull(wrapped, "wrapped");
    aads = List.copyOf(aads);
    if (aads.isEmpty()) {
      throw new IllegalArgumentException("no additional data is a list without texts");
    }
  }

  /** SHA-256 of the wrapped text, in hexadecimal. */
  public String sha256() {
    return Hash.sha256Hex(wrapped.getBytes(StandardCharsets.US_ASCII));
  }

  /** What it says of itself; empty when it is nothing that a key of this server wraps. */
  Optional<WrappedKey> parsed() {
    try {
      return Optional.of(WrappedKey.parse(wrapped));
    } catch (KeyFailure e) {
      return Optional.empty();
    }
  }

  /** The same, seen to open with one of its additional data. */
  Sample opened(Instant at, List<String> with) {
    return new Sample(of, label, wrapped, List.of(with), takenAt, Optional.of(at), objects);
  }

  Sample neverOpened() {
    return new Sample(of, label, wrapped, aads, takenAt, Optional.empty(), objects);
  }
}
