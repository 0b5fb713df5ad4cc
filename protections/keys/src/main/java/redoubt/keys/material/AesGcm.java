package redoubt.keys.material;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Security;
import java.util.Objects;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import redoubt.crypto.Randomness;
import redoubt.crypto.SecretBytes;
import redoubt.keys.KeyProtectError;

/**
 * AES-GCM (NIST SP 800-38D) with keys of 128, 192 or 256 bits: imported root keys come in all three
 * lengths. A box is {@code IV(12) || ciphertext || tag(16)}.
 */
public final class AesGcm {
  static final int IV_BYTES = 12;
  static final int TAG_BYTES = 16;

  private static final Provider PROVIDER =
      Objects.requireNonNull(Security.getProvider("SunJCE"), "the platform's own ciphers");

  private AesGcm() {}

  /** Lengths of AES keys, in bytes. */
  public static boolean isKeyLength(int bytes) {
    return bytes == 16 || bytes == 24 || bytes == 32;
  }

  public static byte[] seal(SecretBytes key, byte[] plaintext, byte[] aad) {
    byte[] iv = Randomness.bytes(IV_BYTES);
    byte[] box = new byte[IV_BYTES + plaintext.length + TAG_BYTES];
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

  /**
   * @throws redoubt.keys.KeyFailure {@code UNPROCESSABLE_CIPHERTEXT_ERR} for anything but what
   *     {@link #seal} made with the same key and associated data
   */
  public static byte[] open(SecretBytes key, byte[] box, byte[] aad) {
    if (box.length < IV_BYTES + TAG_BYTES) {
      throw KeyProtectError.UNPROCESSABLE_CIPHERTEXT_ERR.failure();
    }
    byte[] iv = new byte[IV_BYTES];
    System.arraycopy(box, 0, iv, 0, IV_BYTES);
    try {
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, iv);
      cipher.updateAAD(aad);
      return cipher.doFinal(box, IV_BYTES, box.length - IV_BYTES);
    } catch (AEADBadTagException e) {
      throw KeyProtectError.UNPROCESSABLE_CIPHERTEXT_ERR.failure();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM failed to open", e);
    }
  }

  private static Cipher cipher(int mode, SecretBytes key, byte[] iv)
      throws GeneralSecurityException {
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
