package redoubt.encryption.envelope;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Keys in etcd as an API server builds them: {@code PREFIX/secrets/NAMESPACE/NAME}, {@code
 * PREFIX/clusterroles/NAME}, {@code PREFIX/GROUP/RESOURCE/NAMESPACE/NAME}. Groups have a dot and
 * resources of Kubernetes have none, which is how they are told apart.
 */
public final class StorageKey {
  /** Old names under which the API server still stores some resources. */
  private static final List<String> SERVICES = List.of("specs", "endpoints");

  private final Optional<List<String>> prefix;

  private StorageKey(Optional<List<String>> prefix) {
    this.prefix = prefix;
  }

  /** Takes the first part of a key for the prefix, as {@code /registry} is. */
  public static StorageKey anyPrefix() {
    return new StorageKey(Optional.empty());
  }

  /** Of an API server that was started with {@code --etcd-prefix}. */
  public static StorageKey under(String prefix) {
    return new StorageKey(Optional.of(parts(prefix)));
  }

  /**
   * The place of all objects whose keys are the directory, a slash and a name. The directory is
   * everything before the last slash.
   */
  public Place place(String directory) {
    List<String> parts = parts(directory);
    if (prefix.isPresent() && !startsWith(parts, prefix.get())) {
      return other(parts);
    }
    List<String> path =
        parts.subList(Math.min(parts.size(), prefix.map(List::size).orElse(1)), parts.size());
    if (path.isEmpty()) {
      return other(parts);
    }
    String first = path.get(0);
    if (first.contains(".") && path.size() > 1) {
      return new Place(first, path.get(1), namespace(path, 2));
    }
    if (first.equals("services") && path.size() > 1 && SERVICES.contains(path.get(1))) {
      return new Place("", path.get(1).equals("specs") ? first : "endpoints", namespace(path, 2));
    }
    return new Place("", modern(first), namespace(path, 1));
  }

  private static String namespace(List<String> path, int from) {
    return from < path.size() ? String.join("/", path.subList(from, path.size())) : "";
  }

  private static String modern(String resource) {
    return switch (resource) {
      case "minions" -> "nodes";
      case "controllers" -> "replicationcontrollers";
      case "ingress" -> "ingresses";
      default -> resource;
    };
  }

  /** Something that is no object of the API. */
  private static Place other(List<String> parts) {
    return new Place("", parts.isEmpty() ? "(other)" : "(other) " + parts.get(0), "");
  }

  private static boolean startsWith(List<String> parts, List<String> prefix) {
    return parts.size() >= prefix.size() && parts.subList(0, prefix.size()).equals(prefix);
  }

  private static List<String> parts(String path) {
    return Arrays.stream(path.split("/", -1)).filter(part -> !part.isEmpty()).toList();
  }
}
