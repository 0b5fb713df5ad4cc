package redoubt.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Associated data for {@link Aead}: a list of texts as bytes, such that two different lists never
 * give the same bytes. Format: the number of texts, then for each its length in UTF-8 bytes and
 * these bytes; numbers are 4 bytes, big-endian.
 */
public final class Aad {
  private Aad() {}

  public static byte[] of(String... parts) {
    return of(List.of(parts));
  }

  public static byte[] of(List<String> parts) {
    List<byte[]> encoded =
        parts.stream().map(part -> part.getBytes(StandardCharsets.UTF_8)).toList();
    int size = 4;
    for (byte[] part : encoded) {
      size = Math.addExact(size, 4 + part.length);
    }
    ByteBuffer out = ByteBuffer.allocate(size).putInt(parts.size());
    encoded.forEach(part -> out.putInt(part.length).put(part));
    return out.array();
  }
}
