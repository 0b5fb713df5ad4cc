package redoubt.cli.key;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import redoubt.cli.text.Table;

/** What a rehearsal showed, for people. */
final class RehearsalText {
  private RehearsalText() {}

  /** Whether every plugin said that it knows that its lease ended. */
  static boolean allReached(JsonNode report) {
    return all(report, "stoppedAt");
  }

  /** Whether every plugin said that it knows that the key is back. */
  static boolean allBack(JsonNode report) {
    return all(report, "backAt");
  }

  /** Whether clusters use the key and no plugin of them was there to be stopped. */
  static boolean nobodyWasThere(JsonNode report) {
    JsonNode dependents = report.path("dependents");
    for (JsonNode dependent : dependents) {
      if (!dependent.path("holders").isEmpty()) {
        return false;
      }
    }
    return !dependents.isEmpty();
  }

  /** Whether nothing that was asked for afterwards failed. */
  static boolean readAgain(JsonNode report) {
    for (JsonNode reading : report.path("readAfterwards")) {
      if (reading.path("outcome").asText().equals("failed")) {
        return false;
      }
    }
    return !report.has("readAfterwardsFailure");
  }

  private static boolean all(JsonNode report, String field) {
    for (JsonNode dependent : report.path("dependents")) {
      for (JsonNode holder : dependent.path("holders")) {
        if (!holder.has(field)) {
          return false;
        }
      }
    }
    return true;
  }

  static String of(JsonNode report) {
    StringBuilder text = new StringBuilder();
    text.append("Key ")
        .append(Table.printable(report.path("name").asText()))
        .append(" was away from ")
        .append(report.path("begunAt").asText())
        .append(" to ")
        .append(report.path("endedAt").asText())
        .append(report.path("endedBy").asText().equals("time") ? ".\n" : "; the end came early.\n");
    if (report.path("dependents").isEmpty()) {
      text.append("No cluster uses it.\n");
    } else {
      text.append('\n').append(plugins(report)).append('\n');
    }
    readings(text, "While it was away", report.path("readWhileAway"));
    refusals(text, report);
    readings(text, "Afterwards", report.path("readAfterwards"));
    if (report.has("readAfterwardsFailure")) {
      text.append("Afterwards nothing could be tried to be read: ")
          .append(Table.printable(report.path("readAfterwardsFailure").asText()))
          .append(".\n");
    } else if (!readAgain(report)) {
      text.append(
          "The key is back, and not everything can be read again: look at the API server.\n");
    }
    if (nobodyWasThere(report)) {
      text.append("No plugin held a lease: nothing was shown of the clusters.\n");
    }
    if (!allReached(report)) {
      text.append("Not every plugin was reached: those go on with what they have in memory.\n");
    }
    if (!allBack(report)) {
      text.append("Not every plugin said that it has the key back: look at its log.\n");
    }
    return text.toString();
  }

  private static String plugins(JsonNode report) {
    Table table = new Table(List.of("cluster", "plugin", "stopped after", "back after"));
    for (JsonNode dependent : report.path("dependents")) {
      String name = dependent.path("name").asText();
      if (dependent.path("holders").isEmpty()) {
        table.add(List.of(name, "none", "-", "-"));
      }
      for (JsonNode holder : dependent.path("holders")) {
        table.add(
            List.of(
                name,
                holder.path("holder").asText(),
                seconds(holder, "stoppedAfterMillis", "not reached"),
                seconds(holder, "backAfterMillis", "not back")));
      }
    }
    return table.toString();
  }

  private static String seconds(JsonNode holder, String field, String otherwise) {
    return holder.has(field)
        ? String.format(Locale.ROOT, "%.2f s", holder.path(field).asLong() / 1000.0)
        : otherwise;
  }

  private static void readings(StringBuilder text, String when, JsonNode readings) {
    for (JsonNode reading : readings) {
      String what = reading.path("what").asText() + " of " + reading.path("name").asText();
      text.append(when)
          .append(": ")
          .append(
              Table.printable(
                  switch (reading.path("outcome").asText()) {
                    case "answered" -> "the API server answered for " + what;
                    case "failed" ->
                        "the API server could not read "
                            + what
                            + " ("
                            + reading.path("detail").asText()
                            + ")";
                    default -> what + " not tried: " + reading.path("detail").asText();
                  }))
          .append(
              when.startsWith("While") && reading.path("outcome").asText().equals("answered")
                  ? ", from what it had decrypted before.\n"
                  : ".\n");
    }
  }

  private static void refusals(StringBuilder text, JsonNode report) {
    for (JsonNode refusal : report.path("refusals")) {
      text.append("Refused: ")
          .append(refusal.path("calls").asLong() == 1 ? "one" : refusal.path("calls").asText())
          .append(refusal.path("calls").asLong() == 1 ? " call of " : " calls of ")
          .append(Table.printable(refusal.path("action").asText()))
          .append(" by ")
          .append(Table.printable(refusal.path("caller").asText()))
          .append(" with API key ")
          .append(Table.printable(refusal.path("credential").asText()))
          .append(".\n");
    }
    if (!report.path("allRefusals").asBoolean()) {
      text.append("More calls were refused than were looked at.\n");
    }
  }
}
