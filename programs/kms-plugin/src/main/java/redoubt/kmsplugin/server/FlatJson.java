package redoubt.kmsplugin.server;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Reads the texts and numbers at the top of a JSON object; what is deeper is passed over. */
final class FlatJson {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(10)
                  .maxStringLength(48 * 1024)
                  .build())
          .build();

  private final Map<String, String> values;

  private FlatJson(Map<String, String> values) {
    this.values = values;
  }

  /**
   * @throws IOException when it is no JSON object
   */
  static FlatJson read(byte[] json) throws IOException {
    Map<String, String> values = new HashMap<>();
    try (JsonParser parser = JSON.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("no JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (value.isScalarValue()) {
          values.put(name, parser.getText());
        } else {
          parser.skipChildren();
        }
      }
      if (parser.currentToken() != JsonToken.END_OBJECT) {
        throw new IOException("no whole JSON object");
      }
    }
    return new FlatJson(values);
  }

  /** Empty when it is missing. */
  String text(String name) {
    return values.getOrDefault(name, "");
  }

  /**
   * @throws IOException when it is missing or no number
   */
  long number(String name) throws IOException {
    try {
      return Long.parseLong(text(name));
    } catch (NumberFormatException e) {
      throw new IOException("no number " + name, e);
    }
  }
}
