package redoubt.cli.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import redoubt.cli.Verb;
import redoubt.cli.http.Api;
import redoubt.cli.text.Column;
import redoubt.cli.text.Output;
import redoubt.cli.text.Progress;

/** Reads all content against its digests. */
@Command(
    name = "scrub",
    description = {
      "Reads all content against its digests.",
      "Exit status 1 when some of it is damaged: push it again. For administrators."
    },
    footer = {"Example:", "  redoubt registry scrub"})
public final class RegistryScrub extends Verb {
  private static final Duration LONGEST = Duration.ofMinutes(30);

  @Option(
      names = "--after",
      paramLabel = "DIGEST",
      description = "Goes on after this blob, where an earlier run was cut off.")
  String after = "";

  @Override
  public Integer call() {
    ObjectNode result = object();
    ArrayNode damaged = result.putArray("damaged");
    long blobs = 0;
    long bytes = 0;
    String last = after;
    try (Progress progress =
        new Progress(terminal().err(), terminal().errIsTerminal(), "blobs read")) {
      while (true) {
        JsonNode piece =
            api()
                .json(
                    Api.Call.of("POST", "/v1/registry/scrub")
                        .with(object().put("after", last))
                        .within(LONGEST));
        blobs += piece.path("blobs").asLong();
        bytes += piece.path("bytes").asLong();
        piece.path("damaged").forEach(damaged::add);
        progress.at(blobs, 0);
        if (!piece.path("next").isTextual()) {
          break;
        }
        last = piece.path("next").asText();
      }
    }
    result.put("blobs", blobs).put("bytes", bytes);
    String text =
        damaged.isEmpty()
            ? "All content is as it was pushed: " + blobs + " blobs, " + bytes + " bytes.\n"
            : Output.table(
                damaged, List.of(Column.of("damaged", "digest"), Column.of("of", "repositories")));
    output().show(result, text);
    return damaged.isEmpty() ? 0 : 1;
  }
}
