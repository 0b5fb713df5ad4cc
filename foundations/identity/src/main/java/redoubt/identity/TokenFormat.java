package redoubt.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.ECKey;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import redoubt.core.Failure;

/** The tokens of one signing key: JWT (RFC 7519) signed with ES256. */
final class TokenFormat {
  static final Duration LIFE = Duration.ofHours(1);

  /** How far ahead another server's clock may be. */
  static final Duration SKEW = Duration.ofMinutes(1);

  private static final int LONGEST = 1024;

  private final ECKey publicKey;
  private final String issuer;
  private final SignedText texts;

  /**
   * @param key with its private part and its key id
   */
  TokenFormat(ECKey key, String issuer) {
    this.publicKey = key.toPublicJWK();
    this.issuer = issuer;
    this.texts = new SignedText(key, JOSEObjectType.JWT, LONGEST);
  }

  /** The public key as a JWK (RFC 7517). */
  Map<String, Object> jwk() {
    Map<String, Object> jwk = new LinkedHashMap<>(publicKey.toJSONObject());
    jwk.put("use", "sig");
    jwk.put("alg", JWSAlgorithm.ES256.getName());
    return jwk;
  }

  String sign(TokenClaims claims) {
    Map<String, Object> payload = new LinkedHashMap<>();
    payload.put("iss", issuer);
    payload.put("sub", claims.user());
    payload.put("jti", claims.id());
    payload.put("iat", claims.issuedAt().getEpochSecond());
    payload.put("exp", claims.expiresAt().getEpochSecond());
    payload.put("key", claims.apiKey());
    return texts.sign(payload);
  }

  /**
   * @throws Failure {@code identity.bad-token}, {@code identity.token-expired}, {@code
   *     identity.token-from-the-future}
   */
  TokenClaims verify(String token, Instant now) {
    TokenClaims claims = read(token);
    checkTime(claims, now);
    return claims;
  }

  /**
   * @throws Failure {@code identity.token-expired}, {@code identity.token-from-the-future}
   */
  static void checkTime(Claims claims, Instant now) {
    if (!now.isBefore(claims.expiresAt())) {
      throw IdentityFailures.tokenExpired();
    }
    if (claims.issuedAt().isAfter(now.plus(SKEW))) {
      throw IdentityFailures.tokenFromTheFuture();
    }
  }

  /**
   * What a token of this key and issuer says, whatever the time.
   *
   * @throws Failure {@code identity.bad-token} and nothing else
   */
  TokenClaims read(String token) {
    try {
      return claims(texts.read(token));
    } catch (DateTimeException e) {
      throw IdentityFailures.badToken();
    }
  }

  private TokenClaims claims(JsonNode json) {
    JsonNode issuedAt = json.path("iat");
    JsonNode expiresAt = json.path("exp");
    if (!json.path("iss").asText().equals(issuer)
        || !json.path("sub").isTextual()
        || !json.path("jti").isTextual()
        || !json.path("key").isTextual()
        || !issuedAt.canConvertToLong()
        || !expiresAt.canConvertToLong()) {
      throw IdentityFailures.badToken();
    }
    TokenClaims claims =
        new TokenClaims(
            json.path("jti").asText(),
            json.path("sub").asText(),
            json.path("key").asText(),
            Instant.ofEpochSecond(issuedAt.asLong()),
            Instant.ofEpochSecond(issuedAt.asLong()).plus(LIFE));
    if (expiresAt.asLong() != claims.expiresAt().getEpochSecond()) {
      throw IdentityFailures.badToken();
    }
    return claims;
  }
}
