package redoubt.encryption.kube;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import redoubt.web.Json;

/**
 * Reads objects' metadata while it comes: names and resource versions are kept, and no other part
 * of an answer is ever in memory as a whole.
 */
final class MetadataReader {
  /** Of a namespace or an object; Kubernetes takes no longer ones. */
  private static final int LONGEST_NAME = 253;

  private static final int LONGEST_VERSION = 100;
  private static final int LONGEST_TOKEN = 8 << 10;

  /** Of objects that follow; no API server has more. */
  private static final long MOST_REMAINING = 1_000_000_000;

  private MetadataReader() {}

  /** Of an object, or of a list. */
  private record Metadata(
      String namespace, String name, String resourceVersion, String next, long remaining) {
    static final Metadata NONE = new Metadata("", "", "", "", 0);

    KubeApi.Stored stored() {
      return new KubeApi.Stored(present(namespace), name, resourceVersion);
    }
  }

  /**
   * A page of a list.
   *
   * @throws OddAnswer when it has more objects than were asked for, or longer names than there are
   */
  static KubeApi.Page page(InputStream in, int most) throws IOException {
    Metadata ofList = Metadata.NONE;
    List<KubeApi.Stored> items = new ArrayList<>();
    try (JsonParser json = begin(in)) {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        JsonToken value = json.nextToken();
        if (field.equals("metadata") && value == JsonToken.START_OBJECT) {
          ofList = metadata(json);
        } else if (field.equals("items") && value == JsonToken.START_ARRAY) {
          while (json.nextToken() == JsonToken.START_OBJECT) {
            if (items.size() == most) {
              throw new OddAnswer();
            }
            items.add(object(json).stored());
          }
        } else {
          json.skipChildren();
        }
      }
      end(json);
    }
    return new KubeApi.Page(items, present(ofList.next()), ofList.remaining());
  }

  /** Of one object. */
  static String resourceVersion(InputStream in) throws IOException {
    try (JsonParser json = begin(in)) {
      Metadata found = object(json);
      end(json);
      return found.resourceVersion();
    }
  }

  private static JsonParser begin(InputStream in) throws IOException {
    JsonParser json = Json.stream(in);
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new OddAnswer();
    }
    return json;
  }

  private static void end(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
      throw new OddAnswer();
    }
  }

  private static Metadata object(JsonParser json) throws IOException {
    Metadata found = Metadata.NONE;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      if (json.nextToken() == JsonToken.START_OBJECT && field.equals("metadata")) {
        found = metadata(json);
      } else {
        json.skipChildren();
      }
    }
    return found;
  }

  private static Metadata metadata(JsonParser json) throws IOException {
    String namespace = "";
    String name = "";
    String version = "";
    String next = "";
    long remaining = 0;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      if (value == JsonToken.VALUE_STRING) {
        switch (field) {
          case "namespace" -> namespace = text(json, LONGEST_NAME);
          case "name" -> name = text(json, LONGEST_NAME);
          case "resourceVersion" -> version = text(json, LONGEST_VERSION);
          case "continue" -> next = text(json, LONGEST_TOKEN);
          default -> {}
        }
      } else if (field.equals("remainingItemCount") && value == JsonToken.VALUE_NUMBER_INT) {
        remaining = Math.clamp(json.getLongValue(), 0, MOST_REMAINING);
      } else {
        json.skipChildren();
      }
    }
    return new Metadata(namespace, name, version, next, remaining);
  }

  private static String text(JsonParser json, int longest) throws IOException {
    if (json.getTextLength() > longest) {
      throw new OddAnswer();
    }
    return json.getText();
  }

  private static Optional<String> present(String text) {
    return Optional.of(text).filter(found -> !found.isEmpty());
  }
}
