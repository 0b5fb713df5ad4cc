package redoubt.oci;

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
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a manifest as it comes, without a tree of it: fields that nobody knows cost nothing,
 * however many there are. What two readers might read differently (a field that is there twice, a
 * second value after the first, both layers and manifests) is refused.
 */
final class ManifestReader {
  private static final int DEEPEST = 32;
  private static final int MOST_DESCRIPTORS = 10_000;

  /** Characters of a media type; RFC 6838, section 4.2, needs 255 and lists keep them all. */
  private static final int LONGEST_TYPE = 1000;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxStringLength(Manifest.MOST_BYTES)
                  .maxNumberLength(25)
                  .maxNameLength(256)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private final JsonParser json;
  private int descriptors;

  private long schemaVersion = -1;
  private @Nullable String mediaType;
  private @Nullable String artifactType;
  private @Nullable Descriptor config;
  private @Nullable List<Descriptor> layers;
  private @Nullable List<Descriptor> manifests;
  private @Nullable Descriptor subject;
  private Map<String, String> annotations = Map.of();

  private ManifestReader(JsonParser json) {
    this.json = json;
  }

  static Manifest read(byte[] bytes, String sentAs) {
    if (bytes.length > Manifest.MOST_BYTES) {
      throw OciFailures.badManifest("it is larger than " + Manifest.MOST_BYTES + " bytes");
    }
    try (JsonParser json = JSON.createParser(bytes)) {
      ManifestReader reader = new ManifestReader(json);
      expect(json.nextToken() == JsonToken.START_OBJECT, "it is no JSON object");
      reader.fields();
      expect(json.nextToken() == null, "something follows it");
      return reader.manifest(bytes, sentAs);
    } catch (IOException e) {
      // The parser's own words quote what was sent.
      throw OciFailures.badManifest("it is not the JSON that a manifest is");
    }
  }

  private void fields() throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "schemaVersion" -> schemaVersion = number(name);
        case "mediaType" -> mediaType = type(name);
        case "artifactType" -> artifactType = type(name);
        case "config" -> config = descriptor(name);
        case "layers" -> layers = descriptors(name);
        case "manifests" -> manifests = descriptors(name);
        case "subject" -> subject = isNull() ? null : descriptor(name);
        case "annotations" -> annotations = annotations(name);
        default -> json.skipChildren();
      }
    }
  }

  private Manifest manifest(byte[] bytes, String sentAs) {
    expect(schemaVersion == 2, "its schemaVersion is not 2");
    expect(
        mediaType == null || sentAs.isEmpty() || mediaType.equals(sentAs),
        "it says of itself another media type than it was sent as");
    String type = mediaType == null ? sentAs : mediaType;
    if (type.isEmpty()) {
      type = manifests == null ? MediaTypes.OCI_MANIFEST : MediaTypes.OCI_INDEX;
    }
    Optional<String> artifact = Optional.ofNullable(artifactType).filter(text -> !text.isEmpty());
    Optional<Descriptor> about = Optional.ofNullable(subject);
    if (MediaTypes.isIndex(type)) {
      expect(config == null && layers == null, "an index has neither config nor layers");
      expect(manifests != null, "an index lists manifests");
      return new Manifest.Index(
          bytes, type, artifact, Objects.requireNonNull(manifests), about, annotations);
    }
    expect(MediaTypes.isManifest(type), "its media type is none that is known here");
    expect(manifests == null, "an image does not list manifests");
    expect(config != null && layers != null, "an image has a config and layers");
    return new Manifest.Image(
        bytes,
        type,
        artifact,
        Objects.requireNonNull(config),
        Objects.requireNonNull(layers),
        about,
        annotations);
  }

  private List<Descriptor> descriptors(String field) throws IOException {
    List<Descriptor> list = new ArrayList<>();
    if (isNull()) {
      // As programs in Go write a list of none.
      return list;
    }
    expect(json.currentToken() == JsonToken.START_ARRAY, field + " is no list");
    while (json.nextToken() != JsonToken.END_ARRAY) {
      list.add(descriptor(field));
    }
    return list;
  }

  private Descriptor descriptor(String field) throws IOException {
    expect(json.currentToken() == JsonToken.START_OBJECT, field + " has no descriptor");
    expect(++descriptors <= MOST_DESCRIPTORS, "it has more than 10000 descriptors");
    String type = null;
    String digest = null;
    long size = -1;
    Map<String, String> notes = Map.of();
    String artifact = null;
    Platform platform = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "mediaType" -> type = type(name);
        case "digest" -> digest = text(name);
        case "size" -> size = number(name);
        case "annotations" -> notes = annotations(name);
        case "artifactType" -> artifact = type(name);
        case "platform" -> platform = isNull() ? null : platform();
        default -> json.skipChildren();
      }
    }
    expect(type != null && digest != null && size >= 0, field + " lacks mediaType, digest or size");
    return new Descriptor(
        Objects.requireNonNull(type),
        Digest.parse(Objects.requireNonNull(digest)),
        size,
        notes,
        Optional.ofNullable(artifact),
        Optional.ofNullable(platform));
  }

  private Platform platform() throws IOException {
    expect(json.currentToken() == JsonToken.START_OBJECT, "a platform is no object");
    String architecture = "";
    String os = "";
    String variant = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "architecture" -> architecture = text(name);
        case "os" -> os = text(name);
        case "variant" -> variant = text(name);
        default -> json.skipChildren();
      }
    }
    return new Platform(architecture, os, Optional.ofNullable(variant));
  }

  private Map<String, String> annotations(String field) throws IOException {
    if (isNull()) {
      return Map.of();
    }
    expect(json.currentToken() == JsonToken.START_OBJECT, field + " is no object");
    Map<String, String> map = new LinkedHashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      map.put(name, text(field));
    }
    return map;
  }

  private boolean isNull() {
    return json.currentToken() == JsonToken.VALUE_NULL;
  }

  /** A media type; no reader of it needs to know what a control character does to it. */
  private String type(String name) throws IOException {
    String type = text(name);
    expect(type.length() <= LONGEST_TYPE, name + " is longer than " + LONGEST_TYPE + " characters");
    expect(type.chars().noneMatch(Character::isISOControl), name + " has a control character");
    return type;
  }

  private String text(String field) throws IOException {
    expect(json.currentToken() == JsonToken.VALUE_STRING, field + " is no text");
    return json.getText();
  }

  private long number(String field) throws IOException {
    expect(json.currentToken() == JsonToken.VALUE_NUMBER_INT, field + " is no whole number");
    expect(
        json.getNumberType() != JsonParser.NumberType.BIG_INTEGER,
        field + " is a too large number");
    return json.getLongValue();
  }

  private static void expect(boolean so, String otherwise) {
    if (!so) {
      throw OciFailures.badManifest(otherwise);
    }
  }
}
