package redoubt.encryption.etcd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * SipHash-2-4 with 128 bits (Aumasson and Bernstein). Who does not know the key cannot find two
 * inputs with one hash. The two halves stay in the object until the next input, so that nothing is
 * allocated.
 */
final class SipHash {
  private static final ValueLayout.OfLong WORD =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final long k0;
  private final long k1;
  private long first;
  private long second;

  SipHash(byte[] key) {
    MemorySegment bytes = MemorySegment.ofArray(key);
    k0 = bytes.get(WORD, 0);
    k1 = bytes.get(WORD, 8);
  }

  long first() {
    return first;
  }

  long second() {
    return second;
  }

  void hash(MemorySegment input) {
    long v0 = k0 ^ 0x736F6D6570736575L;
    long v1 = k1 ^ 0x646F72616E646F6DL ^ 0xEE;
    long v2 = k0 ^ 0x6C7967656E657261L;
    long v3 = k1 ^ 0x7465646279746573L;
    long length = input.byteSize();
    long words = length >>> 3;
    // All whole words, the rest with the length, and two steps that end each half.
    for (long step = 0; step <= words + 2; step++) {
      long word = 0;
      int rounds = 2;
      if (step < words) {
        word = input.get(WORD, step << 3);
        v3 ^= word;
      } else if (step == words) {
        word = length << 56;
        for (long i = words << 3; i < length; i++) {
          word |= (input.get(ValueLayout.JAVA_BYTE, i) & 0xFFL) << ((i & 7) << 3);
        }
        v3 ^= word;
      } else {
        rounds = 4;
        if (step == words + 1) {
          v2 ^= 0xEE;
        } else {
          v1 ^= 0xDD;
        }
      }
      for (int i = 0; i < rounds; i++) {
        v0 += v1;
        v1 = Long.rotateLeft(v1, 13) ^ v0;
        v0 = Long.rotateLeft(v0, 32);
        v2 += v3;
        v3 = Long.rotateLeft(v3, 16) ^ v2;
        v0 += v3;
        v3 = Long.rotateLeft(v3, 21) ^ v0;
        v2 += v1;
        v1 = Long.rotateLeft(v1, 17) ^ v2;
        v2 = Long.rotateLeft(v2, 32);
      }
      v0 ^= word;
      if (step == words + 1) {
        first = v0 ^ v1 ^ v2 ^ v3;
      } else if (step == words + 2) {
        second = v0 ^ v1 ^ v2 ^ v3;
      }
    }
  }
}
