package redoubt.identity;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A part of a list, in the order of creation.
 *
 * @param next where the next page starts; empty on the last one
 */
public record Page<T>(List<T> items, Optional<String> next) {
  public Page {
    items = List.copyOf(items);
    Objects.requireNonNull(next, "next");
  }
}
