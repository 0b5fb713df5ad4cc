package redoubt.keys.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import redoubt.keys.KeyProtectError;

/**
 * A JSON object of a request, read field by field. Names match whatever their case, as clients
 * differ in it; a JSON null counts as absent. A value of the wrong sort or length is {@code
 * INVALID_FIELD_ERR} with the field as target.
 */
public final class Fields {
  private final Map<String, JsonNode> byLowerCaseName;
  private final Map<String, String> spelled;

  private Fields(Map<String, JsonNode> byLowerCaseName, Map<String, String> spelled) {
    this.byLowerCaseName = byLowerCaseName;
    this.spelled = spelled;
  }

  /**
   * @throws redoubt.keys.KeyFailure {@code BAD_BODY_ERR} for anything but an object, and when two
   *     names differ only in case
   */
  public static Fields of(JsonNode node) {
    if (!(node instanceof ObjectNode object)) {
      throw KeyProtectError.BAD_BODY_ERR.failure("a JSON object is expected");
    }
    Map<String, JsonNode> byName = new LinkedHashMap<>();
    Map<String, String> spelled = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      String lower = field.getKey().toLowerCase(Locale.ROOT);
      if (spelled.put(lower, field.getKey()) != null) {
        throw KeyProtectError.BAD_BODY_ERR.failure("two fields differ only in case");
      }
      if (!field.getValue().isNull()) {
        byName.put(lower, field.getValue());
      }
    }
    return new Fields(byName, spelled);
  }

  public static Fields none() {
    return new Fields(Map.of(), Map.of());
  }

  public boolean isEmpty() {
    return byLowerCaseName.isEmpty();
  }

  public boolean has(String name) {
    return byLowerCaseName.containsKey(name.toLowerCase(Locale.ROOT));
  }

  /**
   * @throws redoubt.keys.KeyFailure {@code BAD_BODY_ERR} when there is a field besides these
   */
  public Fields only(String... known) {
    Set<String> lower =
        Arrays.stream(known).map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    spelled.forEach((name, asSent) -> {
      if (!lower.contains(name)) {
        throw KeyProtectError.BAD_BODY_ERR.failure(
            asSent.matches("[A-Za-z0-9_-]{1,60}")
                ? "json: unknown field \"" + asSent + "\""
                : "json: unknown field");
      }
    });
    return this;
  }

  private Optional<JsonNode> node(String name) {
    return Optional.ofNullable(byLowerCaseName.get(name.toLowerCase(Locale.ROOT)));
  }

  /** An object inside this one. */
  public Optional<Fields> object(String name) {
    return node(name)
        .map(value -> {
          if (!value.isObject()) {
            throw KeyProtectError.field(name, "an object");
          }
          return of(value);
        });
  }

  /** A list of objects. */
  public Optional<List<Fields>> objects(String name) {
    return node(name)
        .map(value -> {
          if (!value.isArray()) {
            throw KeyProtectError.field(name, "an array of objects");
          }
          List<Fields> objects = new ArrayList<>(value.size());
          value.forEach(item -> objects.add(of(item)));
          return List.copyOf(objects);
        });
  }

  /** Text as sent, without a limit other than that of the body. */
  public Optional<String> text(String name) {
    return node(name)
        .map(value -> {
          if (!value.isTextual()) {
            throw KeyProtectError.field(name, "a string");
          }
          return value.textValue();
        });
  }

  /**
   * Text of {@code least} to {@code most} characters (Unicode code points), without control
   * characters.
   */
  public Optional<String> text(String name, int least, int most) {
    return text(name)
        .map(value -> {
          checkText(name, value, least, most);
          return value;
        });
  }

  public String requiredText(String name, int least, int most) {
    return text(name, least, most)
        .orElseThrow(
            () -> KeyProtectError.field(name, "given, " + least + " to " + most + " characters"));
  }

  public Optional<Boolean> flag(String name) {
    return node(name)
        .map(value -> {
          if (!value.isBoolean()) {
            throw KeyProtectError.field(name, "true or false");
          }
          return value.booleanValue();
        });
  }

  public boolean requiredFlag(String name) {
    return flag(name).orElseThrow(() -> KeyProtectError.field(name, "given, true or false"));
  }

  /** A whole number; some clients write it as {@code 300.0}. */
  public OptionalInt integer(String name, int least, int most) {
    Optional<JsonNode> value = node(name);
    if (value.isEmpty()) {
      return OptionalInt.empty();
    }
    JsonNode number = value.get();
    if (!number.isNumber()
        || !number.canConvertToExactIntegral()
        || !number.canConvertToInt()
        || number.intValue() < least
        || number.intValue() > most) {
      throw KeyProtectError.field(
          name, "an integer between " + least + " and " + most + " (inclusive)");
    }
    return OptionalInt.of(number.intValue());
  }

  /** A point in time, RFC 3339, with any offset and fraction. */
  public Optional<Instant> time(String name) {
    return text(name)
        .map(value -> {
          try {
            return OffsetDateTime.parse(value).toInstant();
          } catch (DateTimeParseException e) {
            throw KeyProtectError.field(name, "a date and time as RFC 3339 has them");
          }
        });
  }

  /** A list of texts, each of {@code least} to {@code most} characters. */
  public Optional<List<String>> texts(String name, int mostItems, int least, int most) {
    return node(name)
        .map(value -> {
          if (!value.isArray()) {
            throw KeyProtectError.field(name, "an array of strings");
          }
          if (value.size() > mostItems) {
            throw KeyProtectError.field(name, "an array of at most " + mostItems + " strings");
          }
          List<String> texts = new ArrayList<>(value.size());
          for (JsonNode item : value) {
            if (!item.isTextual()) {
              throw KeyProtectError.field(name, "an array of strings");
            }
            checkText(name, item.textValue(), least, most);
            texts.add(item.textValue());
          }
          return List.copyOf(texts);
        });
  }

  private static void checkText(String name, String value, int least, int most) {
    int length = value.codePointCount(0, value.length());
    if (length < least || length > most) {
      throw KeyProtectError.field(
          name, "a string of " + least + " to " + most + " characters (inclusive)");
    }
    if (value.chars().anyMatch(Character::isISOControl)) {
      throw KeyProtectError.field(name, "a string without control characters");
    }
  }
}
