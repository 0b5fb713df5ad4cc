package redoubt.oci.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the few fields of small answers, without a tree of the rest. */
final class SmallJson {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(32)
                  .maxStringLength(4 << 20)
                  .maxNumberLength(25)
                  .maxNameLength(256)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private SmallJson() {}

  /** Texts and numbers of an object. */
  static Map<String, String> scalars(byte[] bytes) throws IOException {
    try (JsonParser json = object(bytes)) {
      return scalars(json);
    }
  }

  private static Map<String, String> scalars(JsonParser json) throws IOException {
    Map<String, String> scalars = new LinkedHashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      if (value == JsonToken.VALUE_STRING || value == JsonToken.VALUE_NUMBER_INT) {
        scalars.put(name, json.getText());
      } else {
        json.skipChildren();
      }
    }
    return scalars;
  }

  /** Texts and numbers of each object in the list in a field; what else is in it is left out. */
  static List<Map<String, String>> objects(byte[] bytes, String field) throws IOException {
    List<Map<String, String>> objects = new ArrayList<>();
    try (JsonParser json = object(bytes)) {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = json.currentName().equals(field);
        if (json.nextToken() != JsonToken.START_ARRAY || !wanted) {
          json.skipChildren();
          continue;
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
          if (json.currentToken() == JsonToken.START_OBJECT) {
            objects.add(scalars(json));
          } else {
            json.skipChildren();
          }
        }
      }
    }
    return objects;
  }

  /** The list of texts in a field of an object; empty when it is null or not there. */
  static List<String> list(byte[] bytes, String field) throws IOException {
    List<String> list = new ArrayList<>();
    try (JsonParser json = object(bytes)) {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = json.currentName().equals(field);
        JsonToken value = json.nextToken();
        if (!wanted || value != JsonToken.START_ARRAY) {
          json.skipChildren();
          continue;
        }
        while (json.nextToken() == JsonToken.VALUE_STRING) {
          list.add(json.getText());
        }
        if (json.currentToken() != JsonToken.END_ARRAY) {
          throw new IOException("no list of texts");
        }
      }
    }
    return list;
  }

  private static JsonParser object(byte[] bytes) throws IOException {
    JsonParser json = JSON.createParser(bytes);
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new IOException("no object");
    }
    return json;
  }
}
