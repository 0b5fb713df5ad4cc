package redoubt.encryption.check;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import redoubt.crypto.Randomness;
import redoubt.kms.KmsCallFailed;

/** Whether changed ciphertexts are noticed. */
final class Tampering {
  private static final int FLIPS = 64;

  private Tampering() {}

  static Observation ciphertext(Trial trial) {
    Sealed sealed = trial.encrypt(Randomness.bytes(Trial.SEED_BYTES));
    int bits = sealed.ciphertext().length * 8;
    for (int flip = 0; flip < FLIPS; flip++) {
      int bit = (int) ((long) flip * (bits - 1) / (FLIPS - 1));
      if (opens(trial, sealed.withCiphertext(Bits.flipped(sealed.ciphertext(), bit)))) {
        return Observation.failed("A ciphertext with bit " + bit + " flipped is decrypted.");
      }
    }
    return Observation.passed(FLIPS + " flipped bits were refused");
  }

  static Observation cut(Trial trial) {
    Sealed sealed = trial.encrypt(Randomness.bytes(Trial.SEED_BYTES));
    byte[] whole = sealed.ciphertext();
    for (int length : List.of(0, 1, whole.length / 2, whole.length - 1, whole.length + 1)) {
      if (opens(trial, sealed.withCiphertext(Arrays.copyOf(whole, length)))) {
        return Observation.failed("A ciphertext of another length is decrypted.");
      }
    }
    return opens(trial, sealed.withCiphertext(Randomness.bytes(whole.length)))
        ? Observation.failed("Random bytes are decrypted.")
        : Observation.passed("cut, longer and random ciphertexts were refused");
  }

  static Observation keyId(Trial trial) {
    Sealed sealed = trial.encrypt(Randomness.bytes(Trial.SEED_BYTES));
    for (String other : List.of("redoubt-check-unknown", sealed.keyId() + "0", "")) {
      if (opens(trial, sealed.withKeyId(other))) {
        return Observation.failed("A ciphertext is decrypted under a key_id that is not its own.");
      }
    }
    return Observation.passed("other key_ids were refused");
  }

  /** Annotations lie in etcd beside the ciphertext; a changed one must not change a plaintext. */
  static Observation annotations(Trial trial) {
    byte[] plaintext = Randomness.bytes(Trial.SEED_BYTES);
    Sealed sealed = trial.encrypt(plaintext);
    if (sealed.annotations().isEmpty()) {
      return Observation.passed("there are no annotations");
    }
    for (Map.Entry<String, byte[]> entry : sealed.annotations().entrySet()) {
      Map<String, byte[]> others = new HashMap<>(sealed.annotations());
      others.put(entry.getKey(), Bits.flipped(Arrays.copyOf(entry.getValue(), 8), 3));
      if (changes(trial, sealed.withAnnotations(others), plaintext)) {
        return Observation.failed(
            "With annotation " + entry.getKey() + " changed, another plaintext comes back.");
      }
      others.remove(entry.getKey());
      if (changes(trial, sealed.withAnnotations(others), plaintext)) {
        return Observation.failed(
            "Without annotation " + entry.getKey() + ", another plaintext comes back.");
      }
    }
    return Observation.passed("changed annotations never gave another plaintext");
  }

  private static boolean opens(Trial trial, Sealed sealed) {
    try {
      trial.decrypt(sealed);
      return true;
    } catch (KmsCallFailed e) {
      refused(e);
      return false;
    }
  }

  private static boolean changes(Trial trial, Sealed sealed, byte[] plaintext) {
    try {
      return !Arrays.equals(plaintext, trial.decrypt(sealed));
    } catch (KmsCallFailed e) {
      refused(e);
      return false;
    }
  }

  /** A plugin that is gone or hangs has not refused. */
  private static void refused(KmsCallFailed e) {
    if (e.status().equals("DEADLINE_EXCEEDED") || e.status().equals("UNAVAILABLE")) {
      throw e;
    }
  }
}
