package redoubt.cli.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.List;
import java.util.function.Supplier;

/** Prints results in the format that was asked for; the tree is the same in JSON and YAML. */
public final class Output {
  private final Format format;
  private final PrintStream out;

  public Output(Format format, PrintStream out) {
    this.format = format;
    this.out = out;
  }

  public boolean isForPeople() {
    return format == Format.TABLE;
  }

  /** Any result: the tree for scripts, the text for people; the text ends its own lines. */
  public void show(JsonNode tree, String text) {
    show(tree, () -> text);
  }

  /** The same with a text that is made only for people. */
  private void show(JsonNode tree, Supplier<String> text) {
    switch (format) {
      case TABLE -> out.print(text.get());
      case JSON -> out.println(JsonText.pretty(tree));
      case YAML -> out.print(YamlText.of(tree));
    }
    out.flush();
  }

  /** A list; scripts see {@code {"items":[…]}}. */
  public void list(JsonNode items, String whenEmpty, List<Column> columns) {
    ObjectNode tree = JsonText.object();
    ArrayNode elements = tree.putArray("items");
    items.forEach(elements::add);
    show(tree, () -> items.isEmpty() ? whenEmpty + "\n" : table(items, columns));
  }

  /** One object, a line for each column that has a value. */
  public void object(JsonNode object, List<Column> columns) {
    show(object, () -> description(object, columns));
  }

  /** Something was done: scripts see the tree, people the sentence. */
  public void done(String sentence, JsonNode tree) {
    show(tree, Table.printable(sentence) + "\n");
  }

  public static String table(JsonNode items, List<Column> columns) {
    Table table = new Table(columns.stream().map(Column::title).toList());
    for (JsonNode item : items) {
      table.add(columns.stream().map(column -> column.cell().apply(item)).toList());
    }
    return table.toString();
  }

  public static String description(JsonNode object, List<Column> columns) {
    int width =
        columns.stream()
            .filter(column -> !column.cell().apply(object).equals("-"))
            .mapToInt(column -> column.title().length())
            .max()
            .orElse(0);
    StringBuilder text = new StringBuilder();
    for (Column column : columns) {
      String value = column.cell().apply(object);
      if (!value.equals("-")) {
        text.append(column.title())
            .append(':')
            .repeat(' ', width - column.title().length() + 2)
            .append(Table.printable(value))
            .append('\n');
      }
    }
    return text.toString();
  }
}
