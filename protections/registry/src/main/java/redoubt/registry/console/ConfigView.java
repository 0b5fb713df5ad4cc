package redoubt.registry.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import redoubt.registry.console.ImageView.Few;
import redoubt.web.console.Moment;

/**
 * What the config of an image says (OCI image specification, "Image configuration"). All of it is
 * the word of whoever made the image; long texts are cut.
 *
 * @param facts what is shown in a line
 * @param commands that made the layers, without those that made none
 */
public record ConfigView(
    String platform,
    Optional<Moment> created,
    List<Pair> facts,
    Few<String> environment,
    Few<Pair> labels,
    List<String> commands) {
  private static final int LONGEST = 500;

  /** A name and what it has. */
  public record Pair(String name, String value) {}

  static ConfigView of(JsonNode json, Function<Instant, Moment> moments) {
    JsonNode run = json.path("config");
    List<Pair> facts = new ArrayList<>();
    add(facts, "Author", text(json.path("author")));
    add(facts, "Entrypoint", joined(run.path("Entrypoint")));
    add(facts, "Command", joined(run.path("Cmd")));
    add(facts, "User", text(run.path("User")));
    add(facts, "Directory", text(run.path("WorkingDir")));
    add(facts, "Ports", names(run.path("ExposedPorts")));
    add(facts, "Volumes", names(run.path("Volumes")));
    add(facts, "Stop signal", text(run.path("StopSignal")));
    List<String> environment = new ArrayList<>();
    run.path("Env").forEach(line -> environment.add(text(line)));
    return new ConfigView(
        platform(json),
        created(json).map(moments),
        facts,
        Few.of(environment),
        pairs(run.path("Labels")),
        commands(json.path("history")));
  }

  static Few<Pair> pairs(JsonNode object) {
    List<Pair> pairs = new ArrayList<>();
    object
        .properties()
        .forEach(field -> pairs.add(new Pair(cut(field.getKey()), text(field.getValue()))));
    return Few.of(pairs);
  }

  private static void add(List<Pair> facts, String name, String value) {
    if (!value.isBlank()) {
      facts.add(new Pair(name, value));
    }
  }

  private static String platform(JsonNode json) {
    String variant = text(json.path("variant"));
    String base = text(json.path("os")) + "/" + text(json.path("architecture"));
    return base.equals("/") ? "" : variant.isEmpty() ? base : base + "/" + variant;
  }

  private static Optional<Instant> created(JsonNode json) {
    try {
      return Optional.of(OffsetDateTime.parse(json.path("created").asText("")).toInstant())
          .filter(at ->
              at.isAfter(Instant.EPOCH) && at.isBefore(Instant.parse("9999-01-01T00:00:00Z")));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static List<String> commands(JsonNode history) {
    List<String> commands = new ArrayList<>();
    history.forEach(step -> {
      if (!step.path("empty_layer").asBoolean(false)) {
        commands.add(text(step.path("created_by")).replaceFirst("^/bin/sh -c (#\\(nop\\) *)?", ""));
      }
    });
    return List.copyOf(commands);
  }

  private static String joined(JsonNode list) {
    List<String> words = new ArrayList<>();
    list.forEach(word -> words.add(word.asText("")));
    return cut(String.join(" ", words));
  }

  private static String names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.properties().forEach(field -> names.add(field.getKey()));
    return cut(String.join(", ", names));
  }

  private static String text(JsonNode value) {
    return cut(value.isValueNode() && !value.isNull() ? value.asText() : "");
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + " …";
  }
}
