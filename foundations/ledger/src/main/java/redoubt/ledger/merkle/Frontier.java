package redoubt.ledger.merkle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * All that an append needs to know of a tree: the hashes of the complete subtrees that its leaves
 * split into, the largest first. There are as many as the size has one bits.
 */
public record Frontier(long size, List<Digest32> hashes) {
  public static final Frontier EMPTY = new Frontier(0, List.of());

  /**
   * A complete subtree: its leaves are {@code index * 2^level} until {@code (index+1) * 2^level}.
   */
  public record Node(int level, long index, Digest32 hash) {}

  /** The tree with one leaf more, and the subtrees that it completed, the leaf's own first. */
  public record Appended(Frontier frontier, List<Node> completed) {}

  public Frontier {
    hashes = List.copyOf(hashes);
    if (size < 0 || hashes.size() != Long.bitCount(size)) {
      throw new IllegalArgumentException(hashes.size() + " subtrees do not make " + size);
    }
  }

  /** Reads what {@link #bytes} wrote; throws IllegalArgumentException for anything else. */
  public static Frontier of(long size, byte[] bytes) {
    if (size < 0 || bytes.length != Long.bitCount(size) * Digest32.LENGTH) {
      throw new IllegalArgumentException("these bytes are no frontier of " + size + " leaves");
    }
    List<Digest32> hashes = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += Digest32.LENGTH) {
      hashes.add(new Digest32(Arrays.copyOfRange(bytes, at, at + Digest32.LENGTH)));
    }
    return new Frontier(size, hashes);
  }

  public byte[] bytes() {
    byte[] bytes = new byte[hashes.size() * Digest32.LENGTH];
    for (int i = 0; i < hashes.size(); i++) {
      System.arraycopy(hashes.get(i).bytes(), 0, bytes, i * Digest32.LENGTH, Digest32.LENGTH);
    }
    return bytes;
  }

  public Appended append(Digest32 leaf) {
    List<Node> completed = new ArrayList<>();
    List<Digest32> next = new ArrayList<>(hashes);
    Node node = new Node(0, size, leaf);
    completed.add(node);
    for (long rest = size; (rest & 1) == 1; rest >>= 1) {
      node = new Node(node.level() + 1, rest >> 1, TreeHash.node(next.removeLast(), node.hash()));
      completed.add(node);
    }
    next.add(node.hash());
    return new Appended(new Frontier(size + 1, next), completed);
  }

  public Digest32 root() {
    if (hashes.isEmpty()) {
      return TreeHash.empty();
    }
    Digest32 root = hashes.getLast();
    for (int i = hashes.size() - 2; i >= 0; i--) {
      root = TreeHash.node(hashes.get(i), root);
    }
    return root;
  }
}
