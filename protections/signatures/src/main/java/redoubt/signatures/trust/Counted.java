package redoubt.signatures.trust;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Signers whose signatures count, with the keys that made them. A key counts for one signer and a
 * signer for one key, so that whoever has one key under several names is one.
 */
final class Counted {
  private final SortedMap<String, SortedSet<String>> keysByName = new TreeMap<>();

  void add(String name, Set<String> keys) {
    keysByName.computeIfAbsent(name, _ -> new TreeSet<>()).addAll(keys);
  }

  boolean isEmpty() {
    return keysByName.isEmpty();
  }

  int names() {
    return keysByName.size();
  }

  /** As many different signers with different keys as there are (a maximum matching). */
  SortedSet<String> different() {
    Map<String, String> nameByKey = new HashMap<>();
    keysByName.keySet().forEach(name -> assign(name, nameByKey, new HashSet<>()));
    return new TreeSet<>(nameByKey.values());
  }

  private boolean assign(String name, Map<String, String> nameByKey, Set<String> tried) {
    for (String key : keysByName.getOrDefault(name, new TreeSet<>())) {
      if (tried.add(key)) {
        String other = nameByKey.get(key);
        if (other == null || assign(other, nameByKey, tried)) {
          nameByKey.put(key, name);
          return true;
        }
      }
    }
    return false;
  }
}
