package redoubt.registry.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import redoubt.oci.Digest;
import redoubt.oci.MediaTypes;
import redoubt.oci.Reference;
import redoubt.oci.RepositoryName;
import redoubt.oci.Tag;
import redoubt.registry.RegistryFailures;
import redoubt.registry.TagPatterns;

/** Fields of what our own routes are sent, and of what they answer. */
final class Fields {
  private Fields() {}

  /** What a manifest is besides an image; of images it is left out. */
  static void artifactType(Map<String, Object> view, Optional<String> type) {
    type.filter(its -> !MediaTypes.isImageConfig(its))
        .ifPresent(its -> view.put("artifactType", its));
  }

  /** A field that says yes or no, if it is there. */
  static Optional<Boolean> flag(JsonNode json, String field) {
    JsonNode value = json.path(field);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    if (!value.isBoolean()) {
      throw RegistryFailures.badField(field, "Write true or false.");
    }
    return Optional.of(value.booleanValue());
  }

  /** A number of bytes, if it is there; null is none. */
  static Optional<OptionalLong> bytes(JsonNode json, String field) {
    JsonNode value = json.path(field);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    if (value.isNull()) {
      return Optional.of(OptionalLong.empty());
    }
    if (!value.canConvertToLong() || !value.isIntegralNumber() || value.longValue() < 0) {
      throw RegistryFailures.badField(field, "Write a number of bytes, or null for no limit.");
    }
    return Optional.of(OptionalLong.of(value.longValue()));
  }

  /** Globs, if they are there. */
  static Optional<TagPatterns> patterns(JsonNode json, String field) {
    JsonNode value = json.path(field);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    if (!value.isArray()) {
      throw RegistryFailures.badField(field, "Write a list of patterns.");
    }
    List<String> globs = new ArrayList<>();
    value.forEach(glob -> globs.add(glob.asText()));
    return Optional.of(new TagPatterns(globs));
  }

  static RepositoryName repository(JsonNode json) {
    return new RepositoryName(json.path("repository").asText(""));
  }

  /** What is named, as one writes it, also where it cannot be read. */
  static String image(RepositoryName repository, JsonNode json) {
    String digest = json.path("digest").asText("");
    String tag = json.path("tag").asText("");
    return repository + (tag.isEmpty() ? "" : ":" + tag) + (digest.isEmpty() ? "" : "@" + digest);
  }

  /** What {@code digest} or {@code tag} names. */
  static Reference reference(JsonNode json) {
    if (json.hasNonNull("digest") == json.hasNonNull("tag")) {
      throw RegistryFailures.badField("digest", "Name the image by its digest, or by a tag.");
    }
    return json.hasNonNull("digest")
        ? new Reference.ByDigest(Digest.parse(json.path("digest").asText()))
        : new Reference.ByTag(new Tag(json.path("tag").asText()));
  }
}
