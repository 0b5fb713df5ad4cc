package redoubt.encryption.bundle;

import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import redoubt.core.Failure;

/** Reads YAML that others wrote, within bounds, with the place of each node in the text. */
final class Yamls {
  private static final int MOST_CHARACTERS = 1 << 20;

  private Yamls() {}

  /** The one document of a text. */
  static MappingNode compose(String text) {
    try {
      if (new Yaml(new SafeConstructor(limits())).compose(new StringReader(text))
          instanceof MappingNode root) {
        return root;
      }
    } catch (YAMLException e) {
      throw unreadable("it is not well-formed YAML of one document");
    }
    throw unreadable("it is no YAML object");
  }

  /** The one document of a text, as lists and maps. */
  static Object load(String text) {
    try {
      Object loaded = new Yaml(new SafeConstructor(limits())).load(text);
      if (loaded != null) {
        return loaded;
      }
    } catch (YAMLException e) {
      throw unreadable("it is not well-formed YAML of one document");
    }
    throw unreadable("it is empty");
  }

  private static LoaderOptions limits() {
    LoaderOptions limits = new LoaderOptions();
    limits.setMaxAliasesForCollections(10);
    limits.setAllowDuplicateKeys(false);
    limits.setNestingDepthLimit(40);
    limits.setCodePointLimit(MOST_CHARACTERS);
    return limits;
  }

  static Failure unreadable(String why) {
    return new Failure(
        Failure.Kind.INVALID,
        "encryption.bad-manifest",
        "The file of the control plane cannot be changed: " + why + ".",
        "Give the static pod manifest as kubeadm writes it; or make the change by hand, as the"
            + " redoubt/README.md of a bundle without a manifest says.");
  }

  static Optional<Node> value(MappingNode map, String key) {
    return map.getValue().stream()
        .filter(
            tuple -> tuple.getKeyNode() instanceof ScalarNode name && name.getValue().equals(key))
        .map(NodeTuple::getValueNode)
        .findFirst();
  }

  static Optional<String> text(MappingNode map, String key) {
    return value(map, key)
        .filter(ScalarNode.class::isInstance)
        .map(node -> ((ScalarNode) node).getValue());
  }

  /** A sequence in block style, one item a line or more; empty when there is none. */
  static Optional<SequenceNode> sequence(MappingNode map, String key) {
    Optional<Node> found = value(map, key);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    if (found.get() instanceof SequenceNode sequence && isBlock(sequence)) {
      return Optional.of(sequence);
    }
    throw unreadable(key + " is not a list with one item a line");
  }

  static List<MappingNode> maps(SequenceNode sequence) {
    return sequence.getValue().stream()
        .filter(MappingNode.class::isInstance)
        .map(MappingNode.class::cast)
        .toList();
  }

  private static boolean isBlock(SequenceNode sequence) {
    return sequence.getFlowStyle() == org.yaml.snakeyaml.DumperOptions.FlowStyle.BLOCK
        && !sequence.getValue().isEmpty();
  }

  /** The last line with text of a node. */
  static int lastLine(Node node) {
    return switch (node) {
      case SequenceNode list when !list.getValue().isEmpty() && block(list) ->
          lastLine(list.getValue().getLast());
      case MappingNode map when !map.getValue().isEmpty() && block(map) -> {
        NodeTuple last = map.getValue().getLast();
        yield Math.max(lastLine(last.getKeyNode()), lastLine(last.getValueNode()));
      }
      default -> {
        Mark end = node.getEndMark();
        boolean over = end.getColumn() == 0 && end.getLine() > node.getStartMark().getLine();
        yield over ? end.getLine() - 1 : end.getLine();
      }
    };
  }

  private static boolean block(CollectionNode<?> node) {
    return node.getFlowStyle() == org.yaml.snakeyaml.DumperOptions.FlowStyle.BLOCK;
  }
}
