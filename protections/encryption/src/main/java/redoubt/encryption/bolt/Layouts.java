package redoubt.encryption.bolt;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Numbers as bbolt writes them on all platforms that Kubernetes is common on. */
final class Layouts {
  private static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong U64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Layouts() {}

  static int u16(MemorySegment bytes, long at) {
    return bytes.get(U16, at) & 0xFFFF;
  }

  static long u32(MemorySegment bytes, long at) {
    return bytes.get(U32, at) & 0xFFFF_FFFFL;
  }

  /** Unsigned; a value over 2^63 is negative, which no check of a page number lets through. */
  static long u64(MemorySegment bytes, long at) {
    return bytes.get(U64, at);
  }
}
