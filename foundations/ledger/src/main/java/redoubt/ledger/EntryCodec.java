package redoubt.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import redoubt.core.Failure;
import redoubt.crypto.Randomness;
import redoubt.web.Json;

/**
 * The bytes of an entry: canonical JSON (RFC 8785) with a random salt, so that who sees only the
 * hash of an entry cannot find out by guessing what it says.
 */
final class EntryCodec {
  static final int SALT_BYTES = 16;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
  private static final String HEX = "0123456789abcdef";

  /** An entry read back, and its salt. */
  @SuppressWarnings("ArrayRecordComponent")
  record Salted(Entry entry, byte[] salt) {}

  private EntryCodec() {}

  static byte[] encode(Entry entry) {
    return encode(entry, Randomness.bytes(SALT_BYTES));
  }

  static byte[] encode(Entry entry, byte[] salt) {
    StringBuilder json = new StringBuilder(320);
    json.append("{\"action\":");
    string(json, entry.action());
    json.append(",\"actor\":");
    string(json, entry.actor());
    json.append(",\"at\":\"").append(time(entry.at())).append("\",\"details\":{");
    char separator = 0;
    for (Map.Entry<String, String> detail : entry.details().entrySet()) {
      if (separator != 0) {
        json.append(separator);
      }
      separator = ',';
      string(json, detail.getKey());
      json.append(':');
      string(json, detail.getValue());
    }
    json.append("},\"outcome\":");
    string(json, entry.outcome());
    json.append(",\"salt\":\"").append(Base64.getEncoder().encodeToString(salt));
    json.append("\",\"target\":");
    string(json, entry.target());
    json.append(",\"tenant\":");
    string(json, entry.tenant());
    return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads an entry back.
   *
   * @throws IllegalArgumentException for anything but what {@link #encode} writes
   */
  static Salted decode(byte[] bytes) {
    try {
      JsonNode json = Json.parse(bytes);
      SortedMap<String, String> details = new TreeMap<>();
      json.path("details")
          .forEachEntry((name, value) -> details.put(name, text(json.path("details"), name)));
      Entry entry =
          new Entry(
              Instant.parse(text(json, "at")),
              text(json, "tenant"),
              text(json, "actor"),
              text(json, "action"),
              text(json, "target"),
              text(json, "outcome"),
              details);
      byte[] salt = Base64.getDecoder().decode(text(json, "salt"));
      if (!Arrays.equals(bytes, encode(entry, salt))) {
        throw new IllegalArgumentException("the entry is not in its canonical form");
      }
      return new Salted(entry, salt);
    } catch (Failure | DateTimeParseException e) {
      throw new IllegalArgumentException("these bytes are no entry", e);
    }
  }

  /** RFC 3339, UTC, always with six digits of a second. */
  static String time(Instant at) {
    return TIME.format(at);
  }

  private static String text(JsonNode json, String name) {
    JsonNode value = json.path(name);
    if (!value.isTextual()) {
      throw new IllegalArgumentException("the entry has no " + name);
    }
    return value.textValue();
  }

  private static void string(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> json.append("\\\"");
        case '\\' -> json.append("\\\\");
        case '\b' -> json.append("\\b");
        case '\t' -> json.append("\\t");
        case '\n' -> json.append("\\n");
        case '\f' -> json.append("\\f");
        case '\r' -> json.append("\\r");
        default -> {
          if (c < 0x20) {
            json.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
          } else {
            json.append(c);
          }
        }
      }
    }
    json.append('"');
  }
}
