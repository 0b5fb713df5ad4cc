package redoubt.admission.review;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import redoubt.admission.AdmissionFailures;

/**
 * Where images are named: in pods, and in the templates of those kinds that Kubernetes brings. A
 * kind that others bring makes pods in the end, whose images are seen there. Nothing an object says
 * of itself, such as who owns it, keeps its images from being looked at.
 */
public final class Slots {
  /** So many images are named in one object at most. */
  public static final int MOST = 1_000;

  private static final String IN_TEMPLATE = "/spec/template/spec";

  /** The way to the PodSpec, by group and resource: kinds of other groups are others. */
  private static final Map<String, Map<String, String>> SPECS =
      Map.of(
          "",
          Map.of(
              "pods", "/spec",
              "podtemplates", "/template/spec",
              "replicationcontrollers", IN_TEMPLATE),
          "apps",
          Map.of(
              "deployments", IN_TEMPLATE,
              "replicasets", IN_TEMPLATE,
              "daemonsets", IN_TEMPLATE,
              "statefulsets", IN_TEMPLATE),
          "extensions",
          Map.of("deployments", IN_TEMPLATE, "replicasets", IN_TEMPLATE, "daemonsets", IN_TEMPLATE),
          "batch",
          Map.of("jobs", IN_TEMPLATE, "cronjobs", "/spec/jobTemplate/spec/template/spec"));

  private Slots() {}

  /** Resources and subresources that carry what names images, by group. */
  public static Map<String, Set<String>> resources() {
    Map<String, Set<String>> all = new TreeMap<>();
    SPECS.forEach((group, ways) -> {
      Set<String> plurals = new TreeSet<>(ways.keySet());
      if (plurals.contains("pods")) {
        plurals.add("pods/ephemeralcontainers");
      }
      all.put(group, plurals);
    });
    return all;
  }

  /** Whether it is a pod itself. */
  public static boolean isPod(Review review) {
    return review.resource().group().isEmpty() && review.resource().plural().equals("pods");
  }

  /** Whether images are looked for in what it is about. */
  public static boolean mayNameImages(Review review) {
    return spec(review).isPresent();
  }

  /** The way to the PodSpec of what is stored. */
  private static Optional<String> spec(Review review) {
    return Optional.ofNullable(
            SPECS.getOrDefault(review.resource().group(), Map.of()).get(review.resource().plural()))
        .filter(_ -> carriesObject(review));
  }

  /** Subresources such as binding, eviction and scale carry another kind. */
  private static boolean carriesObject(Review review) {
    return review.kind().toLowerCase(Locale.ROOT).equals(singular(review.resource().plural()));
  }

  private static String singular(String plural) {
    return plural.substring(0, plural.length() - 1);
  }

  /**
   * All that is named in what would be stored.
   *
   * @throws redoubt.core.Failure {@code admission.bad-review}
   */
  public static List<Slot> of(Review review) {
    return spec(review).map(spec -> of(review.object(), spec)).orElse(List.of());
  }

  /**
   * Those whose images were not there before: others are used already, and whoever removes a label
   * or scales asks for nothing new.
   *
   * @throws redoubt.core.Failure {@code admission.bad-review}
   */
  public static List<Slot> changed(Review review) {
    List<Slot> all = of(review);
    if (all.isEmpty()
        || review.operation() != Review.Operation.UPDATE
        || !review.before().isObject()) {
      return all;
    }
    List<Slot> before = of(review.before(), spec(review).orElseThrow());
    return all.stream().filter(slot -> before.stream().noneMatch(slot::isAs)).toList();
  }

  private static List<Slot> of(JsonNode object, String way) {
    List<Slot> slots = new ArrayList<>();
    JsonNode spec = object.at(way);
    if (spec.isMissingNode() || spec.isNull()) {
      return slots;
    }
    if (!spec.isObject()) {
      throw AdmissionFailures.badReview("What is at " + way + " is no object.");
    }
    for (Slot.Place place : Slot.Place.values()) {
      JsonNode list = spec.path(place.list());
      if (list.isMissingNode() || list.isNull()) {
        continue;
      }
      if (!list.isArray()) {
        throw AdmissionFailures.badReview(place.list() + " is no list.");
      }
      int at = 0;
      for (JsonNode one : list) {
        add(slots, place, way + "/" + place.list() + "/" + at++ + place.field(), one);
      }
    }
    return slots;
  }

  private static void add(List<Slot> slots, Slot.Place place, String pointer, JsonNode one) {
    JsonNode image = one.at(place.field());
    if (image.isMissingNode() || image.isNull()) {
      return;
    }
    if (!image.isTextual()) {
      throw AdmissionFailures.badReview("What is at " + pointer + " is no text.");
    }
    // A template may leave the image to others, which are seen when they write it.
    if (image.textValue().isBlank()) {
      return;
    }
    if (slots.size() == MOST) {
      throw AdmissionFailures.badReview("It names more than " + MOST + " images.");
    }
    slots.add(new Slot(place, pointer, one.path("name").asText(), image.textValue()));
  }
}
