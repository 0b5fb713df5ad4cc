package redoubt.admission.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import redoubt.web.console.Answer;
import redoubt.web.console.Numbers;

/**
 * Images that are used, with where and why something is said of them.
 *
 * @param id of its heading
 * @param images how many there are
 * @param rows the first of them
 */
public record FoundTable(String id, String heading, long images, List<Row> rows) {
  private static final int SHOWN = 200;
  private static final int MOST_NAMES = 5;

  /**
   * @param digest empty where it is not known
   * @param reasons what is said of it, each with what to do
   */
  public record Row(
      String image,
      Optional<String> digest,
      List<Reason> reasons,
      List<String> policies,
      List<String> places) {
    /** The digest as far as people compare it. */
    public String brief() {
      return digest.map(text -> text.substring(0, Math.min(text.length(), 19))).orElse("");
    }
  }

  /** One sentence each. */
  public record Reason(String said, String remedy) {}

  /** One of the lists of what {@code POST …/image-policies/rehearse} and {@code /impact} found. */
  static FoundTable of(JsonNode found, String field, String heading) {
    List<Row> rows = new ArrayList<>();
    StreamSupport.stream(found.path(field).spliterator(), false)
        .limit(SHOWN)
        .forEach(image -> rows.add(row(image)));
    return new FoundTable(
        field, heading, found.path(field).size() + found.path(field + "Left").asLong(), rows);
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  public long left() {
    return images - rows.size();
  }

  private static Row row(JsonNode image) {
    List<Reason> reasons = new ArrayList<>();
    image
        .path("reasons")
        .forEach(reason ->
            reasons.add(new Reason(reason.path("said").asText(), reason.path("remedy").asText())));
    List<String> policies = new ArrayList<>();
    image.path("policies").forEach(policy -> policies.add(policy.asText()));
    List<String> places = new ArrayList<>();
    image.path("namespaces").forEach(place -> places.add(place(place)));
    return new Row(
        image.path("image").asText(), Answer.text(image, "digest"), reasons, policies, places);
  }

  private static String place(JsonNode place) {
    List<String> said = new ArrayList<>();
    long pods = place.path("pods").asLong();
    if (pods > 0) {
      said.add(Numbers.of(pods, "pod") + " (" + names(place.path("podNames"), pods) + ")");
    }
    long admissions = place.path("admissions").asLong();
    if (admissions > 0) {
      said.add("admitted " + times(admissions));
    }
    if (said.isEmpty() && place.path("refusals").asLong() > 0) {
      said.add("refused " + times(place.path("refusals").asLong()));
    }
    return place.path("namespace").asText() + ": " + String.join(", ", said);
  }

  private static String times(long many) {
    return many == 1 ? "once" : Numbers.of(many, "time");
  }

  private static String names(JsonNode names, long all) {
    String some =
        StreamSupport.stream(names.spliterator(), false)
            .limit(MOST_NAMES)
            .map(JsonNode::asText)
            .collect(Collectors.joining(", "));
    return all > MOST_NAMES ? some + " and " + (all - MOST_NAMES) + " more" : some;
  }
}
