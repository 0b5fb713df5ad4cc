package redoubt.cli.key;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import redoubt.cli.text.Table;

/** What would be lost with a key, for people. */
final class BlastRadiusText {
  private BlastRadiusText() {}

  static String of(JsonNode radius) {
    JsonNode registrations = radius.path("registrations");
    JsonNode dependents = radius.path("dependents");
    String name = Table.printable(radius.path("name").asText());
    if (registrations.isEmpty() && dependents.isEmpty()) {
      return "Nothing is known to depend on key " + name + ".\n";
    }
    StringBuilder text = new StringBuilder();
    if (!dependents.isEmpty()) {
      text.append(dependents(dependents)).append('\n');
    }
    if (!registrations.isEmpty()) {
      Table table = new Table(List.of("registered resource", "prevents forced deletion", "since"));
      registrations.forEach(one ->
          table.add(
              List.of(
                  one.path("description").asText(one.path("resource").asText()),
                  one.path("preventsDeletion").asBoolean() ? "yes" : "no",
                  one.path("createdAt").asText())));
      text.append(table).append('\n');
    }
    return text.append(sum(radius, name)).append('\n').toString();
  }

  private static String dependents(JsonNode dependents) {
    Table table =
        new Table(List.of("depends on it", "name", "use", "objects", "counted", "plugins"));
    for (JsonNode one : dependents) {
      JsonNode stored = one.path("stored");
      String objects = stored.path("objects").asText("-");
      table.add(
          List.of(
              one.path("kind").asText(),
              one.path("name").asText(),
              one.path("use").asText().equals("now") ? "now" : "before",
              stored.path("uncertain").asLong() > 0
                  ? objects + " (+" + stored.path("uncertain").asText() + " perhaps)"
                  : objects,
              stored.path("at").asText("never"),
              Integer.toString(one.path("holders").size())));
    }
    return table.toString();
  }

  private static String sum(JsonNode radius, String name) {
    if (radius.path("barred").asBoolean()) {
      return "A registration prevents the deletion of key " + name + ", also a forced one.";
    }
    long objects = radius.path("objects").asLong();
    String lost = objects == 1 ? "1 counted object is lost" : objects + " counted objects are lost";
    return "Without key "
        + name
        + " "
        + (radius.path("uncounted").asBoolean()
            ? (objects == 0 ? "objects are lost that" : lost + ", and all that")
                + " nobody counted: redoubt encryption ledger NAME counts them."
            : lost + ".");
  }
}
