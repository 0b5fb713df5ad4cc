package redoubt.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import redoubt.core.Failure;
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
  private static final Duration REMEMBERED = Duration.ofMinutes(1);

  private record Digest(long a, long b, long c, long d) {}

  private record Genuine(Claims claims, Instant from, Instant until) {
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
    return switch (genuine(bearerToken)) {
      case TokenClaims whole -> live(whole).principal();
      case NarrowClaims narrow -> {
        NarrowClaims.Holder holder = narrow.holder().orElseThrow(IdentityFailures::visitor);
        List<String> ids = Stream.concat(Stream.of(narrow.id()), holder.parent().stream()).toList();
        yield live(holder.user(), holder.apiKey(), ids)
            .principal()
            .narrowedTo(narrow.grants(), narrow.lists());
      }
    };
  }

  @Override
  public boolean isVisitors(String bearerToken) {
    if (bearerToken.length() > NarrowFormat.LONGEST || !tokens.isNarrow(bearerToken)) {
      return false;
    }
    try {
      return genuine(bearerToken) instanceof NarrowClaims narrow && narrow.holder().isEmpty();
    } catch (Failure notGood) {
      return false;
    }
  }

  @Override
  public Map<String, String> names(Set<String> users) {
    return principals.names(users);
  }

  /** A token that is good for all that its user holds, and its user. */
  record Whole(TokenClaims claims, Principal principal) {}

  /**
   * The same for tokens that are not narrow, and no others.
   *
   * @throws Failure as {@link #authenticate}
   */
  Whole whole(String bearerToken) {
    return switch (genuine(bearerToken)) {
      case TokenClaims claims -> new Whole(claims, live(claims).principal());
      case NarrowClaims narrow -> throw IdentityFailures.badToken();
    };
  }

  private Principals.Known live(TokenClaims claims) {
    return live(claims.user(), claims.apiKey(), List.of(claims.id()));
  }

  /**
   * @param ids of tokens of which none may have been ended
   */
  private Principals.Known live(String user, String apiKey, List<String> ids) {
    Principals.Known known = principals.find(apiKey).orElseThrow(IdentityFailures::revoked);
    if (!known.principal().user().equals(user) || ids.stream().anyMatch(known.ended()::contains)) {
      throw IdentityFailures.revoked();
    }
    if (known.apiKey().isExpired(clock.instant())) {
      throw IdentityFailures.apiKeyExpired();
    }
    return known;
  }

  private Claims genuine(String token) {
    if (token.length() > NarrowFormat.LONGEST) {
      throw IdentityFailures.badToken();
    }
    Instant now = clock.instant();
    Digest digest = digest(token);
    Genuine remembered = genuine.get(digest);
    if (remembered != null && remembered.holds(now)) {
      return remembered.claims();
    }
    Claims claims = tokens.verify(token);
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
