package redoubt.encryption.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** SipHash against the vectors of its authors, and the set built on it. */
final class SipHashTest {
  private static final byte[] KEY = upTo(16);

  private static byte[] upTo(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }

  private static String hash(byte[] input) {
    SipHash hash = new SipHash(KEY);
    hash.hash(MemorySegment.ofArray(input));
    byte[] both =
        ByteBuffer.allocate(16)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(hash.first())
            .putLong(hash.second())
            .array();
    return HexFormat.of().formatHex(both);
  }

  @Test
  void theAuthorsVectors() {
    assertThat(hash(upTo(0))).isEqualTo("a3817f04ba25a8e66df67214c7550293");
    assertThat(hash(upTo(1))).isEqualTo("da87c1d86b99af44347659119b22fc45");
  }

  @Property(tries = 20)
  void aSetTakesEachKeyOnceHoweverManyThereAre(@ForAll @IntRange(min = 1, max = 60_000) int count) {
    try (SeenKeys seen = new SeenKeys()) {
      for (int round = 0; round < 2; round++) {
        for (int i = 0; i < count; i++) {
          byte[] key =
              ("/registry/secrets/default/" + i).getBytes(java.nio.charset.StandardCharsets.UTF_8);
          assertThat(seen.add(MemorySegment.ofArray(key))).isEqualTo(round == 0);
        }
      }
      assertThat(seen.size()).isEqualTo(count);
    }
  }
}
