package redoubt.signatures.tuf;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Whose signatures a role needs.
 *
 * @param threshold how many of the keys have to sign
 * @param keys by the id that signatures name
 * @param paths beginnings of the names that a delegation may have targets under
 */
public record RoleKeys(String name, int threshold, Map<String, TufKey> keys, List<String> paths) {
  private static final int MOST_KEYS = 200;
  private static final int MOST_PATHS = 1000;

  public RoleKeys {
    keys = Map.copyOf(keys);
    paths = List.copyOf(paths);
  }

  /** Reads keys by id; an id that is not its key's is none. */
  static Map<String, TufKey> keys(JsonNode byId) throws BadDocument {
    if (byId.size() > MOST_KEYS) {
      throw new BadDocument("It has more than " + MOST_KEYS + " keys.");
    }
    Map<String, TufKey> keys = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : byId.properties()) {
      TufKey key = TufKey.read(entry.getValue());
      if (!key.id().equals(entry.getKey())) {
        throw new BadDocument("It has a key under an id that is not its own.");
      }
      keys.put(key.id(), key);
    }
    return keys;
  }

  static RoleKeys read(String name, JsonNode role, Map<String, TufKey> known) throws BadDocument {
    Fields.require(role, Set.of("keyids", "threshold", "name", "paths"));
    Map<String, TufKey> keys = new LinkedHashMap<>();
    for (JsonNode id : role.path("keyids")) {
      TufKey key = known.get(id.asText());
      if (key == null) {
        throw new BadDocument("The role " + name + " names a key that is not there.");
      }
      keys.put(key.id(), key);
    }
    JsonNode paths = role.path("paths");
    if (paths.size() > MOST_PATHS) {
      throw new BadDocument("The role " + name + " has more than " + MOST_PATHS + " paths.");
    }
    return new RoleKeys(
        name,
        Fields.positive(role.path("threshold"), "threshold for the role " + name),
        keys,
        paths.valueStream().map(JsonNode::asText).toList());
  }

  /** The same with some of its keys. */
  RoleKeys only(Predicate<TufKey> wanted) {
    return new RoleKeys(
        name,
        threshold,
        keys.entrySet().stream()
            .filter(entry -> wanted.test(entry.getValue()))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)),
        paths);
  }

  /** The same, where a delegation has no more than who delegates. */
  RoleKeys within(RoleKeys parent) {
    return new RoleKeys(name, threshold, keys, paths.stream().filter(parent::covers).toList());
  }

  /** Whether it may have a target of that name. */
  boolean covers(String target) {
    return paths.stream().anyMatch(target::startsWith);
  }

  /** Whether as many as are needed signed. */
  public boolean signed(Document document) {
    return document.signedBy(this).size() >= threshold;
  }
}
