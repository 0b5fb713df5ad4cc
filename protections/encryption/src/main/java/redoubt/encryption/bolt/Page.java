package redoubt.encryption.bolt;

import java.lang.foreign.MemorySegment;

/**
 * A page of a tree, with its overflow pages, or the page inside a small bucket. Elements are
 * checked when they are read.
 */
final class Page {
  static final int HEADER = 16;

  private static final int ELEMENT = 16;
  private static final int BRANCH = 0x01;
  private static final int LEAF = 0x02;
  private static final int BUCKET = 0x01;

  private final MemorySegment bytes;
  private final boolean leaf;
  private final int count;

  private Page(MemorySegment bytes, boolean leaf, int count) {
    this.bytes = bytes;
    this.leaf = leaf;
    this.count = count;
  }

  /** The bytes are those of the page and all its overflow pages. */
  static Page of(MemorySegment bytes) {
    if (bytes.byteSize() < HEADER) {
      throw SnapshotFailures.damaged("a page has no header");
    }
    int flags = Layouts.u16(bytes, 8);
    if (flags != LEAF && flags != BRANCH) {
      throw SnapshotFailures.damaged("a page of a tree has the flags " + flags);
    }
    int count = Layouts.u16(bytes, 10);
    if (HEADER + (long) count * ELEMENT > bytes.byteSize()) {
      throw SnapshotFailures.damaged("a page has more elements than room");
    }
    if (flags == BRANCH && count == 0) {
      throw SnapshotFailures.damaged("a branch has no children");
    }
    return new Page(bytes, flags == LEAF, count);
  }

  boolean isLeaf() {
    return leaf;
  }

  int count() {
    return count;
  }

  /** Of a branch: the page below. */
  long child(int index) {
    return Layouts.u64(bytes, element(index) + 8);
  }

  /** Of a leaf: whether the value is a bucket. */
  boolean isBucket(int index) {
    return (Layouts.u32(bytes, element(index)) & BUCKET) != 0;
  }

  MemorySegment key(int index) {
    long element = element(index);
    return leaf
        ? part(element + Layouts.u32(bytes, element + 4), Layouts.u32(bytes, element + 8))
        : part(element + Layouts.u32(bytes, element), Layouts.u32(bytes, element + 4));
  }

  /** Of a leaf. */
  MemorySegment value(int index) {
    long element = element(index);
    long start = element + Layouts.u32(bytes, element + 4) + Layouts.u32(bytes, element + 8);
    return part(start, Layouts.u32(bytes, element + 12));
  }

  private static long element(int index) {
    return HEADER + (long) index * ELEMENT;
  }

  private MemorySegment part(long start, long length) {
    if (start > bytes.byteSize() || length > bytes.byteSize() - start) {
      throw SnapshotFailures.damaged("an element reaches out of its page");
    }
    return bytes.asSlice(start, length);
  }
}
