package redoubt.ledger;

/**
 * Where an entry stands: the leaf of the tree, and its position among the entries of that leaf.
 * Read as {@code LEAF.POSITION}, both from 0.
 */
public record EntryId(long leaf, int position) {
  public EntryId {
    if (leaf < 0 || position < 0) {
      throw new IllegalArgumentException("not an entry: " + leaf + "." + position);
    }
  }

  @Override
  public String toString() {
    return leaf + "." + position;
  }
}
