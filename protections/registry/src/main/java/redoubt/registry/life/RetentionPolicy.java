package redoubt.registry.life;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import redoubt.core.Failure;
import redoubt.registry.RegistryFailures;
import redoubt.registry.TagPatterns;

/**
 * Which images of a namespace are kept; the others go to the trash.
 *
 * @param newest so many of each repository, by when they were made
 * @param days those that were made within so many days
 * @param keepTags those with a tag that matches
 * @param keepUntagged whether those without a tag are kept, and not counted
 * @param thresholdDays those that were pushed within so many days
 * @param assumeUnused whether images may go while it is not known what runs
 */
public record RetentionPolicy(
    OptionalInt newest,
    OptionalInt days,
    TagPatterns keepTags,
    boolean keepUntagged,
    int thresholdDays,
    boolean assumeUnused) {
  private static final int MOST = 100_000;

  /**
   * @throws Failure {@code registry.bad-retention}
   */
  public RetentionPolicy {
    if ((newest.isEmpty() && days.isEmpty())
        || isBad(newest)
        || isBad(days)
        || thresholdDays < 0
        || thresholdDays > MOST) {
      throw new Failure(
          Failure.Kind.INVALID,
          "registry.bad-retention",
          "That is no retention policy.",
          "Say how many images are kept, for how many days, or both: whole numbers from 1 to "
              + MOST
              + ".");
    }
  }

  private static boolean isBad(OptionalInt number) {
    return number.isPresent() && (number.getAsInt() < 1 || number.getAsInt() > MOST);
  }

  /**
   * Reads what {@link #json} writes; what is missing is not asked for.
   *
   * @throws Failure {@code registry.bad-field}, {@code registry.bad-retention}, {@code
   *     registry.bad-pattern}
   */
  public static RetentionPolicy read(JsonNode json) {
    List<String> globs = new ArrayList<>();
    json.path("keepTags").forEach(glob -> globs.add(glob.asText()));
    return new RetentionPolicy(
        number(json, "newest"),
        number(json, "days"),
        new TagPatterns(globs),
        flag(json, "keepUntagged"),
        number(json, "thresholdDays").orElse(0),
        flag(json, "assumeUnused"));
  }

  private static OptionalInt number(JsonNode json, String field) {
    JsonNode value = json.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return OptionalInt.empty();
    }
    if (!value.isInt()) {
      throw RegistryFailures.badField(field, "Write a whole number.");
    }
    return OptionalInt.of(value.intValue());
  }

  private static boolean flag(JsonNode json, String field) {
    JsonNode value = json.path(field);
    if (!value.isBoolean() && !value.isMissingNode()) {
      throw RegistryFailures.badField(field, "Write true or false.");
    }
    return value.asBoolean(false);
  }

  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    newest.ifPresent(number -> json.put("newest", number));
    days.ifPresent(number -> json.put("days", number));
    json.put("keepTags", keepTags.globs());
    json.put("keepUntagged", keepUntagged);
    json.put("thresholdDays", thresholdDays);
    json.put("assumeUnused", assumeUnused);
    return json;
  }
}
