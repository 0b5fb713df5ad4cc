package redoubt.kmsplugin.keys;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import redoubt.core.Failure;
import redoubt.crypto.Aead;

/**
 * A ciphertext of the plugin: {@code 0x01 || local key's id (16) || box}. The box's associated data
 * are the contract's version, the cluster, the key id and the local key's id.
 *
 * @param keyId the local key's id, in hexadecimal
 * @param box what {@link Aead} made
 */
@SuppressWarnings("ArrayRecordComponent") // Not compared.
record Sealed(String keyId, byte[] box) {
  private static final byte FORMAT = 1;
  private static final int HEAD = 1 + WrappedKey.ID_BYTES;

  /** How many bytes a ciphertext is longer than its plaintext. */
  static final int OVERHEAD = HEAD + Aead.OVERHEAD;

  static byte[] write(byte[] keyId, byte[] box) {
    return ByteBuffer.allocate(HEAD + box.length).put(FORMAT).put(keyId).put(box).array();
  }

  /**
   * @throws Failure {@code plugin.foreign}
   */
  static Sealed read(byte[] ciphertext) {
    if (ciphertext.length < OVERHEAD || ciphertext[0] != FORMAT) {
      throw WrappedKey.foreign();
    }
    return new Sealed(
        HexFormat.of().formatHex(ciphertext, 1, HEAD),
        Arrays.copyOfRange(ciphertext, HEAD, ciphertext.length));
  }
}
