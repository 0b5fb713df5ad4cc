package redoubt.cli.namespace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.cli.text.ByteCount;
import redoubt.cli.text.Column;

/** Changes what holds for a namespace. */
@Command(
    name = "set",
    description = {
      "Changes what holds for a namespace; what is not given stays.",
      "A tag that matches a pattern of immutable tags is neither moved nor deleted."
    },
    footer = {
      "Example:",
      "  redoubt namespace set team --anonymous-pull false",
      "  redoubt namespace set team --immutable-tags 'v*,release-*' --limit 20GiB"
    })
public final class NamespaceSet extends NamespaceVerb {
  @Parameters(paramLabel = "NAME", description = "Name of the namespace.")
  String name = "";

  @Option(
      names = "--anonymous-pull",
      paramLabel = "true|false",
      arity = "1",
      description = "Whether everybody may pull, without a login.")
  @Nullable Boolean anonymousPull;

  @Option(
      names = "--immutable-tags",
      paramLabel = "PATTERNS",
      description = "Patterns with commas between them, of * and ?; none for none.")
  @Nullable String immutableTags;

  @Option(
      names = "--limit",
      paramLabel = "BYTES",
      description = "Most that its images may need, such as 500M or 5GiB; none for no limit.")
  @Nullable String limit;

  @Override
  public Integer call() {
    ObjectNode wish = object();
    if (anonymousPull != null) {
      wish.put("anonymousPull", anonymousPull);
    }
    if (immutableTags != null) {
      ArrayNode globs = wish.putArray("immutableTags");
      if (!immutableTags.isBlank() && !immutableTags.equals("none")) {
        for (String glob : immutableTags.split(",", -1)) {
          globs.add(glob.strip());
        }
      }
    }
    if (limit != null) {
      wish.set("limit", ByteCount.json(ByteCount.parse(limit)));
    }
    if (wish.isEmpty()) {
      throw wrongUsage("Give --anonymous-pull, --immutable-tags or --limit.");
    }
    JsonNode changed = api().patch(namespace(name), wish);
    output().done(sentence(wish.size(), changed), changed);
    if (limit != null) {
      ByteCount.parse(limit).ifPresent(this::tellIfPassed);
    }
    return 0;
  }

  /** A limit below what is there is set, and ends no image. */
  private void tellIfPassed(long most) {
    for (JsonNode one : api().get("/v1/instances/" + instance() + "/quota").path("namespaces")) {
      if (one.path("name").asText().equals(name) && one.path("store").asLong() > most) {
        terminal()
            .err()
            .println(
                "redoubt: "
                    + name
                    + " has "
                    + ByteCount.text(one.path("store").asLong())
                    + " already, more than the limit of "
                    + ByteCount.text(most)
                    + ". What is there stays; no further image is taken until there is room.");
      }
    }
  }

  private String sentence(int changes, JsonNode changed) {
    if (immutableTags != null) {
      JsonNode patterns = changed.path("immutableTags");
      return patterns.isEmpty()
          ? "Every tag of " + name + " may be moved and deleted."
          : "Tags of "
              + name
              + " that are neither moved nor deleted: "
              + Column.text(patterns)
              + ".";
    }
    if (changes > 1 || anonymousPull == null) {
      return "Namespace " + name + " is changed.";
    }
    return anonymousPull
        ? "Everybody may pull from " + name + "."
        : "Only who holds a role may pull from " + name + ".";
  }
}
