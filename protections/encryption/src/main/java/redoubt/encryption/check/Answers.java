package redoubt.encryption.check;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import redoubt.crypto.Randomness;
import redoubt.kms.Limits;
import redoubt.kms.v1beta1.VersionResponse;
import redoubt.kms.v2.EncryptResponse;
import redoubt.kms.v2.StatusResponse;

/** Whether single answers are such that an API server takes them. */
final class Answers {
  private static final int POLLS = 50;

  private Answers() {}

  static Observation version(Trial trial) {
    VersionResponse answer = trial.v1().version();
    if (!answer.version().equals(PluginV1.VERSION)) {
      return Observation.failed("Version answers something else than v1beta1.");
    }
    return answer.runtimeName().isEmpty()
        ? Observation.failed("Version names no runtime.")
        : Observation.passed("v1beta1 of " + answer.runtimeName() + " " + answer.runtimeVersion());
  }

  static Observation status(Trial trial) {
    StatusResponse status = trial.status();
    List<String> faults = Limits.faults(status);
    return faults.isEmpty()
        ? Observation.passed(status.version() + ", ok, key_id " + status.keyId())
        : Observation.failed("Of Status, " + String.join("; ", faults) + ".");
  }

  static Observation steady(Trial trial) {
    StatusResponse first = trial.status();
    for (int poll = 1; poll < POLLS; poll++) {
      StatusResponse status = trial.status();
      if (!status.version().equals(first.version())) {
        return Observation.failed("The version changed between two calls of Status.");
      }
      if (!status.keyId().equals(first.keyId())) {
        return Observation.failed(
            "The key_id changed between two calls of Status: " + trial.keyIds() + ".");
      }
    }
    return Observation.passed(POLLS + " calls of Status agreed");
  }

  static Observation authoritative(Trial trial) {
    String before = trial.status().keyId();
    Sealed sealed = trial.encrypt(Randomness.bytes(Trial.SEED_BYTES));
    String after = trial.status().keyId();
    return sealed.keyId().equals(before) || sealed.keyId().equals(after)
        ? Observation.passed("Encrypt and Status name the same key")
        : Observation.failed("Encrypt answered another key_id than Status.");
  }

  static Observation sizes(Trial trial) {
    Sealed sealed = trial.encrypt(Randomness.bytes(Trial.SEED_BYTES));
    List<String> faults =
        Limits.faults(
            new EncryptResponse(sealed.ciphertext(), sealed.keyId(), sealed.annotations()));
    return faults.isEmpty()
        ? Observation.passed(
            sealed.ciphertext().length
                + " bytes of ciphertext and "
                + sealed.annotations().size()
                + " annotations")
        : Observation.failed("Of Encrypt, " + String.join("; ", faults) + ".");
  }

  static Observation roundTrip(Trial trial) {
    for (int length : List.of(Trial.SEED_BYTES, 1, 16, 64, 255)) {
      byte[] plaintext = Randomness.bytes(length);
      if (!Arrays.equals(plaintext, trial.decrypt(trial.encrypt(plaintext)))) {
        return Observation.failed("Decrypt answered other bytes than Encrypt was given.");
      }
    }
    trial.keep();
    return Observation.passed("1 to 255 bytes came back");
  }

  static Observation fresh(Trial trial) {
    byte[] plaintext = Randomness.bytes(Trial.SEED_BYTES);
    return Arrays.equals(
            trial.encrypt(plaintext).ciphertext(), trial.encrypt(plaintext).ciphertext())
        ? Observation.failed("The same plaintext twice gave the same ciphertext.")
        : Observation.passed("the same plaintext twice gave two ciphertexts");
  }

  static Observation secret(Trial trial) {
    byte[] plaintext = Randomness.bytes(Trial.SEED_BYTES);
    byte[] part = Arrays.copyOf(plaintext, 8);
    Sealed sealed = trial.encrypt(plaintext);
    boolean shown =
        Bits.contains(sealed.ciphertext(), part)
            || Bits.contains(sealed.keyId().getBytes(StandardCharsets.UTF_8), part)
            || sealed.annotations().values().stream().anyMatch(value -> Bits.contains(value, part));
    return shown
        ? Observation.failed("The plaintext can be read in what Encrypt answered.")
        : Observation.passed("no part of the plaintext is in what Encrypt answered");
  }

  static Observation anyUid(Trial trial) {
    byte[] plaintext = Randomness.bytes(Trial.SEED_BYTES);
    for (String uid : List.of("", "ü–✓", "u".repeat(253))) {
      Sealed sealed = trial.plugin().encrypt(plaintext, uid);
      if (!Arrays.equals(plaintext, trial.plugin().decrypt(sealed, "another"))) {
        return Observation.failed("Decrypt under another uid answered other bytes.");
      }
    }
    return Observation.passed("an empty, a foreign and a long uid are only names");
  }
}
