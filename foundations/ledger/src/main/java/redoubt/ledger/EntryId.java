package redoubt.ledger;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where an entry stands: the leaf of the tree, and its position among the entries of that leaf.
 * Read as {@code LEAF.POSITION}, both from 0.
 */
public record EntryId(long leaf, int position) {
  private static final Pattern FORM = Pattern.compile("(0|[1-9][0-9]{0,17})\\.(0|[1-9][0-9]{0,8})");

  public EntryId {
    if (leaf < 0 || position < 0) {
      throw new IllegalArgumentException("not an entry: " + leaf + "." + position);
    }
  }

  /** Reads {@code LEAF.POSITION}; empty for anything else. */
  public static Optional<EntryId> parse(String text) {
    return FORM.matcher(text).matches()
        ? Optional.of(
            new EntryId(
                Long.parseLong(text.substring(0, text.indexOf('.'))),
                Integer.parseInt(text.substring(text.indexOf('.') + 1))))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return leaf + "." + position;
  }
}
