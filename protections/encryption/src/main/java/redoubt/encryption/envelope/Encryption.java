package redoubt.encryption.envelope;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import redoubt.crypto.Randomness;
import redoubt.crypto.SecretBytes;
import redoubt.kms.proto.ProtoWriter;

/**
 * Writes an object as an API server of 1.29 or later does with a KMS v2 plugin: the counterpart of
 * {@link Decryption}.
 */
public final class Encryption {
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;

  /** Field 5, a varint, of value 1: the key is derived from the seed. */
  private static final byte[] DERIVED = {5 << 3, 1};

  /**
   * A seed as the plugin wrapped it.
   *
   * @param provider the plugin's name in the API server's configuration
   */
  @SuppressWarnings("ArrayRecordComponent") // Written, compared by nobody.
  public record Wrapped(
      String provider, String keyId, byte[] ciphertext, Map<String, byte[]> annotations) {}

  private Encryption() {}

  /**
   * The value to be stored.
   *
   * @param seed of 32 bytes
   * @param etcdKey the whole key under which it will lie
   */
  public static byte[] kmsV2(Wrapped wrapped, SecretBytes seed, byte[] etcdKey, byte[] clear) {
    byte[] info = Randomness.bytes(KmsV2Body.INFO);
    byte[] nonce = Randomness.bytes(NONCE);
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    data.writeBytes(info);
    data.writeBytes(nonce);
    try (SecretBytes key = SecretBytes.owning(seed.use(bytes -> Decryption.expand(bytes, info)))) {
      data.writeBytes(key.use(bytes -> sealed(bytes, nonce, etcdKey, clear)));
    }
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    value.writeBytes(
        ("k8s:enc:kms:v2:" + wrapped.provider() + ":").getBytes(StandardCharsets.US_ASCII));
    value.writeBytes(
        new ProtoWriter()
            .bytes(1, data.toByteArray())
            .text(2, wrapped.keyId())
            .bytes(3, wrapped.ciphertext())
            .map(4, wrapped.annotations())
            .message());
    value.writeBytes(DERIVED);
    return value.toByteArray();
  }

  private static byte[] sealed(byte[] key, byte[] nonce, byte[] etcdKey, byte[] clear) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(key, "AES"),
          new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(etcdKey);
      return cipher.doFinal(clear);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the platform's AES-GCM failed", e);
    }
  }
}
