package redoubt.encryption.bolt;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One of the two meta pages. The newest whose checksum (FNV-1a, 64 bits) is right says where
 * everything else is.
 *
 * @param pageSize bytes, a power of two
 * @param root page of the bucket of all buckets
 * @param pages number of pages in use; no page number reaches it
 * @param transaction of the writer; the greater one is the newer meta page
 */
record Meta(int pageSize, long root, long pages, long transaction) {
  static final int MAGIC = 0xED0CDAED;
  static final int VERSION = 2;
  static final int SMALLEST_PAGE = 1024;
  static final int LARGEST_PAGE = SMALLEST_PAGE << 14;

  private static final int FLAG = 0x04;
  private static final int CHECKSUM_AT = Page.HEADER + 56;
  private static final int END = CHECKSUM_AT + 8;

  /** Finds the newest valid meta page, also when the first one, and so the page size, is lost. */
  static Meta newest(MemorySegment file) {
    if (file.byteSize() < END) {
      throw file.byteSize() == 0
          ? SnapshotFailures.truncated("it is empty")
          : SnapshotFailures.foreign("it has only " + file.byteSize() + " bytes");
    }
    Optional<Meta> first = at(file, 0);
    List<Integer> sizes = new ArrayList<>();
    if (first.isPresent()) {
      sizes.add(first.get().pageSize);
    } else {
      for (int size = SMALLEST_PAGE; size <= LARGEST_PAGE; size <<= 1) {
        sizes.add(size);
      }
    }
    Optional<Meta> second =
        sizes.stream()
            .flatMap(size -> at(file, size).filter(meta -> meta.pageSize == size).stream())
            .findFirst();
    if (first.isPresent() && second.isPresent()) {
      return first.get().transaction >= second.get().transaction ? first.get() : second.get();
    }
    return first.or(() -> second).orElseThrow(() -> whyNone(file));
  }

  private static Optional<Meta> at(MemorySegment file, long start) {
    if (file.byteSize() - start < END) {
      return Optional.empty();
    }
    MemorySegment page = file.asSlice(start, END);
    boolean valid =
        Layouts.u32(page, 16) == (MAGIC & 0xFFFF_FFFFL)
            && Layouts.u32(page, 20) == VERSION
            && (Layouts.u16(page, 8) & FLAG) != 0
            && Layouts.u64(page, CHECKSUM_AT) == fnv1a(page, Page.HEADER, CHECKSUM_AT);
    long size = Layouts.u32(page, 24);
    if (!valid || size < SMALLEST_PAGE || size > LARGEST_PAGE || Long.bitCount(size) != 1) {
      return Optional.empty();
    }
    return Optional.of(
        new Meta((int) size, Layouts.u64(page, 32), Layouts.u64(page, 56), Layouts.u64(page, 64)));
  }

  private static redoubt.core.Failure whyNone(MemorySegment file) {
    long magic = Layouts.u32(file, 16);
    if (magic == (Integer.reverseBytes(MAGIC) & 0xFFFF_FFFFL)) {
      return SnapshotFailures.newer("it was written on a big-endian machine");
    }
    if (magic == (MAGIC & 0xFFFF_FFFFL)) {
      long version = Layouts.u32(file, 20);
      return version > VERSION
          ? SnapshotFailures.newer("bbolt version " + version)
          : SnapshotFailures.damaged("neither of its two meta pages has its checksum");
    }
    int two = Layouts.u16(file, 0);
    if (two == 0x8B1F) {
      return SnapshotFailures.foreign("it is compressed with gzip, unpack it first");
    }
    if (Layouts.u64(file, 0) == 0x66206574694C5153L) {
      return SnapshotFailures.foreign("it is an SQLite database");
    }
    return SnapshotFailures.foreign("it does not begin with a meta page of bbolt");
  }

  /** FNV-1a, 64 bits, of the bytes from {@code from} to before {@code to}. */
  static long fnv1a(MemorySegment bytes, long from, long to) {
    long hash = 0xCBF29CE484222325L;
    for (long i = from; i < to; i++) {
      hash = (hash ^ (bytes.get(ValueLayout.JAVA_BYTE, i) & 0xFF)) * 0x100000001B3L;
    }
    return hash;
  }
}
