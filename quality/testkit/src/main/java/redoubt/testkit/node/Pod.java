package redoubt.testkit.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What of a static pod with one container matters to who runs it.
 *
 * @param mounts in the order of the manifest
 */
record Pod(
    String name,
    String image,
    List<String> command,
    List<String> args,
    boolean readOnlyRoot,
    boolean dropsAll,
    List<Mount> mounts) {

  /**
   * @param host a place of the node; empty for an empty directory in memory
   * @param type of the volume, as {@code DirectoryOrCreate}
   */
  record Mount(String host, String type, String path, boolean readOnly) {}

  static Pod read(String yaml) {
    Map<?, ?> pod = map(new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml));
    Map<?, ?> spec = map(pod.get("spec"));
    if (!Boolean.TRUE.equals(spec.get("hostNetwork"))) {
      throw new IllegalArgumentException("only pods in the node's network are run here");
    }
    Map<?, ?> container = map(list(spec.get("containers")).getFirst());
    Map<?, ?> security = map(container.get("securityContext"));
    Map<String, Map<?, ?>> volumes = new TreeMap<>();
    list(spec.get("volumes"))
        .forEach(volume -> volumes.put(text(map(volume), "name"), map(volume)));
    List<Mount> mounts = new ArrayList<>();
    for (Object entry : list(container.get("volumeMounts"))) {
      Map<?, ?> mount = map(entry);
      Map<?, ?> volume = volumes.get(text(mount, "name"));
      if (volume == null) {
        throw new IllegalArgumentException("no volume " + text(mount, "name"));
      }
      Map<?, ?> host = map(volume.get("hostPath"));
      mounts.add(
          new Mount(
              host.isEmpty() ? "" : text(host, "path"),
              host.get("type") instanceof String type ? type : "",
              text(mount, "mountPath"),
              Boolean.TRUE.equals(mount.get("readOnly"))));
    }
    return new Pod(
        text(map(pod.get("metadata")), "name"),
        text(container, "image"),
        texts(container.get("command")),
        texts(container.get("args")),
        Boolean.TRUE.equals(security.get("readOnlyRootFilesystem")),
        texts(map(security.get("capabilities")).get("drop")).contains("ALL"),
        mounts);
  }

  private static Map<?, ?> map(@org.jspecify.annotations.Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  private static List<?> list(@org.jspecify.annotations.Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  private static List<String> texts(@org.jspecify.annotations.Nullable Object value) {
    return list(value).stream().map(String::valueOf).toList();
  }

  private static String text(Map<?, ?> map, String field) {
    if (map.get(field) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException("there is no " + field);
  }
}
