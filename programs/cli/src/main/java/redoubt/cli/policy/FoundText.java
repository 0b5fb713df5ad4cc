package redoubt.cli.policy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import redoubt.cli.text.Table;

/** What was found in a cluster, for people. */
final class FoundText {
  /** Pods or workloads that are named in a line. */
  private static final int MOST_NAMES = 5;

  /** Images that stay are named up to here. */
  private static final int MOST_STAYING = 20;

  private FoundText() {}

  /** {@code 1 pod}, {@code 12 pods}. */
  static String count(long many, String of) {
    return many + " " + of + (many == 1 ? "" : "s");
  }

  /** What was looked at, and what could not be. */
  static String looked(JsonNode found) {
    StringBuilder text = new StringBuilder();
    if (found.has("problem")) {
      text.append("NOT SEEN what runs in ")
          .append(text(found, "name"))
          .append(": ")
          .append(text(found, "problem"))
          .append('\n');
    }
    text.append("Looked at ");
    List<String> sources = new ArrayList<>();
    if (!found.has("problem")) {
      long pods = found.path("pods").asLong();
      sources.add(count(pods, "pod") + (pods == 1 ? " that runs" : " that run"));
    }
    if (found.has("admissionsSince")) {
      sources.add(
          count(found.path("admissions").asLong(), "admission")
              + " since "
              + text(found, "admissionsSince").replaceFirst("[.][0-9]+Z$", "Z"));
    }
    text.append(String.join(" and ", sources)).append(" in ").append(text(found, "name"));
    long unjudged = found.path("unjudged").asLong();
    return text.append(".\n")
        .append(
            unjudged > 0
                ? "NOT JUDGED for want of time: " + count(unjudged, "use") + " of images.\n"
                : "")
        .toString();
  }

  /** A heading with the number of images, and each of them with its places and reasons. */
  static String section(JsonNode found, String field, String heading) {
    JsonNode images = found.path(field);
    if (images.isEmpty()) {
      return "";
    }
    long left = found.path(field + "Left").asLong();
    StringBuilder text = new StringBuilder();
    text.append('\n').append(heading).append(": ");
    text.append(count(images.size() + left, "image")).append('\n');
    images.forEach(image -> text.append(image(image)));
    return text.append(left > 0 ? "and " + count(left, "image") + " more\n" : "").toString();
  }

  private static String image(JsonNode image) {
    StringBuilder text = new StringBuilder();
    text.append(name(image)).append('\n');
    image.path("namespaces").forEach(place -> text.append("  ").append(place(place)).append('\n'));
    image
        .path("reasons")
        .forEach(reason -> {
          text(reason, "said").lines().forEach(line -> text.append("  ").append(line).append('\n'));
          text.append("  ").append(text(reason, "remedy")).append('\n');
        });
    return text.toString();
  }

  private static String name(JsonNode image) {
    return text(image, "image")
        + (image.has("digest") ? "@" + text(image, "digest") : "  (its digest is not known)");
  }

  private static String place(JsonNode place) {
    List<String> said = new ArrayList<>();
    long pods = place.path("pods").asLong();
    if (pods > 0) {
      said.add(count(pods, "pod") + " (" + names(place.path("podNames"), pods) + ")");
    }
    long admissions = place.path("admissions").asLong();
    if (admissions > 0) {
      said.add("admitted " + times(admissions));
    }
    long refusals = place.path("refusals").asLong();
    if (said.isEmpty() && refusals > 0) {
      said.add("refused " + times(refusals));
    }
    JsonNode workloads = place.path("workloads");
    return text(place, "namespace")
        + ": "
        + String.join(", ", said)
        + (workloads.isEmpty() ? "" : " as " + names(workloads, workloads.size()));
  }

  private static String times(long many) {
    return many == 1 ? "once" : many + " times";
  }

  private static String names(JsonNode names, long all) {
    String some =
        StreamSupport.stream(names.spliterator(), false)
            .limit(MOST_NAMES)
            .map(JsonNode::asText)
            .map(Table::printable)
            .collect(Collectors.joining(", "));
    return all > MOST_NAMES ? some + " and " + (all - MOST_NAMES) + " more" : some;
  }

  /** Images that stay, without reasons. */
  static String stays(JsonNode found) {
    JsonNode images = found.path("stays");
    long all = images.size() + found.path("staysLeft").asLong();
    StringBuilder text = new StringBuilder();
    text.append("\nWOULD STAY: ").append(count(all, "image")).append('\n');
    StreamSupport.stream(images.spliterator(), false)
        .limit(MOST_STAYING)
        .forEach(image ->
            text.append(name(image))
                .append("  ")
                .append(count(image.path("pods").asLong(), "pod"))
                .append('\n'));
    return text.append(
            all > MOST_STAYING ? "and " + count(all - MOST_STAYING, "image") + " more\n" : "")
        .toString();
  }

  private static String text(JsonNode of, String field) {
    return of.path(field).asText().lines().map(Table::printable).collect(Collectors.joining("\n"));
  }
}
