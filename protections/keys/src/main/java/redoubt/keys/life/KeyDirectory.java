package redoubt.keys.life;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import redoubt.keys.Key;
import redoubt.keys.KeyProtectError;
import redoubt.keys.material.Material;
import redoubt.keys.sql.KeyStore;
import redoubt.store.ChangeFeed;
import redoubt.store.Database;

/**
 * Finds keys by id or alias. A key is remembered for at most {@link #KEEP} and forgotten when any
 * server changes it; while changes on other servers may go unheard, nothing is remembered at all.
 */
public final class KeyDirectory {
  /** How long a key is remembered when no change is heard of. */
  public static final Duration KEEP = Duration.ofSeconds(2);

  private static final int MOST = 50_000;
  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private record Ref(String tenant, UUID key) {}

  private record AliasRef(String tenant, String alias) {}

  /**
   * What was read at a moment, in nanoseconds that no change of the machine's clock moves. One
   * caller reads it anew when half its time is over, so that not all callers of a busy key go to
   * the database at once when it ends.
   */
  private record Seen<T>(T value, long at, AtomicBoolean renewing) {
    Seen(T value, long at) {
      this(value, at, new AtomicBoolean());
    }

    boolean serves(long now) {
      long age = now - at;
      return age < KEEP.toNanos()
          && (age < KEEP.toNanos() / 2 || !renewing.compareAndSet(false, true));
    }
  }

  private final Database database;
  private final ChangeFeed feed;
  private final Material material;
  private final LongSupplier nanoTime;
  private final Map<Ref, Seen<Key>> keys = new ConcurrentHashMap<>();
  private final Map<AliasRef, Seen<UUID>> aliases = new ConcurrentHashMap<>();
  private final AtomicLong changes = new AtomicLong();

  /**
   * @param nanoTime a count of nanoseconds that runs evenly and only forward
   */
  public KeyDirectory(
      Database database, ChangeFeed feed, Material material, LongSupplier nanoTime) {
    this.database = database;
    this.feed = feed;
    this.material = material;
    this.nanoTime = nanoTime;
    feed.subscribe(KeyStore.TOPIC, this::heard, this::forgetAll);
  }

  /**
   * The key as stored, at most {@link #KEEP} ago; deadlines are not applied.
   *
   * @throws redoubt.keys.KeyFailure {@code KEY_NOT_FOUND_ERR}
   */
  public Key require(String tenant, String idOrAlias) {
    return find(tenant, resolve(tenant, idOrAlias))
        .orElseThrow(KeyProtectError.KEY_NOT_FOUND_ERR::failure);
  }

  /** The same by id. */
  public Optional<Key> find(String tenant, UUID id) {
    Ref ref = new Ref(tenant, id);
    boolean remember = feed.isLive();
    if (remember) {
      @Nullable Seen<Key> seen = keys.get(ref);
      if (seen != null && seen.serves(nanoTime.getAsLong())) {
        return Optional.of(seen.value());
      }
    }
    long before = changes.get();
    long now = nanoTime.getAsLong();
    Optional<Key> read = database.read(handle -> KeyStore.find(handle, tenant, id));
    if (remember && read.isPresent()) {
      put(keys, ref, new Seen<>(read.get(), now), before);
    } else {
      keys.remove(ref);
    }
    return read;
  }

  /**
   * @throws redoubt.keys.KeyFailure {@code KEY_NOT_FOUND_ERR} for an alias that no key has
   */
  public UUID resolve(String tenant, String idOrAlias) {
    if (UUID_FORM.matcher(idOrAlias).matches()) {
      return UUID.fromString(idOrAlias);
    }
    AliasRef ref = new AliasRef(tenant, idOrAlias);
    boolean remember = feed.isLive();
    if (remember) {
      @Nullable Seen<UUID> seen = aliases.get(ref);
      if (seen != null && seen.serves(nanoTime.getAsLong())) {
        return seen.value();
      }
    }
    long before = changes.get();
    long now = nanoTime.getAsLong();
    UUID id =
        database
            .read(handle -> KeyStore.byAlias(handle, tenant, idOrAlias))
            .orElseThrow(KeyProtectError.KEY_NOT_FOUND_ERR::failure);
    if (remember) {
      put(aliases, ref, new Seen<>(id, now), before);
    }
    return id;
  }

  /**
   * Forgets a key, its aliases and its material on this server. Whoever changes a key calls this
   * before the change is acknowledged, whatever became of the transaction.
   */
  public void forget(String tenant, UUID key) {
    changes.incrementAndGet();
    keys.remove(new Ref(tenant, key));
    aliases.values().removeIf(seen -> seen.value().equals(key));
    material.forget(tenant, key);
  }

  private void heard(String payload) {
    int slash = payload.lastIndexOf('/');
    forget(payload.substring(0, slash), UUID.fromString(payload.substring(slash + 1)));
  }

  private void forgetAll() {
    changes.incrementAndGet();
    keys.clear();
    aliases.clear();
  }

  /**
   * Remembers what was read, unless something changed since: it may have been read before. Atomic
   * with the removal of a changed key: once {@link #forget} returned, no one finds what was.
   */
  private <K, V> void put(Map<K, Seen<V>> map, K key, Seen<V> seen, long before) {
    if (map.size() >= MOST) {
      map.clear();
    }
    map.compute(key, (same, old) -> changes.get() == before ? seen : old);
  }
}
