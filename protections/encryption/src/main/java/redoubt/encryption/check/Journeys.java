package redoubt.encryption.check;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import redoubt.crypto.Randomness;
import redoubt.kms.KmsCallFailed;

/** What has to hold over restarts and rotations. */
final class Journeys {
  private static final Duration BACK = Duration.ofSeconds(60);

  /** The part of the time to settle for which a new key_id is watched. */
  private static final int WATCHED = 12;

  private static final Duration POLL = Duration.ofMillis(200);

  private Journeys() {}

  static Observation restart(Trial trial) throws InterruptedException {
    if (trial.restart().isEmpty()) {
      return Observation.notTried("no command to restart it was given (--restart)");
    }
    boolean v2 = trial.plugin() instanceof PluginV2;
    String before = v2 ? trial.status().keyId() : "";
    trial.keep();
    trial.restart().get().run();
    trial.reconnect();
    long start = System.nanoTime();
    awaitAnswer(trial);
    long millis = (System.nanoTime() - start) / 1_000_000;
    if (v2 && !trial.status().keyId().equals(before)) {
      return Observation.failed(
          "A restart changed the key_id, and with it made every stored object stale.");
    }
    Observation old = old(trial);
    return old.outcome() == Observation.Outcome.PASSED
        ? Observation.passed("it answered " + millis + " ms later, with the same key")
        : old;
  }

  static Observation rotation(Trial trial) throws InterruptedException {
    if (trial.rotate().isEmpty()) {
      return Observation.notTried("no command to rotate its key was given (--rotate)");
    }
    long longest = 0;
    for (int round = 0; round < 2; round++) {
      trial.keep();
      String before = trial.status().keyId();
      int changes = trial.keyIds().changes();
      trial.rotate().get().run();
      long start = System.nanoTime();
      while (trial.status().keyId().equals(before)) {
        if (System.nanoTime() - start > trial.settle().toNanos()) {
          return Observation.failed(
              "The key_id was the same " + trial.settle().toSeconds() + " s after a rotation.");
        }
        Thread.sleep(POLL);
      }
      longest = Math.max(longest, System.nanoTime() - start);
      trial.keep();
      long watched = System.nanoTime() + trial.settle().dividedBy(WATCHED).toNanos();
      while (System.nanoTime() < watched) {
        trial.encrypt(Randomness.bytes(Trial.SEED_BYTES));
        trial.status();
        Thread.sleep(POLL);
      }
      if (trial.keyIds().changes() != changes + 1) {
        return Observation.failed(
            "One rotation changed the key_id more than once: " + trial.keyIds() + ".");
      }
    }
    Observation old = old(trial);
    return old.outcome() == Observation.Outcome.PASSED
        ? Observation.passed("two rotations, each seen within " + longest / 1_000_000 + " ms")
        : old;
  }

  static Observation neverAgain(Trial trial) {
    if (trial.keyIds().anyCameBack()) {
      return Observation.failed(
          "A key_id came back after another had taken its place: " + trial.keyIds() + ".");
    }
    return trial.keyIds().changes() == 0
        ? Observation.passed("one key_id all the time")
        : Observation.passed(trial.keyIds().changes() + " changes, none back to an earlier one");
  }

  static Observation old(Trial trial) {
    for (Map.Entry<byte[], Sealed> kept : trial.kept()) {
      if (!Arrays.equals(kept.getKey(), trial.decrypt(kept.getValue()))) {
        return Observation.failed("What was encrypted earlier is decrypted to other bytes.");
      }
    }
    return trial.kept().isEmpty()
        ? Observation.notTried("nothing was encrypted earlier")
        : Observation.passed(trial.kept().size() + " ciphertexts of this run still open");
  }

  private static void awaitAnswer(Trial trial) throws InterruptedException {
    long deadline = System.nanoTime() + BACK.toNanos();
    while (true) {
      try {
        trial.plugin().probe();
        return;
      } catch (KmsCallFailed e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        Thread.sleep(POLL);
      }
    }
  }
}
