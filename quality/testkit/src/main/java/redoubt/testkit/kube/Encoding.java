package redoubt.testkit.kube;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import redoubt.crypto.Randomness;

/**
 * How objects are written: in the clear, or under a key of a key_id, bound to the etcd key. All
 * that were ever made can be read.
 *
 * @param keyId empty for in the clear
 */
public record Encoding(String keyId) {
  public static final Encoding IDENTITY = new Encoding("");

  private static final String PREFIX = "k8s:enc:kms:v2:redoubt:";
  private static final Map<String, byte[]> KEYS = new ConcurrentHashMap<>();

  byte[] write(String etcdKey, byte[] clear) {
    if (keyId.isEmpty()) {
      return clear;
    }
    byte[] head = (PREFIX + keyId + "\0").getBytes(StandardCharsets.US_ASCII);
    byte[] iv = Randomness.bytes(12);
    byte[] sealed = cipher(Cipher.ENCRYPT_MODE, keyId, iv, etcdKey, clear);
    byte[] value = Arrays.copyOf(head, head.length + 12 + sealed.length);
    System.arraycopy(iv, 0, value, head.length, 12);
    System.arraycopy(sealed, 0, value, head.length + 12, sealed.length);
    return value;
  }

  boolean isCurrent(byte[] value) {
    return keyId.equals(keyIdOf(value));
  }

  /** The key_id of a stored value; empty for one in the clear. */
  public static String keyIdOf(byte[] value) {
    String text = new String(value, StandardCharsets.ISO_8859_1);
    return text.startsWith(PREFIX) ? text.substring(PREFIX.length(), text.indexOf('\0')) : "";
  }

  static byte[] read(String etcdKey, byte[] value) {
    String keyId = keyIdOf(value);
    if (keyId.isEmpty()) {
      return value;
    }
    int from = PREFIX.length() + keyId.length() + 1;
    return cipher(
        Cipher.DECRYPT_MODE,
        keyId,
        Arrays.copyOfRange(value, from, from + 12),
        etcdKey,
        Arrays.copyOfRange(value, from + 12, value.length));
  }

  private static byte[] cipher(int mode, String keyId, byte[] iv, String etcdKey, byte[] text) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          mode,
          new SecretKeySpec(KEYS.computeIfAbsent(keyId, id -> Randomness.bytes(32)), "AES"),
          new GCMParameterSpec(128, iv));
      cipher.updateAAD(etcdKey.getBytes(StandardCharsets.UTF_8));
      return cipher.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
