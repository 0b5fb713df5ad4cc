package redoubt.encryption.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import redoubt.crypto.Randomness;
import redoubt.kms.KmsCallFailed;
import redoubt.kms.KmsClient;

/** Whether a plugin stands many callers, and callers that send rubbish. */
final class Strain {
  private static final int CALLERS = 32;
  private static final int PAIRS = 60;
  private static final int STATUS_CALLS = 200;
  private static final Duration STATUS_MEDIAN = Duration.ofMillis(20);
  private static final int OVERSIZED = 5 << 20;

  private Strain() {}

  /** Many callers at once, each with bytes of its own. */
  static Observation manyCallers(Trial trial) throws InterruptedException {
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<List<Long>>> work = new ArrayList<>();
      for (int caller = 0; caller < CALLERS; caller++) {
        work.add(() -> pairs(trial));
      }
      List<Long> times = new ArrayList<>();
      for (Future<List<Long>> done : callers.invokeAll(work)) {
        times.addAll(done.get());
      }
      times.sort(null);
      return Observation.passed(
          "%d pairs of Encrypt and Decrypt by %d callers: median %.2f ms, p99 %.2f ms"
              .formatted(times.size(), CALLERS, at(times, 0.5), at(times, 0.99)));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Mixed) {
        return Observation.failed("Under load, Decrypt answered bytes that were not the caller's.");
      }
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    }
  }

  private static List<Long> pairs(Trial trial) throws Mixed {
    List<Long> times = new ArrayList<>();
    for (int pair = 0; pair < PAIRS; pair++) {
      byte[] plaintext = Randomness.bytes(Trial.SEED_BYTES);
      long start = System.nanoTime();
      Sealed sealed = trial.encrypt(plaintext);
      byte[] back = trial.decrypt(sealed);
      times.add(System.nanoTime() - start);
      if (!Arrays.equals(plaintext, back)) {
        throw new Mixed();
      }
    }
    return times;
  }

  private static final class Mixed extends Exception {
    private static final long serialVersionUID = 1;
  }

  /** A Status that asks a remote service each time takes a cluster down when that throttles. */
  static Observation statusIsLocal(Trial trial) {
    List<Long> times = new ArrayList<>();
    for (int call = 0; call < STATUS_CALLS; call++) {
      long start = System.nanoTime();
      trial.plugin().probe();
      times.add(System.nanoTime() - start);
    }
    times.sort(null);
    double median = at(times, 0.5);
    String seen = "median %.2f ms, p99 %.2f ms".formatted(median, at(times, 0.99));
    return median <= STATUS_MEDIAN.toMillis()
        ? Observation.passed(seen)
        : Observation.failed("Probes are slow, as if each asked a remote service: " + seen + ".");
  }

  /** Rubbish is refused, and the plugin lives on. */
  static Observation rubbish(Trial trial) {
    List<byte[]> rubbish =
        List.of(
            new byte[] {0x0a, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f},
            new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff},
            Randomness.bytes(4096),
            new byte[OVERSIZED]);
    for (byte[] message : rubbish) {
      try {
        trial.plugin().encryptRaw(message);
      } catch (KmsCallFailed e) {
        if (e.status().equals("DEADLINE_EXCEEDED")) {
          return Observation.failed("A message that is no protobuf got no answer at all.");
        }
      }
    }
    trial.reconnect();
    byte[] plaintext = Randomness.bytes(Trial.SEED_BYTES);
    return Arrays.equals(plaintext, trial.decrypt(trial.encrypt(plaintext)))
        ? Observation.passed("after malformed and oversized messages it works as before")
        : Observation.failed("After malformed messages it answers wrongly.");
  }

  /** API servers on one node connect side by side, and come and go. */
  static Observation connections(Trial trial) {
    for (int round = 0; round < 20; round++) {
      try (KmsClient one = trial.connect();
          KmsClient two = trial.connect()) {
        byte[] plaintext = Randomness.bytes(Trial.SEED_BYTES);
        Sealed sealed = on(trial, one).encrypt(plaintext, trial.uid());
        if (!Arrays.equals(plaintext, on(trial, two).decrypt(sealed, trial.uid()))) {
          return Observation.failed("What one connection encrypted, another does not decrypt.");
        }
      }
    }
    return Observation.passed("40 connections came and went");
  }

  private static Plugin on(Trial trial, KmsClient client) {
    return trial.plugin() instanceof PluginV1 ? new PluginV1(client) : new PluginV2(client);
  }

  private static double at(List<Long> sorted, double part) {
    return sorted.get((int) Math.min(sorted.size() - 1L, (long) (part * sorted.size()))) / 1e6;
  }
}
