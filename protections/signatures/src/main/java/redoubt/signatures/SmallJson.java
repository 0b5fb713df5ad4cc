package redoubt.signatures;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import redoubt.core.Failure;
import redoubt.web.Json;

/** Reads what others have signed: it has no field twice, and nothing follows it. */
public final class SmallJson {
  private static final int MOST_BYTES = 1 << 20;

  private static final Predicate<String> NUMBER =
      Pattern.compile("-?[0-9]{1,19}").asMatchPredicate();

  private SmallJson() {}

  /** Empty when it is no JSON object, or longer than 1 MiB. */
  public static Optional<JsonNode> object(byte[] bytes) {
    return object(bytes, MOST_BYTES);
  }

  /** Empty when it is no JSON object, or longer than that. */
  public static Optional<JsonNode> object(byte[] bytes, int most) {
    if (bytes.length > most) {
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

  /** Bytes of a field in base64 (RFC 4648, section 4); empty when it is none. */
  public static Optional<byte[]> bytes(JsonNode object, String pointer) {
    return text(object, pointer).flatMap(SmallJson::decoded);
  }

  /** Bytes of base64; empty when it is none. */
  public static Optional<byte[]> decoded(String base64) {
    try {
      return Optional.of(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** A whole number of 64 bits, also as the text that protocol buffers make of it. */
  public static Optional<Long> number(JsonNode object, String pointer) {
    JsonNode field = object.at(pointer);
    if (field.isIntegralNumber() && field.canConvertToLong()) {
      return Optional.of(field.longValue());
    }
    try {
      return text(object, pointer).filter(NUMBER).map(Long::valueOf);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
