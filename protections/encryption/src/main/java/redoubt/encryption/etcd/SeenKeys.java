package redoubt.encryption.etcd;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import redoubt.crypto.Randomness;

/**
 * A set of keys that holds 128 bits of each, outside the heap: at most 43 bytes a key, whatever its
 * length. A key whose hash equals another's would be taken for it, and the older of the two objects
 * would be missing from the ledger. The hash is keyed anew for each set, so nobody can choose such
 * names; by chance it happens among a thousand million keys once in 10^20 ledgers.
 */
final class SeenKeys implements AutoCloseable {
  private static final long FIRST_SLOTS = 1 << 14;
  private static final int SLOT = 16;

  private final SipHash hash = new SipHash(Randomness.bytes(16));
  private Arena arena = Arena.ofConfined();
  private long slots = FIRST_SLOTS;
  private MemorySegment table = arena.allocate(slots * SLOT, 8);
  private long size;

  /** Returns false when the key was added before. */
  boolean add(MemorySegment key) {
    hash.hash(key);
    long first = hash.first();
    // Two zeros mark a free slot.
    long second = first == 0 && hash.second() == 0 ? 1 : hash.second();
    if (!insert(first, second)) {
      return false;
    }
    if (++size * 4 > slots * 3) {
      grow();
    }
    return true;
  }

  long size() {
    return size;
  }

  private boolean insert(long first, long second) {
    for (long slot = first & (slots - 1); ; slot = (slot + 1) & (slots - 1)) {
      long at = slot * SLOT;
      long left = table.get(ValueLayout.JAVA_LONG, at);
      long right = table.get(ValueLayout.JAVA_LONG, at + 8);
      if (left == first && right == second) {
        return false;
      }
      if (left == 0 && right == 0) {
        table.set(ValueLayout.JAVA_LONG, at, first);
        table.set(ValueLayout.JAVA_LONG, at + 8, second);
        return true;
      }
    }
  }

  private void grow() {
    Arena old = arena;
    MemorySegment full = table;
    slots *= 2;
    arena = Arena.ofConfined();
    table = arena.allocate(slots * SLOT, 8);
    for (long at = 0; at < full.byteSize(); at += SLOT) {
      long first = full.get(ValueLayout.JAVA_LONG, at);
      long second = full.get(ValueLayout.JAVA_LONG, at + 8);
      if (first != 0 || second != 0) {
        insert(first, second);
      }
    }
    old.close();
  }

  @Override
  public void close() {
    arena.close();
  }
}
