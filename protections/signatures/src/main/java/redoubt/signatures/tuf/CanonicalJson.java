package redoubt.signatures.tuf;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;

/**
 * What is signed of a file (OLPC's canonical JSON, as docker/go writes it): fields in the order of
 * their UTF-8 bytes, no space, nothing escaped but the quotation mark and the backslash, whole
 * numbers only.
 */
public final class CanonicalJson {
  /** Beyond this, clients that read numbers as 64-bit floats see another number. */
  private static final long MOST = 1L << 53;

  private static final Comparator<String> BY_BYTES =
      (a, b) ->
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

  private CanonicalJson() {}

  /**
   * @throws BadDocument for a number that is not whole, or too large to be the same for everybody,
   *     and for text that has no form in UTF-8
   */
  public static byte[] of(JsonNode value) throws BadDocument {
    StringBuilder out = new StringBuilder();
    write(value, out);
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void write(JsonNode value, StringBuilder out) throws BadDocument {
    switch (value.getNodeType()) {
      case OBJECT -> {
        out.append('{');
        String comma = "";
        for (Map.Entry<String, JsonNode> field :
            value.properties().stream().sorted(Map.Entry.comparingByKey(BY_BYTES)).toList()) {
          out.append(comma);
          text(field.getKey(), out);
          out.append(':');
          write(field.getValue(), out);
          comma = ",";
        }
        out.append('}');
      }
      case ARRAY -> {
        out.append('[');
        String comma = "";
        for (JsonNode item : value) {
          out.append(comma);
          write(item, out);
          comma = ",";
        }
        out.append(']');
      }
      case STRING -> text(value.textValue(), out);
      case NUMBER -> {
        if (!value.isIntegralNumber()
            || !value.canConvertToLong()
            || Math.abs(value.longValue()) > MOST) {
          throw new BadDocument("It has a number that is not whole, or too large.");
        }
        out.append(value.longValue());
      }
      case BOOLEAN -> out.append(value.booleanValue());
      case NULL -> out.append("null");
      case BINARY, MISSING, POJO -> throw new BadDocument("It has a value that is none of JSON.");
    }
  }

  static void text(String text, StringBuilder out) throws BadDocument {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          throw new BadDocument("It has text that has no form in UTF-8.");
        }
        out.append(c).append(text.charAt(++i));
      } else {
        if (c == '"' || c == '\\') {
          out.append('\\');
        }
        out.append(c);
      }
    }
    out.append('"');
  }
}
