package redoubt.ledger;

import java.nio.ByteBuffer;
import java.time.Instant;
import redoubt.ledger.merkle.Digest32;
import redoubt.ledger.merkle.TreeHash;
import redoubt.ledger.sql.LeafRow;

/**
 * A leaf of the tree: a batch of entries that were committed together.
 *
 * @param at microseconds since 1970 UTC
 * @param count number of entries
 * @param root tree hash over the entries
 */
record Leaf(long index, long at, int count, Digest32 root) {
  private static final byte VERSION = 1;
  private static final int LENGTH = 1 + 8 + 4 + Digest32.LENGTH;

  static Leaf of(LeafRow row) {
    return new Leaf(row.index(), row.at(), row.count(), new Digest32(row.root()));
  }

  LeafRow row() {
    return new LeafRow(index, at, count, root.bytes());
  }

  /** What the tree hashes: version 1, time, count and root; numbers big-endian. */
  byte[] data() {
    return ByteBuffer.allocate(LENGTH)
        .put(VERSION)
        .putLong(at)
        .putInt(count)
        .put(root.bytes())
        .array();
  }

  Digest32 hash() {
    return TreeHash.leaf(data());
  }

  Instant time() {
    return Micros.toInstant(at);
  }
}
