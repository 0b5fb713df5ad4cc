package redoubt.keys.material;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redoubt.crypto.SecretBytes;

/**
 * Material of root keys, unwrapped, for a bounded time and number. What leaves the cache is zeroed:
 * at once, or when the last call that is working with it is done.
 *
 * <p>A version's material never changes, so an entry can be unneeded but not wrong.
 */
public final class RootCache implements AutoCloseable {
  private final InstantSource clock;
  private final Duration keep;
  private final int most;
  private final Map<MaterialName, Held> held = new ConcurrentHashMap<>();

  /**
   * @param keep how long material is kept after it was loaded, however often it is used
   * @param most how many are kept
   */
  public RootCache(InstantSource clock, Duration keep, int most) {
    if (keep.isNegative() || most < 1) {
      throw new IllegalArgumentException("keep some for some time: " + keep + ", " + most);
    }
    this.clock = clock;
    this.keep = keep;
    this.most = most;
  }

  /**
   * Works with material, loading it if it is not at hand; of those who ask at the same time one
   * loads. The worker must not keep what it is lent.
   */
  public <T> T use(
      MaterialName name, Supplier<SecretBytes> loader, Function<SecretBytes, T> worker) {
    while (true) {
      Held entry = held.computeIfAbsent(name, key -> new Held());
      if (entry.isStale(clock.instant(), keep)) {
        drop(name, entry);
        continue;
      }
      @Nullable SecretBytes secret = borrow(name, entry, loader);
      if (secret == null) {
        held.remove(name, entry);
        continue;
      }
      try {
        return worker.apply(secret);
      } finally {
        entry.giveBack();
        if (held.size() > most) {
          evictOldest();
        }
      }
    }
  }

  /** Lets go of all versions of a key. */
  public void forget(String tenant, UUID key) {
    held.forEach((name, entry) -> {
      if (name.key().equals(key) && name.tenant().equals(tenant)) {
        drop(name, entry);
      }
    });
  }

  /** Lets go of what has been kept long enough. */
  public void sweep() {
    Instant now = clock.instant();
    held.forEach((name, entry) -> {
      if (entry.isStale(now, keep)) {
        drop(name, entry);
      }
    });
  }

  public int size() {
    return held.size();
  }

  /** Lets go of everything; the cache can still be used. */
  @Override
  public void close() {
    held.forEach(this::drop);
  }

  private @Nullable SecretBytes borrow(
      MaterialName name, Held entry, Supplier<SecretBytes> loader) {
    try {
      return entry.borrow(loader, clock);
    } catch (RuntimeException e) {
      held.remove(name, entry);
      throw e;
    }
  }

  private void evictOldest() {
    held.entrySet().stream()
        .min(Comparator.comparing(entry -> entry.getValue().loadedAt))
        .ifPresent(entry -> drop(entry.getKey(), entry.getValue()));
  }

  private void drop(MaterialName name, Held entry) {
    held.remove(name, entry);
    entry.drop();
  }

  /** One version's material, and who is working with it. */
  private static final class Held {
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable SecretBytes secret;
    private volatile Instant loadedAt = Instant.MAX;
    private int borrowers;
    private boolean dropped;

    /** Null when it was dropped meanwhile. */
    @Nullable SecretBytes borrow(Supplier<SecretBytes> loader, InstantSource clock) {
      lock.lock();
      try {
        if (dropped) {
          return null;
        }
        if (secret == null) {
          secret = loader.get();
          loadedAt = clock.instant();
        }
        borrowers++;
        return secret;
      } finally {
        lock.unlock();
      }
    }

    void giveBack() {
      lock.lock();
      try {
        borrowers--;
        zeroIfUnused();
      } finally {
        lock.unlock();
      }
    }

    void drop() {
      lock.lock();
      try {
        dropped = true;
        zeroIfUnused();
      } finally {
        lock.unlock();
      }
    }

    /** Also when the clock went back behind the loading: a stopped clock keeps nothing for ever. */
    boolean isStale(Instant now, Duration keep) {
      Instant since = loadedAt;
      return !since.equals(Instant.MAX) && (now.isBefore(since) || !now.isBefore(since.plus(keep)));
    }

    private void zeroIfUnused() {
      if (dropped && borrowers == 0 && secret != null) {
        secret.close();
        secret = null;
      }
    }
  }
}
