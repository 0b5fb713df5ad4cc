package redoubt.kmsplugin;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redoubt.core.Failure;
import redoubt.kmsplugin.keys.LocalKeys;
import redoubt.kmsplugin.lease.Standing;
import redoubt.kmsplugin.watch.Log;
import redoubt.kmsplugin.watch.Metrics;

/**
 * What both versions of the contract share: sealing and opening under the lease, fresh local keys
 * in time, counting and logging.
 */
final class Desk {
  private static final long RETRY_NANOS = 1_000_000_000L;

  private final Standing standing;
  private final LocalKeys keys;
  private final long sealsPerKey;
  private final Log log;
  private final Metrics metrics;
  private final LongSupplier nanoTime;
  private final AtomicBoolean renewing = new AtomicBoolean();
  private final AtomicLong renewedAt;

  /**
   * @param sealsPerKey after how many seals a fresh local key takes over
   */
  Desk(
      Standing standing,
      LocalKeys keys,
      long sealsPerKey,
      Log log,
      Metrics metrics,
      LongSupplier nanoTime) {
    this.standing = standing;
    this.keys = keys;
    this.sealsPerKey = sealsPerKey;
    this.log = log;
    this.metrics = metrics;
    this.nanoTime = nanoTime;
    this.renewedAt = new AtomicLong(nanoTime.getAsLong() - RETRY_NANOS);
  }

  /** What is counted of one method. */
  record Meter(String contract, String method, Metrics.Calls calls) {}

  Meter meter(String contract, String method) {
    return new Meter(contract, method, metrics.calls(contract, method));
  }

  Standing standing() {
    return standing;
  }

  /** Seals under the lease; when the local key has sealed enough, a fresh one is fetched aside. */
  byte[] seal(Standing.InForce inForce, String contract, byte[] plaintext, int most) {
    if (plaintext.length > most) {
      throw new Failure(
          Failure.Kind.TOO_LARGE,
          "plugin.too-large",
          "The plaintext has more than " + most + " bytes.",
          "Send keys, not data.");
    }
    byte[] sealed = keys.seal(inForce.key(), contract, plaintext);
    if (inForce.key().seals() >= sealsPerKey) {
      renew(inForce);
    }
    return sealed;
  }

  /** Opens; the texts are those of the {@link redoubt.kmsplugin.keys.WrappedKey}. */
  CompletableFuture<byte[]> open(
      String contract, String keyId, String rootKey, String wrapped, byte[] ciphertext) {
    return keys.open(contract, keyId, rootKey, wrapped, ciphertext)
        .thenApply(plaintext -> {
          // The lease may have ended while the key was fetched.
          standing.forReading();
          return plaintext;
        });
  }

  /** Runs one call, counts it and, when it is about data, writes a line with its uid. */
  <A> CompletableFuture<A> count(Meter meter, String uid, Supplier<CompletableFuture<A>> call) {
    long from = nanoTime.getAsLong();
    CompletableFuture<A> answer;
    try {
      answer = call.get();
    } catch (RuntimeException e) {
      finished(meter, uid, from, e);
      throw e;
    }
    if (answer.isDone() && !answer.isCompletedExceptionally()) {
      finished(meter, uid, from, null);
      return answer;
    }
    return answer.whenComplete((_, thrown) -> finished(meter, uid, from, thrown));
  }

  private void finished(Meter meter, String uid, long from, @Nullable Throwable thrown) {
    long took = nanoTime.getAsLong() - from;
    meter.calls().count(took, thrown == null);
    if (thrown == null) {
      if (!uid.isEmpty()) {
        log.call("call", "method", meter.method(), "uid", uid, "micros", took / 1000);
      }
      return;
    }
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    String code = cause instanceof Failure failure ? failure.code() : cause.getClass().getName();
    log.call(
        "call-failed",
        "api",
        meter.contract(),
        "method",
        meter.method(),
        "uid",
        uid,
        "code",
        code,
        "micros",
        took / 1000);
  }

  private void renew(Standing.InForce inForce) {
    if (nanoTime.getAsLong() - renewedAt.get() < RETRY_NANOS
        || !renewing.compareAndSet(false, true)) {
      return;
    }
    Thread.ofVirtual()
        .name("renew")
        .start(() -> {
          try {
            var lease = inForce.lease();
            standing.renew(inForce, keys.make(lease.keyId(), lease.key()));
            log.info("local-key-renewed", "keyId", lease.keyId());
          } catch (RuntimeException e) {
            log.warn(
                "local-key-not-renewed",
                "why",
                e instanceof Failure failure ? failure.code() : e.getClass().getName());
          } finally {
            renewedAt.set(nanoTime.getAsLong());
            renewing.set(false);
          }
        });
  }
}
