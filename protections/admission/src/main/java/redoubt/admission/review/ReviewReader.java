package redoubt.admission.review;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Optional;
import redoubt.admission.AdmissionFailures;

/** Reads questions of API servers, within bounds. */
public final class ReviewReader {
  /** Two objects that etcd takes, which are longer as JSON. */
  public static final int LONGEST = 8 << 20;

  /** Of names and of kinds; Kubernetes takes no longer ones. */
  private static final int LONGEST_NAME = 253;

  private static final int LONGEST_USER = 1024;
  private static final String VERSION = "admission.k8s.io/v1";

  private static final JsonMapper OBJECTS =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(200)
                          .maxNumberLength(100)
                          .maxNameLength(64 << 10)
                          .maxStringLength(LONGEST)
                          .maxTokenCount(2_000_000)
                          .build())
                  .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private ReviewReader() {}

  /**
   * @throws redoubt.core.Failure {@code admission.bad-review}
   */
  public static Review read(byte[] utf8) {
    JsonNode json = tree(utf8);
    if (!json.path("apiVersion").asText().equals(VERSION)) {
      throw AdmissionFailures.badReview("It is no AdmissionReview of " + VERSION + ".");
    }
    JsonNode request = json.path("request");
    if (!request.isObject()) {
      throw AdmissionFailures.badReview("It has no request.");
    }
    JsonNode resource = request.path("resource");
    return new Review(
        required(request, "uid"),
        new Review.Resource(
            text(resource, "group", LONGEST_NAME),
            required(resource, "version"),
            required(resource, "resource")),
        required(request.path("kind"), "kind"),
        Optional.of(text(request, "subResource", LONGEST_NAME)).filter(one -> !one.isEmpty()),
        text(request, "namespace", LONGEST_NAME),
        text(request, "name", LONGEST_NAME),
        operation(request),
        request.path("dryRun").asBoolean(false),
        text(request.path("userInfo"), "username", LONGEST_USER),
        request.path("object"),
        request.path("oldObject"));
  }

  private static JsonNode tree(byte[] utf8) {
    if (utf8.length > LONGEST) {
      throw AdmissionFailures.badReview("It is longer than " + LONGEST + " bytes.");
    }
    try {
      JsonNode json = OBJECTS.readTree(utf8);
      if (json != null && json.isObject()) {
        return json;
      }
    } catch (IOException e) {
      throw AdmissionFailures.badReview("It is no JSON that is read here.");
    }
    throw AdmissionFailures.badReview("It is no JSON object.");
  }

  private static Review.Operation operation(JsonNode request) {
    String said = required(request, "operation");
    try {
      return Review.Operation.valueOf(said);
    } catch (IllegalArgumentException e) {
      throw AdmissionFailures.badReview("Its operation is none that is known.");
    }
  }

  private static String required(JsonNode json, String field) {
    String text = text(json, field, LONGEST_NAME);
    if (text.isEmpty()) {
      throw AdmissionFailures.badReview("It has no " + field + ".");
    }
    return text;
  }

  private static String text(JsonNode json, String field, int longest) {
    JsonNode value = json.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    if (!value.isTextual() || value.textValue().length() > longest) {
      throw AdmissionFailures.badReview("Its " + field + " is no text of up to " + longest + ".");
    }
    return value.textValue();
  }
}
