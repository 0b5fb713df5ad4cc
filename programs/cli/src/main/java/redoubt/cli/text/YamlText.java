package redoubt.cli.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Writes a JSON tree as YAML 1.2. A string is plain only where every YAML reader agrees that it is
 * a string; all others are in JSON's quotes, which YAML shares.
 */
final class YamlText {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z/][A-Za-z0-9_./@+-]*");
  private static final Pattern WORD =
      Pattern.compile("(?i)y|n|yes|no|on|off|true|false|null|nan|inf");

  private YamlText() {}

  /** Each line ended. */
  static String of(JsonNode tree) {
    StringBuilder text = new StringBuilder();
    if (isBranch(tree)) {
      branch(text, tree, 0);
    } else {
      text.append(scalar(tree)).append('\n');
    }
    return text.toString();
  }

  private static void branch(StringBuilder text, JsonNode tree, int depth) {
    if (tree.isObject()) {
      boolean first = true;
      for (Map.Entry<String, JsonNode> field : tree.properties()) {
        indent(text, depth, first);
        first = false;
        text.append(string(field.getKey())).append(':');
        JsonNode value = field.getValue();
        if (isBranch(value)) {
          text.append('\n').repeat("  ", value.isArray() ? depth : depth + 1);
          branch(text, value, value.isArray() ? depth : depth + 1);
        } else {
          text.append(' ').append(scalar(value)).append('\n');
        }
      }
    } else {
      boolean first = true;
      for (JsonNode element : tree) {
        indent(text, depth, first);
        first = false;
        text.append("- ");
        if (isBranch(element)) {
          branch(text, element, depth + 1);
        } else {
          text.append(scalar(element)).append('\n');
        }
      }
    }
  }

  /** The first line of a branch is where the writer already stands. */
  private static void indent(StringBuilder text, int depth, boolean first) {
    if (!first) {
      text.repeat("  ", depth);
    }
  }

  private static boolean isBranch(JsonNode node) {
    return node.isContainerNode() && !node.isEmpty();
  }

  private static String scalar(JsonNode node) {
    return node.isTextual() ? string(node.textValue()) : JsonText.compact(node);
  }

  private static String string(String value) {
    return PLAIN.matcher(value).matches() && !WORD.matcher(value).matches()
        ? value
        : JsonText.compact(JsonNodeFactory.instance.textNode(value));
  }
}
