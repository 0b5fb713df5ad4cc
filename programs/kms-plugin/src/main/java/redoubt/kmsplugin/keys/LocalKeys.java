package redoubt.kmsplugin.keys;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import redoubt.core.Failure;
import redoubt.crypto.Aead;
import redoubt.crypto.SecretBytes;
import redoubt.kmsplugin.server.RootKeyServer;
import redoubt.kmsplugin.server.ServerSaysNo;

/**
 * Makes local keys and finds those that others made. A key that is not in memory costs one call to
 * the server, however many callers wait for it; at most sixteen such calls are under way. Safe for
 * many threads.
 */
public final class LocalKeys {
  /** How many bytes a ciphertext is longer than its plaintext. */
  public static final int OVERHEAD = Sealed.OVERHEAD;

  private static final int MOST_UNWRAPS = 16;
  private static final int BAD_REQUEST = 400;
  private static final int UNPROCESSABLE = 422;

  private final RootKeyServer server;
  private final String cluster;
  private final KeyCache cache;
  private final Semaphore unwraps = new Semaphore(MOST_UNWRAPS);
  private final Map<String, CompletableFuture<LocalKey>> fetching = new ConcurrentHashMap<>();
  private final AtomicLong era = new AtomicLong();
  private final AtomicLong wrapCount = new AtomicLong();
  private final AtomicLong unwrapCount = new AtomicLong();

  /**
   * @param most how many keys to keep in memory
   */
  public LocalKeys(RootKeyServer server, String cluster, int most) {
    this.server = server;
    this.cluster = cluster;
    this.cache = new KeyCache(most);
  }

  /** A fresh key, wrapped by the root key and kept here; one call to the server. */
  public LocalKey make(String keyId, String rootKey) {
    SecretBytes secret = SecretBytes.random(Aead.KEY_BYTES);
    try {
      long before = era.get();
      wrapCount.incrementAndGet();
      String wrapped = server.wrap(rootKey, secret, WrappedKey.aad(cluster, keyId));
      return keep(new LocalKey(new WrappedKey(keyId, rootKey, wrapped), secret), before);
    } catch (RuntimeException e) {
      secret.close();
      throw e;
    }
  }

  /** Takes over a key that was kept elsewhere. */
  public LocalKey restore(LocalKey key) {
    return cache.add(key);
  }

  /** Says which key seals from now on; it stays in memory whatever else is asked for. */
  public void sealsNow(LocalKey key) {
    cache.seals(key.id());
  }

  /** Seals for a version of the contract. */
  public byte[] seal(LocalKey key, String contract, byte[] plaintext) {
    return key.seal(contract, cluster, plaintext);
  }

  /**
   * Opens what {@link #seal} made here or in another plugin of the cluster. Done at once when the
   * key is in memory; else later, and it fails as the server does.
   *
   * <p>The texts are those of a {@link WrappedKey}, as the caller says them.
   *
   * @return fails with {@code plugin.foreign} or {@code crypto.tampered} when anything was changed
   */
  public CompletableFuture<byte[]> open(
      String contract, String keyId, String rootKey, String wrapped, byte[] ciphertext) {
    Sealed sealed = Sealed.read(ciphertext);
    // A key that is here was checked before, and so was what is said of it if that is the same.
    Optional<byte[]> known =
        cache.use(
            sealed.keyId(),
            key -> key.wrapped().says(keyId, rootKey, wrapped),
            key -> key.open(contract, cluster, sealed));
    if (known.isPresent()) {
      return CompletableFuture.completedFuture(known.get());
    }
    WrappedKey key = new WrappedKey(keyId, rootKey, wrapped);
    if (!key.id().equals(sealed.keyId())) {
      throw Aead.tampered(null);
    }
    return fetch(sealed.keyId(), key).thenApply(found -> found.open(contract, cluster, sealed));
  }

  /**
   * Asks the server about the keys in memory that other root keys wrapped, which the lease says
   * nothing of, and zeroes those that it refuses.
   *
   * @return how many were zeroed
   */
  public int recheck(String leased) {
    int zeroed = 0;
    for (LocalKey key : cache.all()) {
      WrappedKey wrapped = key.wrapped();
      if (!wrapped.rootKey().equals(leased)) {
        try {
          server
              .unwrap(
                  wrapped.rootKey(), wrapped.wrapped(), WrappedKey.aad(cluster, wrapped.keyId()))
              .close();
        } catch (ServerSaysNo e) {
          cache.remove(key.id());
          zeroed++;
        }
      }
    }
    return zeroed;
  }

  /** All keys in memory. */
  public List<LocalKey> all() {
    return cache.all();
  }

  /** Zeroes all keys, also those that are just being fetched. */
  public void clear() {
    era.incrementAndGet();
    cache.clear();
  }

  /** How many keys are in memory. */
  public int size() {
    return cache.size();
  }

  /** Calls to wrap so far. */
  public long wrapCount() {
    return wrapCount.get();
  }

  /** Calls to unwrap so far. */
  public long unwrapCount() {
    return unwrapCount.get();
  }

  private CompletableFuture<LocalKey> fetch(String id, WrappedKey wrapped) {
    CompletableFuture<LocalKey> mine = new CompletableFuture<>();
    CompletableFuture<LocalKey> other = fetching.putIfAbsent(id, mine);
    if (other != null) {
      return other;
    }
    long before = era.get();
    Thread.ofVirtual()
        .name("unwrap")
        .start(() -> {
          try {
            LocalKey key = keep(unwrap(wrapped), before);
            fetching.remove(id);
            mine.complete(key);
          } catch (RuntimeException e) {
            fetching.remove(id);
            mine.completeExceptionally(e);
          }
        });
    return mine;
  }

  /** A key that was asked for under an earlier lease is not kept. */
  private LocalKey keep(LocalKey key, long before) {
    LocalKey kept = cache.add(key);
    if (era.get() != before) {
      cache.clear();
    }
    return kept;
  }

  private LocalKey unwrap(WrappedKey wrapped) {
    unwraps.acquireUninterruptibly();
    try {
      unwrapCount.incrementAndGet();
      SecretBytes secret =
          server.unwrap(
              wrapped.rootKey(), wrapped.wrapped(), WrappedKey.aad(cluster, wrapped.keyId()));
      return new LocalKey(wrapped, secret);
    } catch (ServerSaysNo e) {
      throw e.status() == BAD_REQUEST || e.status() == UNPROCESSABLE ? tampered(e) : e;
    } finally {
      unwraps.release();
    }
  }

  private static Failure tampered(ServerSaysNo cause) {
    return Aead.tampered(cause);
  }
}
