package redoubt.keys.testing;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import redoubt.core.Failure;
import redoubt.crypto.Aead;
import redoubt.crypto.HardwareKeys;
import redoubt.crypto.Randomness;
import redoubt.crypto.SecretBytes;

/** A hardware module made of memory, which can be away. */
public final class MemoryModule implements HardwareKeys {
  private final Map<String, SecretBytes> keys = new ConcurrentHashMap<>();
  private volatile boolean away;

  /** Whether it cannot be reached. */
  public void away(boolean gone) {
    away = gone;
  }

  /** What it has. */
  public Set<String> names() {
    return Set.copyOf(keys.keySet());
  }

  @Override
  public void create(String id) {
    reach();
    if (!id.matches("[A-Za-z0-9._-]{1,100}")) {
      throw new IllegalArgumentException(id);
    }
    keys.put(id, SecretBytes.random(32));
  }

  @Override
  public byte[] seal(String id, byte[] plaintext, byte[] aad) {
    reach();
    byte[] iv = Randomness.bytes(IV_BYTES);
    byte[] sealed = gcm(Cipher.ENCRYPT_MODE, id, iv, plaintext, aad);
    byte[] box = Arrays.copyOf(iv, IV_BYTES + sealed.length);
    System.arraycopy(sealed, 0, box, IV_BYTES, sealed.length);
    return box;
  }

  @Override
  public byte[] open(String id, byte[] box, byte[] aad) {
    reach();
    byte[] sealed = Arrays.copyOfRange(box, IV_BYTES, box.length);
    return gcm(Cipher.DECRYPT_MODE, id, Arrays.copyOf(box, IV_BYTES), sealed, aad);
  }

  private byte[] gcm(int mode, String id, byte[] iv, byte[] text, byte[] aad) {
    return key(id)
        .use(key -> {
          try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(8 * TAG_BYTES, iv));
            cipher.updateAAD(aad);
            return cipher.doFinal(text);
          } catch (GeneralSecurityException e) {
            throw Aead.tampered(e);
          }
        });
  }

  @Override
  public void destroy(String id) {
    reach();
    keys.remove(id);
  }

  private SecretBytes key(String id) {
    SecretBytes key = keys.get(id);
    if (key == null) {
      throw new Failure(Failure.Kind.NOT_FOUND, "hsm.no-key", "No such key.", "None.");
    }
    return key;
  }

  private void reach() {
    if (away) {
      throw new Failure(Failure.Kind.UNAVAILABLE, "hsm.unavailable", "Away.", "Wait.");
    }
  }
}
