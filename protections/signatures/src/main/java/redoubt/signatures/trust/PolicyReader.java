package redoubt.signatures.trust;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import redoubt.core.Failure;
import redoubt.signatures.Format;
import redoubt.signatures.SignatureFailures;
import redoubt.web.Json;

/**
 * Policies as JSON: {@code
 * {"requirements":[{"signedBy":["ci"],"formats":["notation"],"threshold":1},
 * {"attested":"https://slsa.dev/provenance/v1","signedBy":["ci"],"condition":"…"}]}}. A field that
 * is not known is refused, so that none is misspelt without a word.
 */
public final class PolicyReader {
  private static final Set<String> SIGNED = Set.of("signedBy", "formats", "threshold", "identity");
  private static final Set<String> NOTATION = Set.of("notation", "registry");
  private static final Set<String> ATTESTED = Set.of("signedBy", "attested", "condition");

  private PolicyReader() {}

  /**
   * @throws redoubt.core.Failure {@code signatures.bad-policy}
   */
  public static TrustPolicy read(JsonNode json) {
    if (!json.isObject()) {
      throw SignatureFailures.badPolicy("A policy is a JSON object.");
    }
    requireFields(json, Set.of("requirements"));
    JsonNode requirements = json.path("requirements");
    if (!requirements.isArray()) {
      throw SignatureFailures.badPolicy("The field requirements is no list.");
    }
    List<Requirement> read = new ArrayList<>();
    for (JsonNode requirement : requirements) {
      try {
        read.add(requirement(requirement));
      } catch (Failure e) {
        throw new Failure(
            e.kind(),
            e.code(),
            "Requirement " + (read.size() + 1) + ": " + e.what(),
            e.remedy(),
            e);
      }
    }
    return new TrustPolicy(read);
  }

  private static Requirement requirement(JsonNode json) {
    if (!json.isObject()) {
      throw SignatureFailures.badPolicy("A requirement is a JSON object.");
    }
    if (json.has("attested")) {
      requireFields(json, ATTESTED);
      return new Requirement.Attested(
          texts(json, "signedBy"), text(json, "attested").orElse(""), text(json, "condition"));
    }
    if (json.has("notation")) {
      requireFields(json, NOTATION);
      JsonNode document = json.path("notation");
      return new Requirement.Notation(
          text(json, "registry")
              .filter(registry -> !registry.isBlank())
              .orElseThrow(() ->
                  SignatureFailures.badPolicy(
                      "A policy of the Notary Project needs the field registry beside it: how its"
                          + " scopes call this one.")),
          redoubt.signatures.notation.TrustPolicy.read(Json.bytes(document)),
          new String(Json.bytes(document), StandardCharsets.UTF_8));
    }
    requireFields(json, SIGNED);
    Set<Format> formats = new LinkedHashSet<>();
    texts(json, "formats").forEach(word -> formats.add(format(word)));
    JsonNode threshold = json.path("threshold");
    if (!threshold.isMissingNode()
        && !(threshold.isIntegralNumber() && threshold.canConvertToInt())) {
      throw SignatureFailures.badPolicy("The field threshold is no whole number.");
    }
    return new Requirement.Signed(
        texts(json, "signedBy"),
        formats,
        threshold.asInt(1),
        json.has("identity") ? Optional.of(Namings.read(json.path("identity"))) : Optional.empty());
  }

  private static Format format(String word) {
    return Stream.of(Format.values())
        .filter(format -> word(format).equals(word))
        .findFirst()
        .orElseThrow(() ->
            SignatureFailures.badPolicy(
                "There is no format "
                    + word
                    + "; there are "
                    + String.join(", ", Stream.of(Format.values()).map(PolicyReader::word).toList())
                    + "."));
  }

  /** As JSON and commands call a format. */
  public static String word(Format format) {
    return format.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Optional<String> text(JsonNode json, String field) {
    JsonNode value = json.path(field);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    if (!value.isTextual() || value.textValue().length() > 8192) {
      throw SignatureFailures.badPolicy("The field " + field + " is no text of up to 8192.");
    }
    return Optional.of(value.textValue());
  }

  private static Set<String> texts(JsonNode json, String field) {
    JsonNode list = json.path(field);
    Set<String> texts = new TreeSet<>();
    if (list.isMissingNode()) {
      return texts;
    }
    if (!list.isArray() || list.isEmpty() || list.size() > 100) {
      throw SignatureFailures.badPolicy("The field " + field + " is no list of 1 to 100 texts.");
    }
    list.forEach(text -> {
      if (!text.isTextual()) {
        throw SignatureFailures.badPolicy(
            "The field " + field + " holds something else than text.");
      }
      texts.add(text.textValue());
    });
    return texts;
  }

  private static void requireFields(JsonNode json, Set<String> known) {
    for (Map.Entry<String, JsonNode> field : json.properties()) {
      if (!known.contains(field.getKey())) {
        throw SignatureFailures.badPolicy(
            "There is no field "
                + field.getKey()
                + "; there are "
                + String.join(", ", new TreeSet<>(known))
                + ".");
      }
    }
  }

  /** The same as JSON. */
  public static Map<String, Object> write(TrustPolicy policy) {
    return Map.of("requirements", policy.requirements().stream().map(PolicyReader::write).toList());
  }

  private static Map<String, Object> write(Requirement requirement) {
    Map<String, Object> fields = new LinkedHashMap<>();
    switch (requirement) {
      case Requirement.Signed signed -> {
        if (!signed.formats().isEmpty()) {
          fields.put(
              "formats", signed.formats().stream().map(PolicyReader::word).sorted().toList());
        }
        if (signed.threshold() > 1) {
          fields.put("threshold", signed.threshold());
        }
        signed.naming().ifPresent(naming -> fields.put("identity", Namings.write(naming)));
      }
      case Requirement.Attested attested -> {
        fields.put("attested", attested.type());
        attested.condition().ifPresent(condition -> fields.put("condition", condition));
      }
      case Requirement.Notation notation -> {
        fields.put("registry", notation.registry());
        fields.put("notation", Json.parse(notation.json().getBytes(StandardCharsets.UTF_8)));
      }
    }
    if (!requirement.signers().isEmpty()) {
      fields.put("signedBy", requirement.signers().stream().sorted().toList());
    }
    return fields;
  }
}
