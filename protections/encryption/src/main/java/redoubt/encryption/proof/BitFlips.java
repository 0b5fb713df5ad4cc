package redoubt.encryption.proof;

import java.util.List;

/** Places in a stored value where a bit is flipped. */
final class BitFlips {
  private static final int COLONS = 5;

  private static final int INFO = 32;
  private static final int NONCE = 12;

  private BitFlips() {}

  /** One in what the key is derived from, one in the nonce, one in the ciphertext. */
  static List<Integer> places(byte[] value) {
    int data = data(value);
    return List.of(data + INFO / 2, data + INFO + NONCE / 2, inCiphertext(value));
  }

  /** Near its beginning. */
  static int inCiphertext(byte[] value) {
    int place = data(value) + INFO + NONCE + 1;
    if (place >= value.length) {
      throw new IllegalStateException("the stored value is too short to be an encrypted one");
    }
    return place;
  }

  /** Where the first field of a KMS v2 object begins, behind its tag and length. */
  private static int data(byte[] value) {
    int place = header(value) + 1;
    while (place < value.length && value[place] < 0) {
      place++;
    }
    return place + 1;
  }

  /** Length of {@code k8s:enc:kms:v2:NAME:}. */
  private static int header(byte[] value) {
    int colons = 0;
    for (int i = 0; i < value.length; i++) {
      if (value[i] == ':' && ++colons == COLONS) {
        return i + 1;
      }
    }
    throw new IllegalStateException("the stored value has no header");
  }
}
