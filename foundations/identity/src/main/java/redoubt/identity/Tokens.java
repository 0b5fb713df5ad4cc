package redoubt.identity;

import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import redoubt.core.Failure;
import redoubt.crypto.Randomness;
import redoubt.identity.sql.ApiKeyRows;
import redoubt.identity.sql.EndedTokenRows;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.store.Database;

/** Exchanges API keys for tokens that are good for an hour. */
public final class Tokens {
  private static final Duration USE_GRAIN = Duration.ofMinutes(10);

  // Fits no key, so that an unknown id takes the path of a known one.
  private static final byte[] NO_DIGEST = new byte[32];

  private final Database database;
  private final TokenKeys keys;
  private final Ledger ledger;
  private final InstantSource clock;
  private final LoginBrake brake;
  private final Changes changes;

  Tokens(
      Database database,
      TokenKeys keys,
      Ledger ledger,
      InstantSource clock,
      LoginBrake brake,
      Changes changes) {
    this.database = database;
    this.keys = keys;
    this.ledger = ledger;
    this.clock = clock;
    this.brake = brake;
    this.changes = changes;
  }

  /**
   * Signs in with an API key. The issue is in the ledger when this returns.
   *
   * @param apiKey its whole text, {@code rdt_…}
   * @param remoteAddress address of the peer, without a port
   * @throws redoubt.core.Failure {@code identity.bad-apikey}, {@code identity.apikey-expired};
   *     {@link LoginBarred} after too many failures from the address or for the key
   */
  public IssuedToken issue(String apiKey, String remoteAddress) {
    ApiKey key = signIn(apiKey, Optional.empty(), remoteAddress);
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    TokenClaims claims =
        new TokenClaims(freshId(), key.user(), key.id(), now, now.plus(TokenFormat.LIFE));
    String text = keys.current().whole().sign(claims);
    ledger.append(
        Entry.ok(
            clock.instant(),
            Entry.SYSTEM,
            key.user(),
            "identity.token.issue",
            key.id(),
            Map.of("token", claims.id())));
    return new IssuedToken(claims, text);
  }

  /**
   * The API key, if it is right and live; its use is noted.
   *
   * @param owner name or id of the user whose key it has to be; empty for anybody
   * @throws redoubt.core.Failure as {@link #issue}
   */
  ApiKey signIn(String apiKey, Optional<String> owner, String remoteAddress) {
    Optional<ApiKeyText> shown = ApiKeyText.parse(apiKey);
    Optional<String> id = shown.map(ApiKeyText::id);
    brake.check(remoteAddress, id);
    Optional<ApiKeyRows.Stored> stored =
        id.flatMap(known ->
            database.read(handle ->
                ApiKeyRows.findStored(handle, known)
                    .filter(
                        found -> owner.isEmpty() || isOf(handle, found.apiKey(), owner.get()))));
    boolean right =
        MessageDigest.isEqual(
            shown.map(ApiKeyText::digest).orElse(new byte[0]),
            stored.map(ApiKeyRows.Stored::digest).orElse(NO_DIGEST));
    if (!right || stored.isEmpty()) {
      brake.failed(remoteAddress, id);
      throw IdentityFailures.badApiKey();
    }
    brake.succeeded(remoteAddress, id.orElseThrow());
    ApiKey key = stored.get().apiKey();
    if (key.isExpired(clock.instant())) {
      throw IdentityFailures.apiKeyExpired();
    }
    noteUse(key, clock.instant());
    return key;
  }

  private static boolean isOf(Handle handle, ApiKey key, String owner) {
    return Users.find(handle, owner).filter(user -> user.id().equals(key.user())).isPresent();
  }

  /**
   * Ends a token before its time, on every server, also one that this server's clock takes for
   * expired or not yet issued: clocks are set right. What is no token of ours, has ended, or
   * expired more than a day ago, changes nothing. With a token, the narrow ones end that were
   * issued for it.
   *
   * @throws redoubt.core.Failure {@code store.unavailable} and those of the seal: nothing is ended
   */
  public void end(String token) {
    TokenFormats formats = keys.current();
    Claims claims;
    try {
      claims = formats.read(token);
    } catch (Failure notOurs) {
      return;
    }
    if (claims.expiresAt().isBefore(clock.instant().minus(EndedTokenRows.KEPT))) {
      return;
    }
    switch (claims) {
      case TokenClaims whole -> end(whole, whole.user(), whole.apiKey());
      case NarrowClaims narrow ->
          narrow.holder().ifPresent(holder -> end(narrow, holder.user(), holder.apiKey()));
    }
  }

  private void end(Claims claims, String user, String apiKey) {
    changes.make(change -> {
      if (EndedTokenRows.end(
          change.handle(), claims.id(), apiKey, claims.expiresAt(), change.now())) {
        change.affects(user);
        change.record(
            Entry.SYSTEM, user, "identity.token.end", apiKey, Map.of("token", claims.id()));
      }
      return true;
    });
  }

  /**
   * Checks a token by itself: who made it, for whom, until when. Whether its API key is still live
   * is the {@link TokenAuthenticator}'s to say.
   */
  Claims verify(String token) {
    return keys.current().verify(token, clock.instant());
  }

  /** Whether it is a narrow one, if it is good. */
  boolean isNarrow(String token) {
    return keys.current().narrow().isOfThisKind(token);
  }

  /** JWK set (RFC 7517) of the keys whose tokens are good. */
  public Map<String, Object> jwks() {
    return Map.of("keys", List.of(keys.current().whole().jwk()));
  }

  private void noteUse(ApiKey key, Instant now) {
    Instant grain =
        Instant.ofEpochSecond(
            now.getEpochSecond() - Math.floorMod(now.getEpochSecond(), USE_GRAIN.toSeconds()));
    if (key.lastUsedAt().isEmpty() || key.lastUsedAt().get().isBefore(grain)) {
      Instant used = grain.isBefore(key.createdAt()) ? key.createdAt() : grain;
      database.transaction(handle -> {
        ApiKeyRows.used(handle, key.id(), used);
        return true;
      });
    }
  }

  static String freshId() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Randomness.bytes(16));
  }
}
