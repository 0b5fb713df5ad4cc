package redoubt.signatures;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import redoubt.core.Failure;
import redoubt.web.Json;

/** Reads what others have signed: it has no field twice, and nothing follows it. */
public final class SmallJson {
  private static final int MOST_BYTES = 1 << 20;

  private SmallJson() {}

  /** Empty when it is no JSON object, or too long for what it may be. */
  public static Optional<JsonNode> object(byte[] bytes) {
    if (bytes.length > MOST_BYTES) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.parse(bytes)).filter(JsonNode::isObject);
    } catch (Failure e) {
      return Optional.empty();
    }
  }

  /** The text of a field; empty when it is none. */
  public static Optional<String> text(JsonNode object, String pointer) {
    JsonNode field = object.at(pointer);
    return field.isTextual() ? Optional.of(field.textValue()) : Optional.empty();
  }
}
