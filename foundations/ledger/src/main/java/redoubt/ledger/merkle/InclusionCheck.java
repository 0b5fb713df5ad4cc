package redoubt.ledger.merkle;

import java.util.List;

/** Checks the proofs that {@link TreeProofs#inclusion} makes: RFC 9162, section 2.1.3.2. */
public final class InclusionCheck {
  private InclusionCheck() {}

  /** Whether the path leads from the hash at the index to the root of the tree of that size. */
  public static boolean leads(
      Digest32 hash, long index, long size, List<Digest32> path, Digest32 root) {
    if (index < 0 || index >= size) {
      return false;
    }
    long node = index;
    long last = size - 1;
    Digest32 at = hash;
    for (Digest32 sibling : path) {
      if (last == 0) {
        return false;
      }
      if ((node & 1) == 1 || node == last) {
        at = TreeHash.node(sibling, at);
        while ((node & 1) == 0 && node != 0) {
          node >>= 1;
          last >>= 1;
        }
      } else {
        at = TreeHash.node(at, sibling);
      }
      node >>= 1;
      last >>= 1;
    }
    return last == 0 && at.equals(root);
  }
}
