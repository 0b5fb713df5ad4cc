package redoubt.cli.retention;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import redoubt.cli.text.JsonText;

/** A policy as options. */
final class PolicyOptions {
  @Option(
      names = "--newest",
      paramLabel = "N",
      description = "Keeps the N images of each repository that were made last.")
  @Nullable Integer newest;

  @Option(
      names = "--days",
      paramLabel = "N",
      description = "Keeps images that were made in the last N days.")
  @Nullable Integer days;

  @Option(
      names = "--keep-tags",
      paramLabel = "PATTERN",
      split = ",",
      description = "Keeps images with a tag that matches; * and ? stand for any characters.")
  List<String> keepTags = List.of();

  @Option(
      names = "--keep-untagged",
      description = "Keeps images without a tag, and does not count them.")
  boolean keepUntagged;

  @Option(
      names = "--threshold-days",
      paramLabel = "N",
      description = "Keeps images that were pushed in the last N days.")
  int thresholdDays;

  @Option(
      names = "--assume-unused",
      description = "Lets images go although it is not known what runs.")
  boolean assumeUnused;

  boolean isGiven() {
    return newest != null
        || days != null
        || !keepTags.isEmpty()
        || keepUntagged
        || thresholdDays != 0
        || assumeUnused;
  }

  ObjectNode json() {
    ObjectNode json = JsonText.object();
    if (newest != null) {
      json.put("newest", newest);
    }
    if (days != null) {
      json.put("days", days);
    }
    ArrayNode tags = json.putArray("keepTags");
    keepTags.forEach(tags::add);
    return json.put("keepUntagged", keepUntagged)
        .put("thresholdDays", thresholdDays)
        .put("assumeUnused", assumeUnused);
  }
}
