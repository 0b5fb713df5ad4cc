package redoubt.keys.listing;

import java.time.Instant;
import java.util.Set;
import redoubt.keys.KeyState;

/** One thing that every key of a list fulfils. */
public sealed interface Condition {
  /** How a date is compared. */
  enum Comparison {
    EQUAL,
    BEFORE,
    AT_OR_BEFORE,
    AFTER,
    AT_OR_AFTER
  }

  /** Compares a date, in whole seconds as the API shows it; a key without the date fails. */
  record Date(DateProperty property, Comparison comparison, Instant than) implements Condition {}

  /** The key has no such date. */
  record Unset(DateProperty property) implements Condition {}

  /** The key is in one of the states. */
  record In(Set<KeyState> states) implements Condition {
    public In {
      states = Set.copyOf(states);
    }
  }

  /** The key is a standard key, or a root key. */
  record Extractable(boolean value) implements Condition {}

  /** The key was imported, or generated. */
  record Imported(boolean value) implements Condition {}
}
