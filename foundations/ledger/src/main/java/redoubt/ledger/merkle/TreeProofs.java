package redoubt.ledger.merkle;

import java.util.ArrayList;
import java.util.List;

/**
 * Makes the proofs of RFC 6962 section 2.1.1 and 2.1.2 for any size that a tree had, from the
 * hashes of its complete subtrees.
 */
public final class TreeProofs {
  /** Where the hashes of complete subtrees are; see {@link Frontier.Node}. */
  @FunctionalInterface
  public interface Nodes {
    Digest32 hash(int level, long index);
  }

  private final Nodes nodes;

  public TreeProofs(Nodes nodes) {
    this.nodes = nodes;
  }

  /** A source for a tree that lies in memory. */
  public static TreeProofs over(List<Digest32> leaves) {
    return new TreeProofs((level, index) ->
        TreeHash.root(leaves.subList((int) (index << level), (int) ((index + 1) << level))));
  }

  /** The hash of the tree when it had that many leaves. */
  public Digest32 root(long size) {
    return size == 0 ? TreeHash.empty() : range(0, size);
  }

  /** The frontier of the tree when it had that many leaves. */
  public Frontier frontier(long size) {
    List<Digest32> hashes = new ArrayList<>();
    long from = 0;
    for (long rest = size; rest > 0; rest -= Long.highestOneBit(rest)) {
      int level = Long.numberOfTrailingZeros(Long.highestOneBit(rest));
      hashes.add(nodes.hash(level, from >> level));
      from += 1L << level;
    }
    return new Frontier(size, hashes);
  }

  /** The sibling hashes from a leaf up to the root of the tree of that size. */
  public List<Digest32> inclusion(long leaf, long size) {
    if (leaf < 0 || leaf >= size) {
      throw new IllegalArgumentException("no leaf " + leaf + " in a tree of " + size);
    }
    List<Digest32> path = new ArrayList<>();
    inclusion(leaf, 0, size, path);
    return path;
  }

  /** Proof that the tree of size {@code to} begins with that of size {@code from}. */
  public List<Digest32> consistency(long from, long to) {
    if (from < 0 || from > to) {
      throw new IllegalArgumentException("a tree of " + to + " does not begin with " + from);
    }
    List<Digest32> proof = new ArrayList<>();
    if (from > 0 && from < to) {
      consistency(from, 0, to, true, proof);
    }
    return proof;
  }

  private void inclusion(long leaf, long from, long to, List<Digest32> path) {
    if (to - from == 1) {
      return;
    }
    long middle = from + split(to - from);
    if (leaf < middle) {
      inclusion(leaf, from, middle, path);
      path.add(range(middle, to));
    } else {
      inclusion(leaf, middle, to, path);
      path.add(range(from, middle));
    }
  }

  /** SUBPROOF of RFC 6962: {@code whole} while the old tree is a subtree of the new one. */
  private void consistency(long old, long from, long to, boolean whole, List<Digest32> proof) {
    if (old == to) {
      if (!whole) {
        proof.add(range(from, to));
      }
      return;
    }
    long middle = from + split(to - from);
    if (old <= middle) {
      consistency(old, from, middle, whole, proof);
      proof.add(range(middle, to));
    } else {
      consistency(old, middle, to, false, proof);
      proof.add(range(from, middle));
    }
  }

  private Digest32 range(long from, long to) {
    long size = to - from;
    if (Long.bitCount(size) == 1) {
      int level = Long.numberOfTrailingZeros(size);
      return nodes.hash(level, from >> level);
    }
    long middle = from + split(size);
    return TreeHash.node(range(from, middle), range(middle, to));
  }

  /** The largest power of two less than the size. */
  private static long split(long size) {
    return Long.highestOneBit(size - 1);
  }
}
