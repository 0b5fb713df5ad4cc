package redoubt.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import redoubt.crypto.Hash;
import redoubt.web.Authenticator;
import redoubt.web.Principal;

/**
 * Who stands behind a token, fast: that a token is genuine is remembered for a minute under the
 * token's SHA-256; that its API key is live and what its user may do is asked each time of {@link
 * Principals}.
 */
final class TokenAuthenticator implements Authenticator {
  private static final int MOST = 10_000;
  private static final int LONGEST = 1024;
  private static final Duration REMEMBERED = Duration.ofMinutes(1);

  private record Digest(long a, long b, long c, long d) {}

  private record Genuine(TokenClaims claims, Instant from, Instant until) {
    boolean holds(Instant now) {
      return !now.isBefore(from) && now.isBefore(until);
    }
  }

  private final Tokens tokens;
  private final Principals principals;
  private final InstantSource clock;
  private final ConcurrentMap<Digest, Genuine> genuine = new ConcurrentHashMap<>();

  TokenAuthenticator(Tokens tokens, Principals principals, InstantSource clock) {
    this.tokens = tokens;
    this.principals = principals;
    this.clock = clock;
  }

  @Override
  public Principal authenticate(String bearerToken) {
    if (bearerToken.length() > LONGEST) {
      throw IdentityFailures.badToken();
    }
    Instant now = clock.instant();
    TokenClaims claims = genuine(bearerToken, now);
    Principals.Known known =
        principals.find(claims.apiKey()).orElseThrow(IdentityFailures::revoked);
    if (!known.principal().user().equals(claims.user()) || known.ended().contains(claims.id())) {
      throw IdentityFailures.revoked();
    }
    if (known.apiKey().isExpired(now)) {
      throw IdentityFailures.apiKeyExpired();
    }
    return known.principal();
  }

  private TokenClaims genuine(String token, Instant now) {
    Digest digest = digest(token);
    Genuine remembered = genuine.get(digest);
    if (remembered != null && remembered.holds(now)) {
      return remembered.claims();
    }
    TokenClaims claims = tokens.verify(token);
    Instant until = now.plus(REMEMBERED);
    if (genuine.size() >= MOST) {
      genuine.values().removeIf(old -> !old.holds(now));
      if (genuine.size() >= MOST) {
        genuine.clear();
      }
    }
    genuine.put(
        digest,
        new Genuine(claims, now, until.isBefore(claims.expiresAt()) ? until : claims.expiresAt()));
    return claims;
  }

  private static Digest digest(String token) {
    ByteBuffer digest = ByteBuffer.wrap(Hash.sha256(token.getBytes(StandardCharsets.UTF_8)));
    return new Digest(digest.getLong(), digest.getLong(), digest.getLong(), digest.getLong());
  }
}
