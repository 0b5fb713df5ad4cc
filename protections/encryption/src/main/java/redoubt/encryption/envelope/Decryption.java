package redoubt.encryption.envelope;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.jspecify.annotations.Nullable;
import redoubt.core.Failure;
import redoubt.crypto.Aead;
import redoubt.crypto.SecretBytes;
import redoubt.kms.proto.Malformed;

/**
 * Opens one stored object as the API server would. Formats with authenticated data are bound to the
 * object's key in etcd, so an object that was moved to another name does not open.
 */
public final class Decryption {
  private static final int NONCE_24 = 24;
  private static final int NONCE_12 = 12;
  private static final int TAG = 16;
  private static final int IV = 16;

  private Decryption() {}

  /**
   * The object in the clear; the caller closes it.
   *
   * @param etcdKey the whole key under which the value lies
   * @throws Failure {@code encryption.does-not-open} when the key does not fit or a bit was
   *     changed, {@code encryption.not-encrypted} when there is nothing to open, and whatever the
   *     opener throws
   */
  public static SecretBytes open(MemorySegment value, byte[] etcdKey, Opener opener) {
    if (!Header.isOn(value)) {
      throw new Failure(
          Failure.Kind.UNPROCESSABLE,
          "encryption.not-encrypted",
          "The object is stored in the clear.",
          "Encrypt it: turn encryption on and migrate.");
    }
    try {
      Header header = Header.of(value);
      Format format = header.format().orElseThrow(() -> sealed(null));
      MemorySegment body = value.asSlice(header.length());
      return SecretBytes.owning(
          switch (format) {
            case AESCBC -> local(opener, format, header, key -> cbc(key, body));
            case AESGCM -> local(opener, format, header, key -> gcm(key, body, etcdKey));
            case SECRETBOX -> local(opener, format, header, key -> secretbox(key, body));
            case KMS_V1 -> kmsV1(opener, header, body, etcdKey);
            case KMS_V2 -> kmsV2(opener, header, body, etcdKey);
            case PLAINTEXT, IDENTITY, UNKNOWN, DAMAGED -> throw sealed(null);
          });
    } catch (Malformed e) {
      throw sealed(e);
    }
  }

  private interface Cryption {
    byte[] apply(SecretBytes key);
  }

  private static byte[] local(Opener opener, Format format, Header header, Cryption cryption) {
    try (SecretBytes key = opener.localKey(format, header.provider())) {
      return cryption.apply(key);
    }
  }

  /** Since Kubernetes 1.25 AES-GCM, before AES-CBC; as the API server does, one then the other. */
  private static byte[] kmsV1(Opener opener, Header header, MemorySegment body, byte[] etcdKey) {
    long start = EnvelopeReader.kmsV1Data(body);
    SealedSeed wrapped = SealedSeed.v1(header.provider(), body, start);
    MemorySegment data = body.asSlice(start);
    try (SecretBytes key = opener.open(wrapped)) {
      try {
        return gcm(key, data, etcdKey);
      } catch (Failure noGcm) {
        if (data.byteSize() < 2 * IV || data.byteSize() % IV != 0) {
          throw noGcm;
        }
        return cbc(key, data);
      }
    }
  }

  private static byte[] kmsV2(Opener opener, Header header, MemorySegment body, byte[] etcdKey) {
    KmsV2Body parsed = KmsV2Body.of(body);
    if (parsed.type() != 0 && parsed.type() != 1) {
      throw sealed(null);
    }
    try (SecretBytes seed = opener.open(parsed.seed(header.provider()))) {
      if (parsed.type() == 0) {
        return gcm(seed, parsed.data(), etcdKey);
      }
      byte[] info = parsed.data().asSlice(0, KmsV2Body.INFO).toArray(ValueLayout.JAVA_BYTE);
      try (SecretBytes key = SecretBytes.owning(seed.use(bytes -> expand(bytes, info)))) {
        return gcm(key, parsed.data().asSlice(KmsV2Body.INFO), etcdKey);
      }
    }
  }

  /** HKDF-Expand with SHA-256 (RFC 5869, 2.3) to 32 bytes, without Extract. */
  static byte[] expand(byte[] seed, byte[] info) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveData(
              HKDFParameterSpec.expandOnly(
                  new SecretKeySpec(seed, "Generic"), info, Aead.KEY_BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the platform's HKDF failed", e);
    }
  }

  /** AES-GCM as API servers have it: {@code nonce(12) || ciphertext || tag(16)}. */
  private static byte[] gcm(SecretBytes key, MemorySegment box, byte[] etcdKey) {
    if (!Aead.isKeyLength(key.length()) || box.byteSize() < NONCE_12 + TAG) {
      throw sealed(null);
    }
    byte[] bytes = box.toArray(ValueLayout.JAVA_BYTE);
    return key.use(raw -> {
      try {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
            Cipher.DECRYPT_MODE,
            new SecretKeySpec(raw, "AES"),
            new GCMParameterSpec(8 * TAG, bytes, 0, NONCE_12));
        cipher.updateAAD(etcdKey);
        return cipher.doFinal(bytes, NONCE_12, bytes.length - NONCE_12);
      } catch (GeneralSecurityException e) {
        throw sealed(e);
      }
    });
  }

  /** AES-CBC with PKCS #7 padding: only the padding tells whether the key fits. */
  private static byte[] cbc(SecretBytes key, MemorySegment box) {
    if (!Aead.isKeyLength(key.length()) || box.byteSize() < 2 * IV) {
      throw sealed(null);
    }
    byte[] bytes = box.toArray(ValueLayout.JAVA_BYTE);
    return key.use(raw -> {
      try {
        Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        cipher.init(
            Cipher.DECRYPT_MODE, new SecretKeySpec(raw, "AES"), new IvParameterSpec(bytes, 0, IV));
        return cipher.doFinal(bytes, IV, bytes.length - IV);
      } catch (GeneralSecurityException e) {
        throw sealed(e);
      }
    });
  }

  /** NaCl's secretbox: {@code nonce(24) || Poly1305 tag(16) || XSalsa20 ciphertext}. */
  private static byte[] secretbox(SecretBytes key, MemorySegment box) {
    byte[] bytes = box.toArray(ValueLayout.JAVA_BYTE);
    if (key.length() != Aead.KEY_BYTES || bytes.length < NONCE_24 + TAG) {
      throw sealed(null);
    }
    XSalsa20Engine stream = new XSalsa20Engine();
    key.use(raw -> {
      byte[] nonce = Arrays.copyOf(bytes, NONCE_24);
      stream.init(false, new ParametersWithIV(new KeyParameter(raw), nonce));
      return true;
    });
    byte[] macKey = new byte[Aead.KEY_BYTES];
    stream.processBytes(macKey, 0, macKey.length, macKey, 0);
    Poly1305 mac = new Poly1305();
    mac.init(new KeyParameter(macKey));
    Arrays.fill(macKey, (byte) 0);
    int start = NONCE_24 + TAG;
    mac.update(bytes, start, bytes.length - start);
    byte[] tag = new byte[TAG];
    mac.doFinal(tag, 0);
    if (!java.security.MessageDigest.isEqual(tag, Arrays.copyOfRange(bytes, NONCE_24, start))) {
      throw sealed(null);
    }
    byte[] plain = new byte[bytes.length - start];
    stream.processBytes(bytes, start, plain.length, plain, 0);
    return plain;
  }

  private static Failure sealed(@Nullable Throwable cause) {
    return new Failure(
        Failure.Kind.UNPROCESSABLE,
        "encryption.does-not-open",
        "The object does not open: it was changed, moved from another name, or is under another"
            + " key.",
        "Compare it with a backup, and look in the ledger for what wrote it.",
        cause);
  }
}
