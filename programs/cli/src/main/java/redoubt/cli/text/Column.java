package redoubt.cli.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** One column of a table, or one line of an object's description. */
public record Column(String title, Function<JsonNode, String> cell) {
  /** The field at a path such as {@code keyVersion.id}; a missing or empty one is a dash. */
  public static Column of(String title, String path) {
    String[] names = path.split("\\.", -1);
    return new Column(
        title,
        node -> {
          JsonNode value = node;
          for (String name : names) {
            value = value.path(name);
          }
          return text(value);
        });
  }

  /** Who it was: what the server calls the user whose id the field has, else the id itself. */
  public static Column who(String title, String field) {
    return new Column(
        title,
        node -> {
          String name = node.path(field + "Name").asText("");
          return name.isEmpty() ? text(node.path(field)) : name;
        });
  }

  /** A value as a person reads it: no quotes, lists with commas, a dash for nothing. */
  public static String text(JsonNode value) {
    String text =
        switch (value.getNodeType()) {
          case MISSING, NULL, BINARY, POJO -> "";
          case BOOLEAN -> value.booleanValue() ? "yes" : "no";
          case NUMBER, STRING -> value.asText();
          case ARRAY -> {
            List<String> elements = new ArrayList<>();
            value.forEach(element -> elements.add(text(element)));
            yield String.join(",", elements);
          }
          case OBJECT -> {
            List<String> fields = new ArrayList<>();
            value
                .properties()
                .forEach(field -> fields.add(field.getKey() + "=" + text(field.getValue())));
            yield String.join(" ", fields);
          }
        };
    return text.isEmpty() ? "-" : text;
  }
}
