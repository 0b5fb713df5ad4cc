package redoubt.signatures.notation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import redoubt.core.Failure;
import redoubt.signatures.SmallJson;
import redoubt.signatures.notation.Statement.Action;
import redoubt.signatures.notation.Statement.Level;
import redoubt.signatures.notation.Statement.Validation;
import redoubt.signatures.x509.DistinguishedName;

/** Reads trust policies strictly: a field that is misspelled would otherwise protect nobody. */
final class TrustPolicyReader {
  private static final int MOST_STATEMENTS = 1_000;
  private static final int MOST_ENTRIES = 1_000;
  private static final String SUBJECT = "x509.subject:";

  /** A registry and a repository in it, as the distribution specification writes them. */
  private static final Pattern SCOPE =
      Pattern.compile(
          "[a-zA-Z0-9]++(?:[.-]++[a-zA-Z0-9]++)*+(?::[0-9]{1,5})?+"
              + "(?:/[a-z0-9]++(?:(?:[._]|__|-++)[a-z0-9]++)*+)++");

  private final Set<String> names = new LinkedHashSet<>();
  private final Set<String> scopes = new LinkedHashSet<>();

  private TrustPolicyReader() {}

  static TrustPolicy read(byte[] json) {
    JsonNode document =
        SmallJson.object(json).orElseThrow(() -> bad("The trust policy is no JSON object."));
    fields(document, "The trust policy", Set.of("version", "trustPolicies"), Set.of());
    if (!"1.0".equals(document.path("version").textValue())) {
      throw bad("The trust policy has not version 1.0.");
    }
    JsonNode list = document.path("trustPolicies");
    if (!list.isArray() || list.isEmpty() || list.size() > MOST_STATEMENTS) {
      throw bad("The trust policy has no statements, or more than 1000.");
    }
    TrustPolicyReader reader = new TrustPolicyReader();
    List<Statement> statements = new ArrayList<>();
    list.forEach(one -> statements.add(reader.statement(one)));
    return new TrustPolicy(statements);
  }

  private Statement statement(JsonNode json) {
    String name = json.path("name").asText();
    if (!json.path("name").isTextual() || name.isBlank() || !names.add(name)) {
      throw bad("A statement of the trust policy has no name, or the name of another one.");
    }
    String where = "Statement " + name;
    fields(
        json,
        where,
        Set.of("name", "registryScopes", "signatureVerification"),
        Set.of("trustStores", "trustedIdentities"));
    List<String> found = texts(json, "registryScopes", where);
    found.forEach(scope -> scope(scope, found.size(), where));
    JsonNode verification = json.path("signatureVerification");
    fields(verification, where, Set.of("level"), Set.of("override", "verifyTimestamp"));
    Level level =
        constant(Level.class, verification.path("level"))
            .orElseThrow(() -> bad(where + " has a level that is none."));
    Map<Validation, Action> override = override(verification.path("override"), level, where);
    boolean always =
        switch (verification.path("verifyTimestamp").asText("always")) {
          case "always" -> true;
          case "afterCertExpiry" -> false;
          default -> throw bad(where + " has a verifyTimestamp that is none.");
        };
    List<String> stores = texts(json, "trustStores", where);
    List<String> identities = texts(json, "trustedIdentities", where);
    if (level == Level.SKIP) {
      if (!stores.isEmpty() || !identities.isEmpty() || found.contains(Statement.EVERYTHING)) {
        throw bad(where + " skips, and so may not be for everything, nor name stores or people.");
      }
    } else if (stores.isEmpty() || identities.isEmpty()) {
      throw bad(where + " lacks trust stores or trusted identities.");
    }
    if (!stores.stream().allMatch(TrustStores::isName)) {
      throw bad(where + " names a trust store otherwise than ca:, signingAuthority: or tsa:NAME.");
    }
    return new Statement(
        name, found, level, override, always, stores, identities(identities, where));
  }

  private void scope(String scope, int together, String where) {
    boolean sound =
        scope.equals(Statement.EVERYTHING)
            ? together == 1
            : scope.length() <= 512 && SCOPE.matcher(scope).matches();
    if (!sound) {
      throw bad(where + " has a scope that is no repository with its registry, nor * alone.");
    }
    if (!scopes.add(scope)) {
      throw bad(where + " has a scope that was named before: two statements would be for it.");
    }
  }

  private static Map<Validation, Action> override(JsonNode json, Level level, String where) {
    Map<Validation, Action> override = new EnumMap<>(Validation.class);
    if (json.isMissingNode()) {
      return override;
    }
    if (!json.isObject() || (level == Level.SKIP && !json.isEmpty())) {
      throw bad(where + " overrides what cannot be overridden.");
    }
    json.properties()
        .forEach(field -> {
          Optional<Validation> validation = validation(field.getKey());
          Optional<Action> action = constant(Action.class, field.getValue());
          if (validation.isEmpty()
              || action.isEmpty()
              || validation.get() == Validation.INTEGRITY
              || (action.get() == Action.SKIP && validation.get() != Validation.REVOCATION)) {
            throw bad(where + " overrides what cannot be overridden.");
          }
          override.put(validation.get(), action.get());
        });
    return override;
  }

  private static List<Statement.Identity> identities(List<String> written, String where) {
    if (written.contains(Statement.EVERYTHING)) {
      if (written.size() > 1) {
        throw bad(where + " trusts everybody and somebody besides.");
      }
      return List.of();
    }
    List<Statement.Identity> identities = new ArrayList<>();
    List<DistinguishedName> names = new ArrayList<>();
    for (String one : written) {
      Optional<DistinguishedName> name =
          one.startsWith(SUBJECT) && !one.contains("=#")
              ? DistinguishedName.parse(one.substring(SUBJECT.length()).strip())
                  .filter(DistinguishedName::isPrecise)
              : Optional.empty();
      if (name.isEmpty()) {
        throw bad(where + " has an identity that is no x509.subject: with C, ST and O.");
      }
      if (names.stream().anyMatch(o -> o.isWithin(name.get()) || name.get().isWithin(o))) {
        throw bad(where + " has two identities of which one is within the other.");
      }
      names.add(name.get());
      identities.add(new Statement.Identity(one.substring(SUBJECT.length()).strip()));
    }
    return identities;
  }

  private static void fields(JsonNode json, String where, Set<String> needed, Set<String> more) {
    Set<String> there = new LinkedHashSet<>();
    json.fieldNames().forEachRemaining(there::add);
    if (!json.isObject() || !there.containsAll(needed)) {
      throw bad(where + " lacks a field of " + String.join(", ", needed) + ".");
    }
    there.removeAll(needed);
    there.removeAll(more);
    if (!there.isEmpty()) {
      throw bad(where + " has a field that is not known.");
    }
  }

  private static List<String> texts(JsonNode json, String field, String where) {
    List<String> texts = new ArrayList<>();
    JsonNode list = json.path(field);
    list.forEach(one -> texts.add(one.asText()));
    boolean sound =
        list.isMissingNode()
            || (list.isArray()
                && list.size() <= MOST_ENTRIES
                && texts.stream().noneMatch(String::isBlank)
                && java.util.stream.StreamSupport.stream(list.spliterator(), false)
                    .allMatch(JsonNode::isTextual));
    if (!sound || (field.equals("registryScopes") && texts.isEmpty())) {
      throw bad(where + " has in " + field + " something else than texts, or nothing.");
    }
    return texts;
  }

  private static <E extends Enum<E>> Optional<E> constant(Class<E> type, JsonNode word) {
    for (E one : type.getEnumConstants()) {
      if (one.name().toLowerCase(Locale.ROOT).equals(word.textValue())) {
        return Optional.of(one);
      }
    }
    return Optional.empty();
  }

  private static Optional<Validation> validation(String word) {
    for (Validation one : Validation.values()) {
      if (one.word().equals(word)) {
        return Optional.of(one);
      }
    }
    return Optional.empty();
  }

  private static Failure bad(String what) {
    return new Failure(
        Failure.Kind.INVALID,
        "signatures.bad-trust-policy",
        what,
        "Correct the trust policy and give it again.");
  }
}
