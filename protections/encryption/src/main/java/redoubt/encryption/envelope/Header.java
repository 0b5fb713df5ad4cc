package redoubt.encryption.envelope;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import redoubt.kms.proto.Malformed;

/**
 * What stands before the body of an encrypted object: {@code k8s:enc:KIND:VERSION:NAME:}.
 *
 * @param kind with its version, such as {@code kms:v2}
 * @param provider the name
 * @param length of the whole header in bytes
 */
record Header(String kind, String provider, int length) {
  private static final MemorySegment MARK =
      MemorySegment.ofArray("k8s:enc:".getBytes(StandardCharsets.US_ASCII));

  /** Longer than any name that the API server takes. */
  private static final int LONGEST = 1024;

  private static final int LONGEST_KIND = 64;

  static boolean isOn(MemorySegment value) {
    return value.byteSize() >= MARK.byteSize()
        && MemorySegment.mismatch(value, 0, MARK.byteSize(), MARK, 0, MARK.byteSize()) == -1;
  }

  /** The format, when it is one of those known here. */
  Optional<Format> format() {
    return switch (kind) {
      case "aescbc:v1" -> Optional.of(Format.AESCBC);
      case "aesgcm:v1" -> Optional.of(Format.AESGCM);
      case "secretbox:v1" -> Optional.of(Format.SECRETBOX);
      case "kms:v1" -> Optional.of(Format.KMS_V1);
      case "kms:v2" -> Optional.of(Format.KMS_V2);
      default -> Optional.empty();
    };
  }

  /**
   * @param value on which {@link #isOn} a header
   * @throws Malformed when the header does not end
   */
  static Header of(MemorySegment value) {
    int start = (int) MARK.byteSize();
    int kindEnd = colon(value, start, LONGEST_KIND);
    int versionEnd = colon(value, kindEnd + 1, LONGEST_KIND);
    int nameEnd = colon(value, versionEnd + 1, LONGEST);
    return new Header(
        text(value, start, versionEnd), text(value, versionEnd + 1, nameEnd), nameEnd + 1);
  }

  private static int colon(MemorySegment value, int from, int atMost) {
    long end = Math.min(value.byteSize(), (long) from + atMost);
    for (int i = from; i < end; i++) {
      if (value.get(ValueLayout.JAVA_BYTE, i) == ':') {
        return i;
      }
    }
    throw new Malformed("the header does not end");
  }

  private static String text(MemorySegment value, int from, int to) {
    for (int i = from; i < to; i++) {
      byte piece = value.get(ValueLayout.JAVA_BYTE, i);
      if (piece < ' ' || piece > '~') {
        throw new Malformed("the header has a character that no name has");
      }
    }
    return new String(
        value.asSlice(from, to - from).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.US_ASCII);
  }
}
