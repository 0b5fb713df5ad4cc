package redoubt.encryption.check;

/** Small changes to bytes. */
final class Bits {
  private Bits() {}

  /** A copy in which one bit is another. */
  static byte[] flipped(byte[] bytes, int bit) {
    byte[] copy = bytes.clone();
    copy[bit / 8] ^= (byte) (1 << (bit % 8));
    return copy;
  }

  /** Whether the needle, of 8 bytes or more, is somewhere in it. */
  static boolean contains(byte[] haystack, byte[] needle) {
    for (int at = 0; at + needle.length <= haystack.length; at++) {
      if (java.util.Arrays.equals(haystack, at, at + needle.length, needle, 0, needle.length)) {
        return true;
      }
    }
    return false;
  }
}
