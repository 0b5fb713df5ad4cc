package redoubt.testkit.etcd;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import redoubt.crypto.Randomness;

/** Values as a Kubernetes API server stores them, in every format, with real ciphers. */
public final class ApiServerObjects {
  private ApiServerObjects() {}

  /** A secret in the API server's protobuf, in the clear. */
  public static byte[] secret(String name, String canary) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("k8s\0".getBytes(StandardCharsets.US_ASCII));
    KeyValues.bytes(out, 1, "\n\2v1\22\6Secret".getBytes(StandardCharsets.US_ASCII));
    KeyValues.bytes(out, 2, (name + canary).getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }

  public static byte[] aescbc(byte[] key, String keyName, byte[] clear) {
    byte[] iv = Randomness.bytes(16);
    return join(
        header("aescbc:v1", keyName),
        iv,
        cipher("AES/CBC/PKCS5Padding", key, new IvParameterSpec(iv), new byte[0], clear));
  }

  public static byte[] aesgcm(byte[] key, String keyName, String etcdKey, byte[] clear) {
    return join(header("aesgcm:v1", keyName), gcm(key, etcdKey, clear));
  }

  public static byte[] secretbox(byte[] key, String keyName, byte[] clear) {
    byte[] nonce = Randomness.bytes(24);
    return join(header("secretbox:v1", keyName), nonce, box(key, nonce, clear));
  }

  /** NaCl's secretbox: tag and ciphertext. */
  static byte[] box(byte[] key, byte[] nonce, byte[] clear) {
    XSalsa20Engine stream = new XSalsa20Engine();
    stream.init(true, new ParametersWithIV(new KeyParameter(key), nonce));
    byte[] macKey = new byte[32];
    stream.processBytes(macKey, 0, 32, macKey, 0);
    byte[] box = new byte[16 + clear.length];
    stream.processBytes(clear, 0, clear.length, box, 16);
    Poly1305 mac = new Poly1305();
    mac.init(new KeyParameter(macKey));
    mac.update(box, 16, clear.length);
    mac.doFinal(box, 0);
    return box;
  }

  /** KMS v1 of Kubernetes 1.25 and later. */
  public static byte[] kmsV1(
      byte[] dataKey, byte[] wrapped, String provider, String etcdKey, byte[] clear) {
    byte[] length = ByteBuffer.allocate(2).putShort((short) wrapped.length).array();
    return join(header("kms:v1", provider), length, wrapped, gcm(dataKey, etcdKey, clear));
  }

  /** KMS v2 of Kubernetes 1.29 and later: a key derived from the seed for each object. */
  public static byte[] kmsV2(Seed seed, String etcdKey, byte[] clear) {
    byte[] info = Randomness.bytes(32);
    byte[] key = hmac(seed.bytes, join(info, new byte[] {1}));
    return kmsV2(seed, 1, join(info, gcm(key, etcdKey, clear)));
  }

  /** KMS v2 of Kubernetes 1.25 to 1.28: the seed is the key. */
  public static byte[] kmsV2WithDataKey(Seed seed, String etcdKey, byte[] clear) {
    return kmsV2(seed, 0, gcm(seed.bytes, etcdKey, clear));
  }

  /** KMS v2 with any data and type. */
  public static byte[] kmsV2(Seed seed, int type, byte[] data) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(header("kms:v2", seed.provider));
    KeyValues.bytes(out, 1, data);
    KeyValues.bytes(out, 2, seed.keyId.getBytes(StandardCharsets.UTF_8));
    KeyValues.bytes(out, 3, seed.wrapped);
    seed.annotations.forEach((name, value) -> {
      ByteArrayOutputStream entry = new ByteArrayOutputStream();
      KeyValues.bytes(entry, 1, name.getBytes(StandardCharsets.UTF_8));
      KeyValues.bytes(entry, 2, value);
      KeyValues.bytes(out, 4, entry.toByteArray());
    });
    if (type != 0) {
      KeyValues.number(out, 5, type);
    }
    return out.toByteArray();
  }

  /** The key_id in a value of {@link #kmsV2}. */
  public static String keyIdOfKmsV2(byte[] value) {
    return new String(field(value, 2), StandardCharsets.UTF_8);
  }

  /**
   * Opens a value of {@link #kmsV2(Seed, String, byte[])}.
   *
   * @throws IllegalStateException when it was changed, or written for another etcd key
   */
  public static byte[] openKmsV2(Seed seed, String etcdKey, byte[] value) {
    byte[] data = field(value, 1);
    byte[] info = Arrays.copyOf(data, 32);
    return cipher(
        Cipher.DECRYPT_MODE,
        "AES/GCM/NoPadding",
        hmac(seed.bytes, join(info, new byte[] {1})),
        new GCMParameterSpec(128, Arrays.copyOfRange(data, 32, 44)),
        etcdKey.getBytes(StandardCharsets.UTF_8),
        Arrays.copyOfRange(data, 44, data.length));
  }

  /** One of the fields of bytes that {@link #kmsV2} writes in the order of their numbers. */
  private static byte[] field(byte[] value, int wanted) {
    int at = 0;
    for (int colons = 0; colons < 5; at++) {
      colons += value[at] == ':' ? 1 : 0;
    }
    while (true) {
      int number = value[at++] >> 3;
      int length = 0;
      for (int shift = 0; ; shift += 7) {
        byte digit = value[at++];
        length |= (digit & 0x7F) << shift;
        if (digit >= 0) {
          break;
        }
      }
      if (number == wanted) {
        return Arrays.copyOfRange(value, at, at + length);
      }
      at += length;
    }
  }

  /** A seed of KMS v2 and what the plugin made of it. */
  @SuppressWarnings("ArrayRecordComponent") // Test data, compared by nobody.
  public record Seed(
      String provider,
      String keyId,
      byte[] bytes,
      byte[] wrapped,
      Map<String, byte[]> annotations) {
    public static Seed random(String provider, String keyId) {
      return new Seed(
          provider,
          keyId,
          Randomness.bytes(32),
          Randomness.bytes(60),
          Map.of("version.redoubt.dev", new byte[] {1}));
    }
  }

  private static byte[] header(String kind, String name) {
    return ("k8s:enc:" + kind + ":" + name + ":").getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] gcm(byte[] key, String etcdKey, byte[] clear) {
    byte[] nonce = Randomness.bytes(12);
    return join(
        nonce,
        cipher(
            "AES/GCM/NoPadding",
            key,
            new GCMParameterSpec(128, nonce),
            etcdKey.getBytes(StandardCharsets.UTF_8),
            clear));
  }

  private static byte[] cipher(
      String name,
      byte[] key,
      java.security.spec.AlgorithmParameterSpec parameters,
      byte[] aad,
      byte[] clear) {
    return cipher(Cipher.ENCRYPT_MODE, name, key, parameters, aad, clear);
  }

  private static byte[] cipher(
      int mode,
      String name,
      byte[] key,
      java.security.spec.AlgorithmParameterSpec parameters,
      byte[] aad,
      byte[] text) {
    try {
      Cipher cipher = Cipher.getInstance(name);
      cipher.init(mode, new SecretKeySpec(key, "AES"), parameters);
      if (aad.length > 0) {
        cipher.updateAAD(aad);
      }
      return cipher.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] hmac(byte[] key, byte[] message) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] join(byte[]... pieces) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] piece : pieces) {
      out.writeBytes(piece);
    }
    return out.toByteArray();
  }
}
