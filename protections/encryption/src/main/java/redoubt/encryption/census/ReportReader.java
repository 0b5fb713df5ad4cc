package redoubt.encryption.census;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import redoubt.core.Failure;
import redoubt.encryption.envelope.Envelope;
import redoubt.encryption.envelope.Format;
import redoubt.encryption.envelope.Place;
import redoubt.encryption.etcd.Scan;
import redoubt.web.Json;

/**
 * Reads reports back. What it read says, in its canonical form, exactly what the input said: a
 * field more or less, a sum that is wrong or a standing that the expectation does not give is no
 * report.
 */
final class ReportReader {
  private ReportReader() {}

  static Report read(JsonNode json) {
    try {
      Report report = report(json);
      if (!Arrays.equals(report.canonicalJson(), Json.bytes(sorted(json)))) {
        throw new IllegalArgumentException("its parts contradict each other");
      }
      return report;
    } catch (IllegalArgumentException | DateTimeException e) {
      throw bad(e);
    }
  }

  /** Fields in alphabetical order, as the canonical form has them. */
  private static Object sorted(JsonNode json) {
    if (json.isObject()) {
      TreeMap<String, Object> fields = new TreeMap<>();
      json.forEachEntry((name, value) -> fields.put(name, sorted(value)));
      return fields;
    }
    if (json.isArray()) {
      List<Object> items = new ArrayList<>();
      json.forEach(item -> items.add(sorted(item)));
      return items;
    }
    return json;
  }

  private static Report report(JsonNode json) {
    require(text(json, "format").equals(ReportJson.FORMAT), "it has another format");
    Expectation expectation = expectation(json.path("expected"));
    SortedMap<Group, Long> groups = new TreeMap<>(Group.ORDER);
    for (JsonNode one : json.path("groups")) {
      Group group = group(one);
      Standing standing = expectation.standing(group.envelope());
      boolean coarse = group.place().namespace().equals(Group.MORE);
      require(coarse || standing == group.standing(), "a standing is not what was expected");
      require(
          coarse || isGuardedAs(group, expectation),
          "a resource is protected that was not to be, or the other way round");
      require(groups.put(group, number(one, "objects")) == null, "a group stands there twice");
    }
    long offending =
        groups.entrySet().stream()
            .filter(entry -> entry.getKey().isOffending())
            .mapToLong(Map.Entry::getValue)
            .sum();
    Listing<Offender> offenders = listing(json.path("offenders"), ReportReader::offender);
    require(offenders.total() == offending, "its offenders are more or fewer than counted");
    return new Report(
        Instant.parse(text(json, "at")),
        scan(json.path("source")),
        expectation,
        groups,
        offenders,
        json.has("samples") ? Optional.of(opening(json.path("samples"))) : Optional.empty());
  }

  /**
   * A dot may stand between resource and group, or in the first part of a key that is no object's.
   */
  private static boolean isGuardedAs(Group group, Expectation expectation) {
    Place place = group.place();
    return expectation.protects(place) == group.guarded()
        || expectation.protects(new Place("", place.kind(), place.namespace())) == group.guarded();
  }

  private static Expectation expectation(JsonNode json) {
    return new Expectation(
        texts(json, "resources"),
        Optional.ofNullable(json.get("currentKeyId")).map(JsonNode::asText),
        new TreeSet<>(texts(json, "formerKeyIds")));
  }

  private static Scan scan(JsonNode json) {
    String kind = text(json, "kind");
    require(kind.equals("etcd") || kind.equals("snapshot"), "its source is of no known kind");
    return new Scan(
        kind,
        text(json, "name"),
        number(json, "revision"),
        Optional.ofNullable(json.get("sha256")).map(JsonNode::asText),
        texts(json, "notes"));
  }

  private static Group group(JsonNode json) {
    String kind = text(json, "resource");
    int dot = kind.startsWith("(") ? -1 : kind.indexOf('.');
    return new Group(
        new Place(
            dot < 0 ? "" : kind.substring(dot + 1),
            dot < 0 ? kind : kind.substring(0, dot),
            text(json, "namespace")),
        envelope(json, text(json, "seed")),
        standing(json),
        json.path("protected").asBoolean());
  }

  private static Offender offender(JsonNode json) {
    return new Offender(text(json, "key"), envelope(json, ""), standing(json));
  }

  private static Opening opening(JsonNode json) {
    return new Opening(
        number(json, "tried"),
        number(json, "opened"),
        listing(
            json.path("failed"), one -> new Opening.Failed(text(one, "key"), text(one, "code"))),
        json.has("unanswered") ? number(json, "unanswered") : 0);
  }

  private static Envelope envelope(JsonNode json, String seed) {
    return new Envelope(
        known(Format.values(), Format::text, text(json, "class")),
        text(json, "provider"),
        text(json, "keyId"),
        seed,
        text(json, "fault"));
  }

  private static Standing standing(JsonNode json) {
    return known(Standing.values(), Standing::text, text(json, "standing"));
  }

  private static <T> T known(T[] values, Function<T, String> name, String text) {
    return Arrays.stream(values)
        .filter(value -> name.apply(value).equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("a class or standing is not known"));
  }

  private static <T> Listing<T> listing(JsonNode json, Function<JsonNode, T> reader) {
    List<T> listed = new ArrayList<>();
    json.path("listed").forEach(one -> listed.add(reader.apply(one)));
    return new Listing<>(number(json, "total"), listed);
  }

  private static List<String> texts(JsonNode json, String name) {
    List<String> texts = new ArrayList<>();
    json.path(name).forEach(one -> texts.add(one.asText()));
    return texts;
  }

  private static String text(JsonNode json, String name) {
    JsonNode value = json.path(name);
    require(value.isTextual(), "it has no " + name);
    return value.asText();
  }

  private static long number(JsonNode json, String name) {
    JsonNode value = json.path(name);
    require(
        value.isIntegralNumber() && value.canConvertToLong() && value.asLong() >= 0,
        "it has no " + name);
    return value.asLong();
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  private static Failure bad(Exception cause) {
    return new Failure(
        Failure.Kind.UNPROCESSABLE,
        "encryption.bad-report",
        "This is no report of an encryption ledger, or it was changed: " + cause.getMessage() + ".",
        "Give it as redoubt encryption ledger -o json wrote it.",
        cause);
  }
}
