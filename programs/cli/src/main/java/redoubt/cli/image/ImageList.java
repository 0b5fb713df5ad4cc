package redoubt.cli.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.cli.text.JsonText;

/** Lists images that have a tag. */
@Command(
    name = "list",
    description = {
      "Lists images that have a tag.",
      "Tags under which signatures and the like lie (sha256-…, sha256-….sig) are no images' tags."
    },
    footer = {"Example:", "  redoubt image list team"})
public final class ImageList extends ImageVerb {
  @Parameters(
      paramLabel = "NAMESPACE[/REPOSITORY]",
      arity = "0..1",
      description = "Of which; of all without it.")
  String of = "";

  @Option(names = "--all", description = "Also what lies under tags of signatures.")
  boolean all;

  @Override
  public Integer call() {
    String which = all ? "&tagged=true&all=true" : "&tagged=true";
    ArrayNode images = listed(images(), of, which);
    output()
        .list(
            output().isForPeople() ? newestFirst(images) : images,
            "There are no images with a tag.",
            LISTED);
    return 0;
  }

  /** In each repository. */
  private static ArrayNode newestFirst(ArrayNode images) {
    List<JsonNode> sorted = new ArrayList<>();
    images.forEach(sorted::add);
    sorted.sort(
        Comparator.comparing((JsonNode image) -> image.path("repository").asText())
            .thenComparing(
                image -> Instant.parse(image.path("pushedAt").asText()),
                Comparator.reverseOrder()));
    return JsonText.array().addAll(sorted);
  }
}
