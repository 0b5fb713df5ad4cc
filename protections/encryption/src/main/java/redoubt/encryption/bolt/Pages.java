package redoubt.encryption.bolt;

import java.lang.foreign.MemorySegment;

/** The pages of a file by their number. */
final class Pages {
  private static final int FIRST_AFTER_METAS = 2;

  private final MemorySegment file;
  private final int size;
  private final long count;

  Pages(MemorySegment file, Meta meta) {
    this.file = file;
    this.size = meta.pageSize();
    this.count = meta.pages();
  }

  /** How many there are; no tree has more. */
  long count() {
    return count;
  }

  Page page(long number) {
    if (number < FIRST_AFTER_METAS || number >= count) {
      throw SnapshotFailures.damaged("it refers to a page that it does not have");
    }
    long start = number * size;
    if (Layouts.u64(file, start) != number) {
      throw SnapshotFailures.damaged("page " + number + " bears another number");
    }
    long overflow = Layouts.u32(file, start + 12);
    if (overflow >= count - number) {
      throw SnapshotFailures.damaged("page " + number + " flows over the end");
    }
    return Page.of(file.asSlice(start, (overflow + 1) * size));
  }
}
