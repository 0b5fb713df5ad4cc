package redoubt.ledger.merkle;

import java.security.MessageDigest;
import java.util.List;
import redoubt.crypto.Hash;

/** The hashes of RFC 6962 section 2.1: SHA-256, a leaf behind 0x00, a node behind 0x01. */
public final class TreeHash {
  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  private TreeHash() {}

  public static Digest32 leaf(byte[] data) {
    MessageDigest digest = Hash.newSha256();
    digest.update(LEAF);
    return new Digest32(digest.digest(data));
  }

  public static Digest32 node(Digest32 left, Digest32 right) {
    MessageDigest digest = Hash.newSha256();
    digest.update(NODE);
    digest.update(left.bytes());
    return new Digest32(digest.digest(right.bytes()));
  }

  /** The hash of the tree without leaves. */
  public static Digest32 empty() {
    return new Digest32(Hash.sha256());
  }

  /** The hash of the tree over these leaf hashes. */
  public static Digest32 root(List<Digest32> leaves) {
    Frontier frontier = Frontier.EMPTY;
    for (Digest32 leaf : leaves) {
      frontier = frontier.append(leaf).frontier();
    }
    return frontier.root();
  }
}
