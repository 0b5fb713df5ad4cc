package redoubt.identity.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Set;
import redoubt.core.Failure;
import redoubt.web.Request;

/** A JSON object of which every field is known; a field that is null counts as absent. */
final class Body {
  private final JsonNode json;

  private Body(JsonNode json) {
    this.json = json;
  }

  /**
   * @throws Failure {@code web.bad-json}, {@code identity.bad-field} for any other field
   */
  static Body of(Request request, String... known) {
    JsonNode json = request.json();
    if (!json.isObject()) {
      throw bad("The body is not a JSON object.", known);
    }
    Set<String> names = Set.of(known);
    json.fieldNames()
        .forEachRemaining(name -> {
          if (!names.contains(name)) {
            throw bad("The body has a field that is not known here.", known);
          }
        });
    return new Body(json);
  }

  String text(String name) {
    return maybeText(name)
        .orElseThrow(() -> bad("The field " + name + " is missing or not a string.", name));
  }

  Optional<String> maybeText(String name) {
    JsonNode value = json.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw bad("The field " + name + " is missing or not a string.", name);
    }
    return Optional.of(value.asText());
  }

  /** False when absent. */
  boolean flag(String name) {
    JsonNode value = json.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return false;
    }
    if (!value.isBoolean()) {
      throw bad("The field " + name + " is neither true nor false.", name);
    }
    return value.asBoolean();
  }

  /** A moment in RFC 3339. */
  Optional<Instant> maybeTime(String name) {
    return maybeText(name)
        .map(text -> {
          try {
            Instant time = OffsetDateTime.parse(text).toInstant();
            if (time.isAfter(LATEST)) {
              throw bad("The field " + name + " lies after the year 9999.", name);
            }
            return time;
          } catch (DateTimeException e) {
            throw bad("The field " + name + " is not a time as RFC 3339 writes it.", name);
          }
        });
  }

  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  private static Failure bad(String what, String... fields) {
    return new Failure(
        Failure.Kind.INVALID,
        "identity.bad-field",
        what,
        "Look at " + String.join(", ", fields) + " in /openapi.json and docs/identity.md.");
  }
}
