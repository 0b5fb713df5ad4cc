package redoubt.signatures.trust;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import redoubt.signatures.SignatureFailures;
import redoubt.signatures.gpg.IdentityRule;

/**
 * Names that images have to be called by, as JSON: {@code
 * {"type":"matchRepository","registry":"registry.acme.test"}}, with the types and fields of {@code
 * signedIdentity} in containers' policy.json.
 */
final class Namings {
  private static final Set<String> NONE = Set.of();

  private Namings() {}

  static Naming read(JsonNode json) {
    String type = json.path("type").asText("");
    IdentityRule rule =
        switch (type) {
          case "matchExact" -> with(json, NONE, new IdentityRule.MatchExact());
          case "matchRepoDigestOrExact" ->
              with(json, NONE, new IdentityRule.MatchRepoDigestOrExact());
          case "matchRepository" -> with(json, NONE, new IdentityRule.MatchRepository());
          case "exactReference" ->
              with(
                  json,
                  Set.of("dockerReference"),
                  new IdentityRule.ExactReference(json.path("dockerReference").asText("")));
          case "exactRepository" ->
              with(
                  json,
                  Set.of("dockerRepository"),
                  new IdentityRule.ExactRepository(json.path("dockerRepository").asText("")));
          case "remapIdentity" ->
              with(
                  json,
                  Set.of("prefix", "signedPrefix"),
                  new IdentityRule.RemapIdentity(
                      json.path("prefix").asText(""), json.path("signedPrefix").asText("")));
          default ->
              throw SignatureFailures.badPolicy(
                  "The type of an identity is none of matchExact, matchRepoDigestOrExact,"
                      + " matchRepository, exactReference, exactRepository, remapIdentity.");
        };
    return new Naming(json.path("registry").asText(), rule);
  }

  private static IdentityRule with(JsonNode json, Set<String> more, IdentityRule rule) {
    json.properties()
        .forEach(field -> {
          String name = field.getKey();
          if (!Set.of("type", "registry").contains(name) && !more.contains(name)) {
            throw SignatureFailures.badPolicy("Such an identity has no field " + name + ".");
          }
          if (!field.getValue().isTextual() || field.getValue().textValue().isBlank()) {
            throw SignatureFailures.badPolicy("The field " + name + " of an identity is no text.");
          }
        });
    more.forEach(name -> require(json, name));
    require(json, "registry");
    return rule;
  }

  private static void require(JsonNode json, String name) {
    if (!json.has(name)) {
      throw SignatureFailures.badPolicy("Such an identity needs the field " + name + ".");
    }
  }

  static Map<String, Object> write(Naming naming) {
    Map<String, Object> fields = new LinkedHashMap<>();
    switch (naming.rule()) {
      case IdentityRule.MatchExact() -> fields.put("type", "matchExact");
      case IdentityRule.MatchRepoDigestOrExact() -> fields.put("type", "matchRepoDigestOrExact");
      case IdentityRule.MatchRepository() -> fields.put("type", "matchRepository");
      case IdentityRule.ExactReference(String reference) -> {
        fields.put("type", "exactReference");
        fields.put("dockerReference", reference);
      }
      case IdentityRule.ExactRepository(String repository) -> {
        fields.put("type", "exactRepository");
        fields.put("dockerRepository", repository);
      }
      case IdentityRule.RemapIdentity(String prefix, String signedPrefix) -> {
        fields.put("type", "remapIdentity");
        fields.put("prefix", prefix);
        fields.put("signedPrefix", signedPrefix);
      }
    }
    fields.put("registry", naming.registry());
    return fields;
  }
}
