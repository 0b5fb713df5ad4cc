package redoubt.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.jwk.ECKey;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import redoubt.core.Failure;

/**
 * The narrow tokens of one signing key. They have the claims of Docker's registry tokens
 * (distribution, "Token Authentication Implementation"); an entry of {@code access} names the
 * instance too.
 */
final class NarrowFormat {
  static final Duration LIFE = Duration.ofMinutes(15);
  static final int LONGEST = 4096;

  private static final JOSEObjectType KIND = new JOSEObjectType("narrow+jwt");
  private static final String REPOSITORY = "repository";
  private static final String REGISTRY = "registry";
  private static final String CATALOG = "catalog";
  private static final String ALL = "*";

  private final String issuer;
  private final SignedText texts;

  /**
   * @param key with its private part and its key id
   */
  NarrowFormat(ECKey key, String issuer) {
    this.issuer = issuer;
    this.texts = new SignedText(key, KIND, LONGEST);
  }

  boolean isOfThisKind(String token) {
    return texts.isOfThisKind(token);
  }

  /** May be longer than {@link #LONGEST}, and is no token then. */
  String sign(NarrowClaims claims) {
    Map<String, Object> payload = new LinkedHashMap<>();
    payload.put("iss", issuer);
    payload.put("aud", NarrowTokens.SERVICE);
    payload.put("sub", claims.holder().map(NarrowClaims.Holder::user).orElse(""));
    payload.put("jti", claims.id());
    payload.put("iat", claims.issuedAt().getEpochSecond());
    payload.put("exp", claims.expiresAt().getEpochSecond());
    claims
        .holder()
        .ifPresent(holder -> {
          payload.put("key", holder.apiKey());
          holder.parent().ifPresent(parent -> payload.put("parent", parent));
        });
    payload.put("access", claims.scopes().stream().map(NarrowFormat::entry).toList());
    return texts.sign(payload);
  }

  private static Map<String, Object> entry(Scope scope) {
    Map<String, Object> entry = new LinkedHashMap<>();
    switch (scope) {
      case Scope.Repository in -> {
        entry.put("type", REPOSITORY);
        entry.put("instance", in.instance());
        entry.put("name", in.name());
        entry.put("actions", in.actions().stream().map(Scope.Action::word).toList());
      }
      case Scope.Lists lists -> {
        entry.put("type", REGISTRY);
        entry.put("name", CATALOG);
        entry.put("actions", List.of(ALL));
      }
    }
    return entry;
  }

  /**
   * @throws Failure {@code identity.bad-token}, {@code identity.token-expired}, {@code
   *     identity.token-from-the-future}
   */
  NarrowClaims verify(String token, Instant now) {
    NarrowClaims claims = read(token);
    TokenFormat.checkTime(claims, now);
    return claims;
  }

  /**
   * What a narrow token of this key and issuer says, whatever the time.
   *
   * @throws Failure {@code identity.bad-token} and nothing else
   */
  NarrowClaims read(String token) {
    try {
      return claims(texts.read(token));
    } catch (DateTimeException | ArithmeticException e) {
      throw IdentityFailures.badToken();
    }
  }

  private NarrowClaims claims(JsonNode json) {
    require(text(json, "iss").equals(issuer) && text(json, "aud").equals(NarrowTokens.SERVICE));
    Instant issuedAt = time(json, "iat");
    Instant expiresAt = time(json, "exp");
    require(issuedAt.isBefore(expiresAt) && !expiresAt.isAfter(issuedAt.plus(LIFE)));
    return new NarrowClaims(
        text(json, "jti"), holder(json), scopes(json.path("access")), issuedAt, expiresAt);
  }

  private static Optional<NarrowClaims.Holder> holder(JsonNode json) {
    String user = text(json, "sub");
    if (user.isEmpty()) {
      require(!json.has("key") && !json.has("parent"));
      return Optional.empty();
    }
    String apiKey = text(json, "key");
    require(!apiKey.isEmpty());
    return Optional.of(
        new NarrowClaims.Holder(
            user,
            apiKey,
            json.has("parent") ? Optional.of(text(json, "parent")) : Optional.empty()));
  }

  private static List<Scope> scopes(JsonNode access) {
    require(access.isArray());
    List<Scope> scopes = new ArrayList<>();
    for (JsonNode entry : access) {
      scopes.add(scope(entry));
    }
    return scopes;
  }

  private static Scope scope(JsonNode entry) {
    JsonNode actions = entry.path("actions");
    require(actions.isArray());
    return switch (text(entry, "type")) {
      case REPOSITORY ->
          new Scope.Repository(text(entry, "instance"), text(entry, "name"), actions(actions));
      case REGISTRY -> {
        require(
            text(entry, "name").equals(CATALOG)
                && actions.size() == 1
                && actions.path(0).asText().equals(ALL));
        yield new Scope.Lists();
      }
      default -> throw IdentityFailures.badToken();
    };
  }

  private static Set<Scope.Action> actions(JsonNode words) {
    Set<Scope.Action> actions = EnumSet.noneOf(Scope.Action.class);
    for (JsonNode word : words) {
      Set<Scope.Action> named = Scope.Action.named(word.asText());
      require(word.isTextual() && named.size() == 1);
      actions.addAll(named);
    }
    return actions;
  }

  private static String text(JsonNode json, String name) {
    require(json.path(name).isTextual());
    return json.path(name).asText();
  }

  private static Instant time(JsonNode json, String name) {
    require(json.path(name).isIntegralNumber() && json.path(name).canConvertToLong());
    return Instant.ofEpochSecond(json.path(name).asLong());
  }

  private static void require(boolean good) {
    if (!good) {
      throw IdentityFailures.badToken();
    }
  }
}
