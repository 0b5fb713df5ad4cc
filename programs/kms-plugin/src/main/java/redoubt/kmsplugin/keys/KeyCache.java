package redoubt.kmsplugin.keys;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Local keys by id, at most so many; the one that was not used for longest is zeroed first, but
 * never the one that seals.
 */
final class KeyCache {
  private final int most;
  private final LinkedHashMap<String, LocalKey> keys = new LinkedHashMap<>(16, 0.75f, true);
  private String sealing = "";

  KeyCache(int most) {
    if (most < 1) {
      throw new IllegalArgumentException("a cache has room for one key at least");
    }
    this.most = most;
  }

  /** Uses a key that is here, if it is the one that is meant; meanwhile nobody zeroes it. */
  synchronized <T> Optional<T> use(
      String id, Predicate<LocalKey> meant, Function<LocalKey, T> user) {
    return Optional.ofNullable(keys.get(id)).filter(meant).map(user);
  }

  /** The key that seals from now on. */
  synchronized void seals(String id) {
    sealing = id;
  }

  /**
   * Takes the key over.
   *
   * @return the key of that id to use: this one, or the one that was there, and then this is zeroed
   */
  synchronized LocalKey add(LocalKey key) {
    LocalKey before = keys.putIfAbsent(key.id(), key);
    if (before != null && before != key) {
      key.close();
      return before;
    }
    Iterator<LocalKey> eldest = keys.values().iterator();
    while (keys.size() > most && eldest.hasNext()) {
      LocalKey next = eldest.next();
      if (next != key && !next.id().equals(sealing)) {
        eldest.remove();
        next.close();
      }
    }
    return key;
  }

  /** Zeroes one key. */
  synchronized void remove(String id) {
    LocalKey key = keys.remove(id);
    if (key != null) {
      key.close();
    }
  }

  synchronized List<LocalKey> all() {
    return new ArrayList<>(keys.values());
  }

  synchronized int size() {
    return keys.size();
  }

  synchronized void clear() {
    keys.values().forEach(LocalKey::close);
    keys.clear();
  }
}
