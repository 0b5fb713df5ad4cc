package redoubt.registry.browse;

import java.util.List;

/**
 * Which part of a list in order is asked for.
 *
 * @param search what names have in them; empty for all
 * @param after the name before the first; empty for the beginning
 * @param before the name after the last; goes before {@code after} if it is there
 * @param limit most entries
 */
public record Span(String search, String after, String before, int limit) {
  /** Entries of a list, in order, and whether there are others on either side. */
  public record Page<T>(List<T> items, boolean earlier, boolean later) {
    public Page {
      items = List.copyOf(items);
    }
  }

  public boolean isBackwards() {
    return !before.isEmpty();
  }

  /** What was found, of which one more was looked for, going the way that was asked for. */
  <T> Page<T> page(List<T> found) {
    boolean more = found.size() > limit;
    List<T> shown = found.subList(0, Math.min(found.size(), limit));
    return isBackwards()
        ? new Page<>(shown.reversed(), more, true)
        : new Page<>(shown, !after.isEmpty(), more);
  }
}
