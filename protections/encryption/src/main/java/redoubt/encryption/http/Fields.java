package redoubt.encryption.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import redoubt.encryption.EncryptionFailures;
import redoubt.web.Request;

/** A JSON object of which every field is known; a field that is null counts as absent. */
final class Fields {
  private static final int MOST_ITEMS = 1000;

  private final JsonNode json;
  private final String path;

  private Fields(JsonNode json, String path) {
    this.json = json;
    this.path = path;
  }

  /**
   * @throws redoubt.core.Failure {@code web.bad-json}, {@code encryption.bad-field} for any other
   *     field
   */
  static Fields of(Request request, String... known) {
    return of(request.json(), "", known);
  }

  private static Fields of(JsonNode json, String path, String... known) {
    if (!json.isObject()) {
      throw EncryptionFailures.badField(path.isEmpty() ? "body" : path, "a JSON object");
    }
    Set<String> names = Set.of(known);
    json.fieldNames()
        .forEachRemaining(name -> {
          if (!names.contains(name)) {
            throw EncryptionFailures.badField("at hand", "one of " + String.join(", ", known));
          }
        });
    return new Fields(json, path.isEmpty() ? "" : path + ".");
  }

  String text(String name) {
    return maybeText(name).orElseThrow(() -> EncryptionFailures.badField(path + name, "there"));
  }

  Optional<String> maybeText(String name) {
    JsonNode value = json.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw EncryptionFailures.badField(path + name, "a string");
    }
    return Optional.of(value.asText());
  }

  /** Empty when absent. */
  List<String> texts(String name) {
    JsonNode value = json.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return List.of();
    }
    if (!value.isArray() || value.size() > MOST_ITEMS) {
      throw EncryptionFailures.badField(path + name, "a list of at most 1000 strings");
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode item : value) {
      if (!item.isTextual()) {
        throw EncryptionFailures.badField(path + name, "a list of strings");
      }
      texts.add(item.asText());
    }
    return texts;
  }

  /** A whole number within bounds; empty when absent. */
  OptionalInt maybeNumber(String name, int least, int most) {
    JsonNode value = json.path(name);
    return value.isMissingNode() || value.isNull()
        ? OptionalInt.empty()
        : OptionalInt.of((int) number(name, least, most, least));
  }

  /** A whole number within bounds. */
  long number(String name, long least, long most, long otherwise) {
    JsonNode value = json.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return otherwise;
    }
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.asLong() < least
        || value.asLong() > most) {
      throw EncryptionFailures.badField(
          path + name, "a whole number from " + least + " to " + most);
    }
    return value.asLong();
  }

  /** False when absent. */
  boolean flag(String name) {
    JsonNode value = json.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return false;
    }
    if (!value.isBoolean()) {
      throw EncryptionFailures.badField(path + name, "true or false");
    }
    return value.asBoolean();
  }

  Optional<Fields> maybeObject(String name, String... known) {
    JsonNode value = json.path(name);
    return value.isMissingNode() || value.isNull()
        ? Optional.empty()
        : Optional.of(of(value, path + name, known));
  }
}
