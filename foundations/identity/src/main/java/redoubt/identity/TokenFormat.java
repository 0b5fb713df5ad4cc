package redoubt.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import redoubt.core.Failure;
import redoubt.web.Json;

/**
 * The tokens of one signing key: JWT (RFC 7519) signed with ES256. The header is the same in all of
 * them and compared as text before anything is parsed, so that no algorithm, key or extension can
 * be chosen by whoever sends a token.
 */
final class TokenFormat {
  static final Duration LIFE = Duration.ofHours(1);

  /** How far ahead another server's clock may be. */
  static final Duration SKEW = Duration.ofMinutes(1);

  private static final int LONGEST = 1024;

  private final ECKey publicKey;
  private final String issuer;
  private final JWSHeader header;
  private final String headerAndDot;
  private final JWSSigner signer;
  private final JWSVerifier verifier;

  /**
   * @param key with its private part and its key id
   */
  TokenFormat(ECKey key, String issuer) {
    this.publicKey = key.toPublicJWK();
    this.issuer = issuer;
    this.header =
        new JWSHeader.Builder(JWSAlgorithm.ES256)
            .type(JOSEObjectType.JWT)
            .keyID(key.getKeyID())
            .build();
    this.headerAndDot = header.toBase64URL() + ".";
    try {
      this.signer = new ECDSASigner(key);
      this.verifier = new ECDSAVerifier(publicKey);
    } catch (JOSEException e) {
      throw new IllegalArgumentException("not a P-256 key", e);
    }
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
    String signed = headerAndDot + Base64URL.encode(Json.bytes(payload));
    try {
      return signed + "." + signer.sign(header, signed.getBytes(StandardCharsets.US_ASCII));
    } catch (JOSEException e) {
      throw new IllegalStateException("a token could not be signed", e);
    }
  }

  /**
   * @throws Failure {@code identity.bad-token}, {@code identity.token-expired}, {@code
   *     identity.token-from-the-future}
   */
  TokenClaims verify(String token, Instant now) {
    TokenClaims claims = read(token);
    if (!now.isBefore(claims.expiresAt())) {
      throw IdentityFailures.tokenExpired();
    }
    if (claims.issuedAt().isAfter(now.plus(SKEW))) {
      throw IdentityFailures.tokenFromTheFuture();
    }
    return claims;
  }

  /**
   * What a token of this key and issuer says, whatever the time.
   *
   * @throws Failure {@code identity.bad-token} and nothing else
   */
  TokenClaims read(String token) {
    int dot = token.indexOf('.', headerAndDot.length());
    if (token.length() > LONGEST || !token.startsWith(headerAndDot) || dot < 0) {
      throw IdentityFailures.badToken();
    }
    Base64URL signature = Base64URL.from(token.substring(dot + 1));
    byte[] signed = token.substring(0, dot).getBytes(StandardCharsets.ISO_8859_1);
    // One text for one signature: an encoding that decodes to the same bytes is another text.
    if (!Base64URL.encode(signature.decode()).equals(signature)) {
      throw IdentityFailures.badToken();
    }
    try {
      if (!verifier.verify(header, signed, signature)) {
        throw IdentityFailures.badToken();
      }
    } catch (JOSEException e) {
      throw IdentityFailures.badToken();
    }
    return claims(Base64URL.from(token.substring(headerAndDot.length(), dot)).decode());
  }

  private TokenClaims claims(byte[] payload) {
    try {
      return claims(Json.parse(payload));
    } catch (Failure | DateTimeException e) {
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
