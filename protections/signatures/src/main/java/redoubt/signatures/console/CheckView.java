package redoubt.signatures.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import redoubt.web.console.Pill;
import redoubt.web.console.Tone;

/** Something that was looked at, and what came of it. */
public record CheckView(String name, String outcome, String said, List<CheckView> parts) {
  static CheckView of(JsonNode json) {
    List<CheckView> parts = new ArrayList<>();
    json.path("parts").forEach(part -> parts.add(of(part)));
    return new CheckView(
        json.path("name").asText(),
        json.path("outcome").asText(),
        json.path("said").asText(),
        List.copyOf(parts));
  }

  public boolean isPassed() {
    return outcome.equals("passed");
  }

  public Pill pill() {
    return switch (outcome) {
      case "passed" -> new Pill(Tone.PLAIN, "holds");
      case "failed" -> new Pill(Tone.BAD, "fails");
      default -> new Pill(Tone.UNKNOWN, "not checked");
    };
  }
}
