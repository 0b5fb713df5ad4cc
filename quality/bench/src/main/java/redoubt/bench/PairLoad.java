package redoubt.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import redoubt.crypto.Randomness;
import redoubt.kms.KmsClient;
import redoubt.kms.v2.DecryptRequest;
import redoubt.kms.v2.DecryptResponse;
import redoubt.kms.v2.EncryptRequest;
import redoubt.kms.v2.EncryptResponse;
import redoubt.kms.v2.KeyManagementV2;

/**
 * Callers on one connection, as those of an API server are. Each encrypts a seed, decrypts what
 * came and begins anew: without a pause, or when its turn comes.
 */
final class PairLoad {
  /** What the callers saw; times of a single call, in milliseconds. */
  record Result(int pairs, double pairsPerSecond, double p50, double p99) {}

  private static final int SEED_BYTES = 32;
  private static final int MOST_CALLS = 8_000_000;

  private final KmsClient client;
  private final long startedAt;
  private final long endsAt;
  private final long pauseNanos;
  private final CountDownLatch running;
  private final byte[] seed = Randomness.bytes(SEED_BYTES);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  private final int[] micros = new int[MOST_CALLS];
  private final AtomicInteger count = new AtomicInteger();

  private PairLoad(KmsClient client, int callers, int perSecond, int seconds) {
    this.client = client;
    this.startedAt = System.nanoTime();
    this.endsAt = startedAt + seconds * 1_000_000_000L;
    this.pauseNanos = perSecond == 0 ? 0 : 1_000_000_000L * callers / perSecond;
    this.running = new CountDownLatch(callers);
  }

  /**
   * @param perSecond how many pairs all callers would begin a second, were each answered at once; 0
   *     for as many as are answered
   * @throws IllegalStateException when a call failed
   */
  static Result run(Path socket, int callers, int perSecond, int seconds)
      throws InterruptedException {
    try (KmsClient client = KmsClient.of(socket)) {
      client.call(KeyManagementV2.ENCRYPT, new EncryptRequest(new byte[SEED_BYTES], "first"));
      PairLoad load = new PairLoad(client, callers, perSecond, seconds);
      for (int i = 0; i < callers; i++) {
        load.later(
            "0b4c2a36-5f0e-4f0a-9d6c-" + "%012d".formatted(i), load.pauseNanos * i / callers);
      }
      load.running.await();
      return load.result(System.nanoTime() - load.startedAt);
    }
  }

  private void later(String uid, long nanos) {
    if (nanos == 0) {
      encrypt(uid);
    } else {
      CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS, Runnable::run)
          .execute(() -> encrypt(uid));
    }
  }

  private void encrypt(String uid) {
    long from = System.nanoTime();
    var _ =
        client
            .start(KeyManagementV2.ENCRYPT, new EncryptRequest(seed, uid))
            .whenComplete((sealed, thrown) -> {
              if (answered(from, thrown)) {
                decrypt(uid, sealed);
              }
            });
  }

  private void decrypt(String uid, EncryptResponse sealed) {
    long from = System.nanoTime();
    var _ =
        client
            .start(
                KeyManagementV2.DECRYPT,
                new DecryptRequest(sealed.ciphertext(), uid, sealed.keyId(), sealed.annotations()))
            .whenComplete((opened, thrown) -> {
              if (answered(from, thrown)) {
                again(uid, opened);
              }
            });
  }

  private void again(String uid, DecryptResponse opened) {
    if (opened.plaintext().length != SEED_BYTES) {
      answered(0, new IllegalStateException("something else was decrypted"));
    } else if (System.nanoTime() - endsAt < 0) {
      later(uid, pauseNanos);
    } else {
      running.countDown();
    }
  }

  private boolean answered(long from, @Nullable Throwable thrown) {
    if (thrown != null) {
      failure.compareAndSet(null, thrown);
      running.countDown();
      return false;
    }
    micros[count.getAndIncrement()] = (int) ((System.nanoTime() - from) / 1000);
    return true;
  }

  private Result result(long tookNanos) {
    Throwable thrown = failure.get();
    if (thrown != null) {
      throw new IllegalStateException("a call failed", thrown);
    }
    int calls = count.get();
    int[] sorted = Arrays.copyOf(micros, calls);
    Arrays.sort(sorted);
    return new Result(
        calls / 2,
        calls / 2.0 / (tookNanos / 1e9),
        sorted[calls / 2] / 1000.0,
        sorted[(int) (calls * 0.99)] / 1000.0);
  }
}
