package redoubt.cli.foreign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import redoubt.cli.text.Column;

/** Lists images that workloads name. */
@Command(
    name = "list",
    description = {
      "Lists images that workloads of your clusters name, whether they are trusted, and where they"
          + " are named. Clusters that cannot be read are told of."
    },
    footer = {
      "Examples:",
      "  redoubt foreign-image list",
      "  redoubt foreign-image list --untrusted"
    })
public final class ForeignList extends ForeignVerb {
  private static final List<Column> LISTED =
      List.of(
          Column.of("image", "image"),
          Column.of("trusted", "state"),
          Column.of("signers", "signers"),
          Column.of("where", "where"),
          Column.of("said", "told"));

  @Option(
      names = "--untrusted",
      description = "Shows those alone that are not trusted, or of which it is not known.")
  boolean untrusted;

  @Override
  public Integer call() {
    JsonNode answer = api().get(images());
    ArrayNode lines = object().putArray("items");
    items(answer)
        .forEach(item -> {
          if (!untrusted || !item.path("trusted").asBoolean(false)) {
            lines.add(line(item));
          }
        });
    answer
        .path("clusters")
        .forEach(cluster -> {
          String said =
              cluster.has("problem")
                  ? cluster.path("problem").asText()
                  : cluster.has("readAt") ? "" : "Not read yet.";
          if (!said.isEmpty()) {
            terminal()
                .err()
                .println("redoubt: Cluster " + cluster.path("name").asText() + ": " + said);
          }
        });
    output()
        .list(
            lines, "Workloads name no images. Clusters are those of: redoubt cluster list", LISTED);
    return 0;
  }

  private static ObjectNode line(JsonNode item) {
    ObjectNode line = item.deepCopy();
    String state =
        item.has("trusted")
            ? item.path("trusted").asBoolean() ? "yes" : "NO"
            : item.has("namespace")
                ? "not known"
                : item.has("problem") ? "not asked" : "not covered";
    TreeSet<String> where = new TreeSet<>();
    item.path("places")
        .forEach(place ->
            where.add(place.path("cluster").asText() + "/" + place.path("namespace").asText()));
    line.put("state", state);
    line.put("where", String.join(" ", where));
    line.put(
        "told", item.has("problem") ? item.path("problem").asText() : item.path("said").asText(""));
    return line;
  }
}
