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
 * AES-GCM (NIST SP 800-38D) with random 12-byte IVs. A box is {@code IV(12) || ciphertext ||
 * tag(16)}. One key must not seal more than 2^32 boxes. The server's own keys have 256 bits; those
 * that customers import may have 128 or 192 too.
 */
public final class Aead {
  /** Length of the server's own keys. */
  public static final int KEY_BYTES = 32;

  public static final int IV_BYTES = 12;
  public static final int TAG_BYTES = 16;

  /** How many bytes a box is longer than what it holds. */
  public static final int OVERHEAD = IV_BYTES + TAG_BYTES;

  private static final Provider PROVIDER =
      Objects.requireNonNull(Security.getProvider("SunJCE"), "the platform's own ciphers");

  private Aead() {}

  /** Whether AES has keys of that many bytes. */
  public static boolean isKeyLength(int bytes) {
    return bytes == 16 || bytes == 24 || bytes == KEY_BYTES;
  }

  /** Encrypts and authenticates; {@code aad} is authenticated only. */
  public static byte[] seal(SecretBytes key, byte[] plaintext, byte[] aad) {
    byte[] box = new byte[Math.addExact(OVERHEAD, plaintext.length)];
    byte[] iv = Randomness.bytes(IV_BYTES);
    System.arraycopy(iv, 0, box, 0, IV_BYTES);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, iv);
      cipher.updateAAD(aad);
      cipher.doFinal(plaintext, 0, plaintext.length, box, IV_BYTES);
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
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, Arrays.copyOf(box, IV_BYTES));
      cipher.updateAAD(aad);
      return cipher.doFinal(box, IV_BYTES, box.length - IV_BYTES);
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

  private static Cipher cipher(int mode, SecretBytes key, byte[] iv)
      throws GeneralSecurityException {
    if (!isKeyLength(key.length())) {
      throw new IllegalArgumentException("no AES key has " + key.length() + " bytes");
    }
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", PROVIDER);
    cipher.init(mode, new LentKey(key), new GCMParameterSpec(8 * TAG_BYTES, iv));
    return cipher;
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
