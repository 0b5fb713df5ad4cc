package redoubt.encryption.cluster;

import java.nio.ByteBuffer;
import java.util.UUID;
import redoubt.crypto.Randomness;

/** Fresh random ids (RFC 9562, version 4). */
final class Ids {
  private Ids() {}

  static UUID random() {
    ByteBuffer bytes = ByteBuffer.wrap(Randomness.bytes(16));
    long high = (bytes.getLong() & ~0xF000L) | 0x4000L;
    long low = (bytes.getLong() & ~(0b11L << 62)) | (0b10L << 62);
    return new UUID(high, low);
  }
}
