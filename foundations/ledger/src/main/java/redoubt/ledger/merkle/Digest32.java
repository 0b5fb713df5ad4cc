package redoubt.ledger.merkle;

import java.util.Arrays;
import java.util.Base64;

/** A SHA-256 hash. */
@SuppressWarnings("ArrayRecordComponent")
public record Digest32(byte[] bytes) {
  public static final int LENGTH = 32;

  /** Takes over the array. */
  public Digest32 {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("a hash has 32 bytes, not " + bytes.length);
    }
  }

  public String base64() {
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Digest32 that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return base64();
  }
}
