package redoubt.crypto;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import redoubt.core.Failure;

/**
 * XAES-256-GCM (c2sp.org/XAES-256-GCM): AES-GCM with random nonces of 24 bytes, long enough for any
 * number of boxes under one key. A box is {@code nonce(24) || ciphertext || tag(16)}.
 *
 * <p>The first half of the nonce makes a 256-bit key for this box alone, with AES-CMAC in counter
 * mode (NIST SP 800-108r1, section 4.1); the second half is the IV of AES-GCM (NIST SP 800-38D)
 * under it. The server's own keys have 256 bits. Those that customers import may have 128 or 192
 * too; then AES-CMAC has a key of that length and all else is the same.
 */
public final class Aead {
  /** Length of the server's own keys. */
  public static final int KEY_BYTES = 32;

  public static final int NONCE_BYTES = 24;
  public static final int TAG_BYTES = 16;

  /** How many bytes a box is longer than what it holds. */
  public static final int OVERHEAD = NONCE_BYTES + TAG_BYTES;

  /** How much of the nonce goes into the key of a box; the rest is the IV. */
  private static final int KEY_NONCE_BYTES = 12;

  private static final int BLOCK_BYTES = 16;

  private static final Provider PROVIDER =
      Objects.requireNonNull(Security.getProvider("SunJCE"), "the platform's own ciphers");

  private Aead() {}

  /** Whether AES has keys of that many bytes. */
  public static boolean isKeyLength(int bytes) {
    return bytes == 16 || bytes == 24 || bytes == KEY_BYTES;
  }

  /** Encrypts and authenticates; {@code aad} is authenticated only. */
  public static byte[] seal(SecretBytes key, byte[] plaintext, byte[] aad) {
    return seal(key, Randomness.bytes(NONCE_BYTES), plaintext, aad);
  }

  /** A nonce must not come twice under one key. */
  static byte[] seal(SecretBytes key, byte[] nonce, byte[] plaintext, byte[] aad) {
    byte[] box = Arrays.copyOf(nonce, Math.addExact(OVERHEAD, plaintext.length));
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, box);
      cipher.updateAAD(aad);
      cipher.doFinal(plaintext, 0, plaintext.length, box, NONCE_BYTES);
      return box;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM failed to seal", e);
    }
  }

  public static byte[] seal(SecretBytes key, SecretBytes plaintext, byte[] aad) {
    return plaintext.use(bytes -> seal(key, bytes, aad));
  }

  /**
   * Opens what {@link #seal} made under the same key and associated data.
   *
   * @throws Failure {@code crypto.tampered} for anything else
   */
  public static byte[] open(SecretBytes key, byte[] box, byte[] aad) {
    if (box.length < OVERHEAD) {
      throw tampered(null);
    }
    try {
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, box);
      cipher.updateAAD(aad);
      return cipher.doFinal(box, NONCE_BYTES, box.length - NONCE_BYTES);
    } catch (AEADBadTagException e) {
      throw tampered(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM failed to open", e);
    }
  }

  public static SecretBytes openSecret(SecretBytes key, byte[] box, byte[] aad) {
    return SecretBytes.owning(open(key, box, aad));
  }

  /** What {@link #open} throws; for other ways to open a box. */
  public static Failure tampered(@org.jspecify.annotations.Nullable Throwable cause) {
    return new Failure(
        Failure.Kind.UNPROCESSABLE,
        "crypto.tampered",
        "The ciphertext does not open: it was changed, or belongs to another key or context.",
        "Pass the ciphertext exactly as it was given out, with the same context.",
        cause);
  }

  /** AES-GCM as the nonce at the beginning of the box wants it. */
  private static Cipher cipher(int mode, SecretBytes key, byte[] box)
      throws GeneralSecurityException {
    if (!isKeyLength(key.length())) {
      throw new IllegalArgumentException("no AES key has " + key.length() + " bytes");
    }
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", PROVIDER);
    try (SecretBytes once = keyOfBox(key, box)) {
      cipher.init(
          mode,
          new LentKey(once),
          new GCMParameterSpec(8 * TAG_BYTES, box, KEY_NONCE_BYTES, NONCE_BYTES - KEY_NONCE_BYTES));
    }
    return cipher;
  }

  /**
   * AES-CMAC of each of {@code i || 'X' || 0 || nonce(12)}, for a 16-bit i of 1 and 2. Both are one
   * block, so that AES-CMAC is AES of the block and the subkey K1 (NIST SP 800-38B, section 6.2).
   */
  private static SecretBytes keyOfBox(SecretBytes key, byte[] nonce)
      throws GeneralSecurityException {
    Cipher aes = Cipher.getInstance("AES/ECB/NoPadding", PROVIDER);
    aes.init(Cipher.ENCRYPT_MODE, new LentKey(key));
    byte[] subkey = doubled(aes.doFinal(new byte[BLOCK_BYTES]));
    byte[] blocks = new byte[2 * BLOCK_BYTES];
    for (int i = 1; i <= 2; i++) {
      int start = (i - 1) * BLOCK_BYTES;
      blocks[start + 1] = (byte) i;
      blocks[start + 2] = 'X';
      System.arraycopy(nonce, 0, blocks, start + BLOCK_BYTES - KEY_NONCE_BYTES, KEY_NONCE_BYTES);
      for (int at = 0; at < BLOCK_BYTES; at++) {
        blocks[start + at] ^= subkey[at];
      }
    }
    Arrays.fill(subkey, (byte) 0);
    return SecretBytes.owning(aes.doFinal(blocks));
  }

  /** Doubled in the field of NIST SP 800-38B, section 6.1, without a branch on the secret. */
  private static byte[] doubled(byte[] block) {
    int reduction = (block[0] >> 7) & 0x87;
    for (int at = 0; at < BLOCK_BYTES - 1; at++) {
      block[at] = (byte) (block[at] << 1 | (block[at + 1] & 0xff) >>> 7);
    }
    block[BLOCK_BYTES - 1] = (byte) (block[BLOCK_BYTES - 1] << 1 ^ reduction);
    return block;
  }

  /** Lends the key's bytes to the cipher, which zeroes its copy after expanding it. */
  private static final class LentKey implements SecretKey {
    private static final long serialVersionUID = 1;
    private final transient SecretBytes key;

    LentKey(SecretBytes key) {
      this.key = key;
    }

    @Override
    public String getAlgorithm() {
      return "AES";
    }

    @Override
    public String getFormat() {
      return "RAW";
    }

    @Override
    public byte[] getEncoded() {
      return key.use(byte[]::clone);
    }

    private void writeObject(java.io.ObjectOutputStream out) throws java.io.IOException {
      throw new java.io.NotSerializableException("key material");
    }
  }
}
