package redoubt.keys.shred;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Something that would be lost with a key.
 *
 * @param who what it is
 * @param use whether it uses the key now
 * @param stored what it stores under the key, as last counted; empty when it was never counted
 * @param holders who holds a lease of the key for it at the moment
 */
public record Dependent(Who who, Use use, Optional<Stored> stored, List<Holder> holders) {
  /**
   * What depends on keys.
   *
   * @param kind for people, such as {@code cluster}
   * @param id that does not change
   * @param name for people
   */
  public record Who(String kind, String id, String name) {
    public Who {
      Objects.requireNonNull(kind, "kind");
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(name, "name");
    }
  }

  /** Whether a dependent needs a key for what it writes. */
  public enum Use {
    /** It writes under the key now. */
    NOW,
    /** It wrote under the key before; what is left of that needs the key to be read. */
    BEFORE
  }

  /**
   * What is stored, as last counted.
   *
   * @param at when it was counted
   * @param objects that cannot be read without the key
   * @param uncertain objects of which the count does not say which key they need
   * @param all objects that were looked at
   */
  public record Stored(Instant at, long objects, long uncertain, long all) {
    public Stored {
      Objects.requireNonNull(at, "at");
      if (objects < 0 || uncertain < 0 || all < objects + uncertain) {
        throw new IllegalArgumentException("parts are no more than the whole");
      }
    }
  }

  /**
   * Who holds a lease.
   *
   * @param id of the API key that was shown
   */
  public record Holder(String id, Instant since, Instant seenAt) {}

  public Dependent {
    Objects.requireNonNull(who, "who");
    Objects.requireNonNull(use, "use");
    Objects.requireNonNull(stored, "stored");
    holders = List.copyOf(holders);
  }
}
