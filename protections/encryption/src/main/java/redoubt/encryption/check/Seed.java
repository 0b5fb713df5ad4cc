package redoubt.encryption.check;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import redoubt.crypto.Randomness;

/**
 * What an API server of 1.29 or later does with a seed: a key for each object by HKDF-Expand with
 * SHA-256 (RFC 5869, 2.3), AES-256-GCM, and the object's etcd key as additional data.
 */
final class Seed {
  private static final byte[] PLACE =
      "/registry/secrets/default/redoubt-check".getBytes(StandardCharsets.UTF_8);
  private static final byte[] ELSEWHERE =
      "/registry/secrets/default/another".getBytes(StandardCharsets.UTF_8);
  private static final int INFO_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private Seed() {}

  /** An object written under a seed opens with what Decrypt answers for it, in its place alone. */
  static Observation opensItsObjects(Trial trial) {
    byte[] seed = Randomness.bytes(Trial.SEED_BYTES);
    Sealed sealed = trial.encrypt(seed);
    byte[] info = Randomness.bytes(INFO_BYTES);
    byte[] nonce = Randomness.bytes(NONCE_BYTES);
    byte[] object = Randomness.bytes(1000);
    try {
      byte[] stored = cipher(Cipher.ENCRYPT_MODE, seed, info, nonce, PLACE).doFinal(object);
      byte[] opened = trial.decrypt(sealed);
      if (!Arrays.equals(
          object, cipher(Cipher.DECRYPT_MODE, opened, info, nonce, PLACE).doFinal(stored))) {
        return Observation.failed("The object came back as another one.");
      }
      return openedElsewhere(opened, info, nonce, stored)
          ? Observation.failed("The object opens in another place.")
          : Observation.passed("an object under a derived key opens, and in its place alone");
    } catch (AEADBadTagException e) {
      return Observation.failed("The object does not open with what Decrypt answered.");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the platform has no AES-GCM or HKDF", e);
    }
  }

  private static boolean openedElsewhere(byte[] seed, byte[] info, byte[] nonce, byte[] stored)
      throws GeneralSecurityException {
    try {
      cipher(Cipher.DECRYPT_MODE, seed, info, nonce, ELSEWHERE).doFinal(stored);
      return true;
    } catch (AEADBadTagException e) {
      return false;
    }
  }

  private static Cipher cipher(int mode, byte[] seed, byte[] info, byte[] nonce, byte[] place)
      throws GeneralSecurityException {
    byte[] key =
        KDF.getInstance("HKDF-SHA256")
            .deriveData(
                HKDFParameterSpec.expandOnly(new SecretKeySpec(seed, "HKDF"), info, INFO_BYTES));
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(place);
    return cipher;
  }
}
