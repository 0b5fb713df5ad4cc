package redoubt.encryption.bolt;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** A map of keys to values or further buckets, ordered by key. */
public final class Bucket {
  /** Far deeper than any real tree: with two children a branch it would fill every disk. */
  private static final int DEEPEST = 40;

  private static final int HEADER = 16;

  private final Pages pages;
  private final Page top;

  private Bucket(Pages pages, Page top) {
    this.pages = pages;
    this.top = top;
  }

  static Bucket at(Pages pages, long root) {
    return new Bucket(pages, pages.page(root));
  }

  /** Sees the entries of a bucket; both segments are valid as long as the file is open. */
  @FunctionalInterface
  public interface Visitor {
    void entry(MemorySegment key, MemorySegment value);
  }

  /** The bucket of that name in this one. */
  public Optional<Bucket> bucket(byte[] name) {
    return find(name, true).map(this::inside);
  }

  /** The value under that key; a bucket is no value. */
  public Optional<MemorySegment> value(byte[] key) {
    return find(key, false);
  }

  /** All values, the greatest key first; buckets are left out. */
  public void descending(Visitor visitor) {
    descend(top, visitor, new Walk(pages.count()), 0);
  }

  private void descend(Page page, Visitor visitor, Walk walk, int depth) {
    for (int i = page.count() - 1; i >= 0; i--) {
      if (!page.isLeaf()) {
        walk.step(depth);
        descend(pages.page(page.child(i)), visitor, walk, depth + 1);
      } else if (!page.isBucket(i)) {
        visitor.entry(page.key(i), page.value(i));
      }
    }
  }

  private Bucket inside(MemorySegment value) {
    if (value.byteSize() < HEADER) {
      throw SnapshotFailures.damaged("a bucket has no header");
    }
    long root = Layouts.u64(value, 0);
    return root == 0 ? new Bucket(pages, Page.of(value.asSlice(HEADER))) : Bucket.at(pages, root);
  }

  private Optional<MemorySegment> find(byte[] key, boolean bucket) {
    MemorySegment wanted = MemorySegment.ofArray(key);
    Page page = top;
    for (int depth = 0; !page.isLeaf(); depth++) {
      if (depth > DEEPEST) {
        throw SnapshotFailures.damaged("its tree is deeper than " + DEEPEST + " pages");
      }
      page = pages.page(page.child(Math.max(0, lastAtMost(page, wanted))));
    }
    int index = lastAtMost(page, wanted);
    return index >= 0 && page.key(index).mismatch(wanted) == -1 && page.isBucket(index) == bucket
        ? Optional.of(page.value(index))
        : Optional.empty();
  }

  /** The last element whose key is not greater; -1 when all are. */
  private static int lastAtMost(Page page, MemorySegment key) {
    int low = 0;
    int high = page.count() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (compare(page.key(middle), key) <= 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return high;
  }

  private static int compare(MemorySegment left, MemorySegment right) {
    long at = left.mismatch(right);
    if (at == -1) {
      return 0;
    }
    if (at == left.byteSize() || at == right.byteSize()) {
      return Long.compare(left.byteSize(), right.byteSize());
    }
    return Byte.compareUnsigned(
        left.get(java.lang.foreign.ValueLayout.JAVA_BYTE, at),
        right.get(java.lang.foreign.ValueLayout.JAVA_BYTE, at));
  }

  /** A tree has each page once, so a walk of more steps than pages goes in a circle. */
  private static final class Walk {
    private long left;

    Walk(long pages) {
      this.left = pages;
    }

    void step(int depth) {
      if (depth >= DEEPEST) {
        throw SnapshotFailures.damaged("its tree is deeper than " + DEEPEST + " pages");
      }
      if (--left < 0) {
        throw SnapshotFailures.damaged("its tree leads to one page twice");
      }
    }
  }
}
