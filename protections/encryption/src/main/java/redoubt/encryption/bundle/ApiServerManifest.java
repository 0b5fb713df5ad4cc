package redoubt.encryption.bundle;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * The change of an API server's static pod manifest, as kubeadm writes it, that makes it encrypt. A
 * pure function of the text: idempotent, and every line that is not meant stays as it was, comments
 * too.
 */
public final class ApiServerManifest {
  private static final String CONFIG = "--encryption-provider-config";
  private static final String RELOAD = "--encryption-provider-config-automatic-reload";

  /** Volume to directory: what the API server has to see. */
  private static final Map<String, String> VOLUMES =
      new TreeMap<>(
          Map.of("redoubt-encryption", Places.API_SERVER, "redoubt-kms", Places.SOCKET_DIRECTORY));

  private ApiServerManifest() {}

  /** The EncryptionConfiguration that the manifest names, if it names one. */
  public static Optional<String> configuration(String manifest) {
    return flag(command(container(spec(Yamls.compose(manifest)))), CONFIG);
  }

  private static Optional<String> flag(SequenceNode command, String name) {
    return command.getValue().stream()
        .map(ApiServerManifest::scalar)
        .filter(flag -> flag.startsWith(name + "="))
        .map(flag -> flag.substring(name.length() + 1))
        .findFirst();
  }

  /**
   * Where this node's own API server listens.
   *
   * @throws redoubt.core.Failure {@code encryption.bad-manifest}
   */
  public static URI address(String manifest) {
    SequenceNode command = command(container(spec(Yamls.compose(manifest))));
    String host =
        flag(command, "--advertise-address")
            .or(() -> flag(command, "--bind-address"))
            .orElse("127.0.0.1");
    String port = flag(command, "--secure-port").orElse("6443");
    try {
      return URI.create(
          "https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + "/");
    } catch (IllegalArgumentException e) {
      throw Yamls.unreadable("its address or port is none");
    }
  }

  /** Whether {@link #encrypting} would change nothing. */
  public static boolean isEncrypting(String manifest) {
    return encrypting(manifest).equals(manifest);
  }

  /**
   * The manifest of an API server that encrypts as our EncryptionConfiguration says, reloads it
   * when it changes, and reaches our plugin.
   *
   * @throws redoubt.core.Failure {@code encryption.bad-manifest}
   */
  public static String encrypting(String manifest) {
    MappingNode spec = spec(Yamls.compose(manifest));
    MappingNode container = container(spec);
    TextEdit edit = new TextEdit(manifest);
    SequenceNode command = command(container);
    flag(edit, command, CONFIG, Places.CONFIGURATION);
    flag(edit, command, RELOAD, "true");
    list(edit, container, "volumeMounts", "mountPath", ApiServerManifest::mount);
    list(edit, spec, "volumes", "hostPath", ApiServerManifest::volume);
    return edit.result();
  }

  /** The same change in words, for an API server that is not started from such a manifest. */
  static String described() {
    String mounts =
        VOLUMES.values().stream()
            .map("- `%s`"::formatted)
            .collect(java.util.stream.Collectors.joining("\n"));
    return """
    # What the API server has to be told

    Only when the KMS plugin of this node works, and on one control plane node after the other:

    1. Give kube-apiserver two flags:

       ```
       %s=%s
       %s=true
       ```

       If it has the first already, with a file of its own, make these files anew and name that file
       with `--configuration`: what its providers encrypted cannot be read without them.
    2. If it runs in a container, let it see two directories of the node, for reading, under the same
       names (in a static pod: `volumeMounts`, and `volumes` with a `hostPath`):

    %s
    3. Restart it, and wait for `[+]kms-provider` in `/readyz?verbose`.
    4. When all nodes are changed: `redoubt encryption migrate CLUSTER`.

    To take it back, first end the encryption (`redoubt encryption disable CLUSTER`): what was encrypted
    cannot be read without the provider.
    """
        .formatted(CONFIG, Places.CONFIGURATION, RELOAD, mounts.indent(3).stripTrailing());
  }

  private static MappingNode spec(MappingNode pod) {
    if (!Yamls.text(pod, "kind").filter("Pod"::equals).isPresent()) {
      throw Yamls.unreadable("it is no Pod");
    }
    return Yamls.value(pod, "spec")
        .filter(MappingNode.class::isInstance)
        .map(MappingNode.class::cast)
        .orElseThrow(() -> Yamls.unreadable("it has no spec"));
  }

  private static MappingNode container(MappingNode spec) {
    List<MappingNode> containers =
        Yamls.maps(
            Yamls.sequence(spec, "containers")
                .orElseThrow(() -> Yamls.unreadable("it has no containers")));
    return containers.stream()
        .filter(
            container -> Yamls.text(container, "name").filter("kube-apiserver"::equals).isPresent())
        .findFirst()
        .orElseThrow(() -> Yamls.unreadable("it has no container kube-apiserver"));
  }

  /** The list with the flags: {@code command}, or {@code args}. */
  private static SequenceNode command(MappingNode container) {
    return List.of("command", "args").stream()
        .flatMap(key -> Yamls.sequence(container, key).stream())
        .filter(list -> list.getValue().stream().anyMatch(item -> scalar(item).startsWith("--")))
        .findFirst()
        .orElseThrow(() -> Yamls.unreadable("its container has no flags"));
  }

  private static String scalar(Node node) {
    return node instanceof ScalarNode text ? text.getValue() : "";
  }

  private static void flag(TextEdit edit, SequenceNode command, String name, String value) {
    String wanted = name + "=" + value;
    Node before = command.getValue().getLast();
    boolean sorted = false;
    for (Node item : command.getValue()) {
      String text = scalar(item);
      if (text.equals(name)) {
        throw Yamls.unreadable("the flag " + name + " and its value are two items");
      }
      if (text.equals(wanted)) {
        return;
      }
      if (text.startsWith(name + "=")) {
        if (Yamls.lastLine(item) != item.getStartMark().getLine()) {
          throw Yamls.unreadable("the flag " + name + " takes several lines");
        }
        edit.replaceFrom(item.getStartMark().getLine(), item.getStartMark().getColumn(), wanted);
        return;
      }
      if (text.startsWith("--") && text.compareTo(wanted) < 0) {
        before = item;
        sorted = true;
      }
    }
    Node place = sorted ? before : command.getValue().getLast();
    edit.insertAfter(Yamls.lastLine(place), indent(edit, command) + "- " + wanted);
  }

  /** Writes the items of a list that are not there, or the list. */
  private static void list(TextEdit edit, MappingNode owner, String key, String field, Item item) {
    Optional<SequenceNode> list = Yamls.sequence(owner, key);
    int column = owner.getValue().getFirst().getKeyNode().getStartMark().getColumn();
    String indent = list.map(found -> indent(edit, found)).orElse(" ".repeat(column));
    int after = Yamls.lastLine(list.map(Node.class::cast).orElse(owner));
    if (list.isEmpty()) {
      edit.insertAfter(after, indent + key + ":");
    }
    VOLUMES.forEach((name, directory) -> {
      boolean there =
          list.stream()
              .flatMap(found -> Yamls.maps(found).stream())
              .filter(entry -> Yamls.text(entry, "name").filter(name::equals).isPresent())
              .peek(entry -> requireSame(entry, field, name, directory))
              .findAny()
              .isPresent();
      if (!there) {
        item.lines(name, directory).forEach(line -> edit.insertAfter(after, indent + line));
      }
    });
  }

  /** How an entry of a list is written. */
  @FunctionalInterface
  private interface Item {
    List<String> lines(String name, String directory);
  }

  private static List<String> mount(String name, String directory) {
    return List.of("- mountPath: " + directory, "  name: " + name, "  readOnly: true");
  }

  private static List<String> volume(String name, String directory) {
    return List.of(
        "- hostPath:", "    path: " + directory, "    type: DirectoryOrCreate", "  name: " + name);
  }

  private static void requireSame(MappingNode entry, String field, String name, String directory) {
    boolean same =
        Yamls.text(entry, field).filter(directory::equals).isPresent()
            || Yamls.value(entry, field)
                .filter(MappingNode.class::isInstance)
                .flatMap(path -> Yamls.text((MappingNode) path, "path"))
                .filter(directory::equals)
                .isPresent();
    if (!same) {
      throw Yamls.unreadable("it has another volume named " + name);
    }
  }

  /** What stands before the hyphens of a list. */
  private static String indent(TextEdit edit, SequenceNode list) {
    int line = list.getStartMark().getLine();
    int column = list.getStartMark().getColumn();
    String text = edit.line(line);
    if (column >= text.length()
        || text.charAt(column) != '-'
        || !text.substring(0, column).isBlank()) {
      throw Yamls.unreadable("a list in it is written in an unusual way");
    }
    return text.substring(0, column);
  }
}
