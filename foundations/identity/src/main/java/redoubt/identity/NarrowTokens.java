package redoubt.identity;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import redoubt.core.Failure;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.web.Part;
import redoubt.web.Principal;

/**
 * Tokens that are good for less than their user holds, for a quarter of an hour at most: clients of
 * an image registry get one for what they are about to do. They open only routes with {@link
 * redoubt.web.Access.Part}, and end with the API key, the user, the grants and the whole token that
 * they came of.
 */
public final class NarrowTokens {
  /** For whom these tokens are ({@code aud}); what a challenge names as {@code service}. */
  public static final String SERVICE = "redoubt";

  private static final int MOST_SCOPES = 100;

  private final Tokens tokens;
  private final TokenAuthenticator authenticator;
  private final Principals principals;
  private final TokenKeys keys;
  private final Ledger ledger;
  private final LoginBrake brake;
  private final InstantSource clock;

  /** Who asks for a token, and the whole token that was shown, if one was. */
  private record Caller(Principal principal, Optional<TokenClaims> parent) {}

  NarrowTokens(
      Tokens tokens,
      TokenAuthenticator authenticator,
      Principals principals,
      TokenKeys keys,
      Ledger ledger,
      LoginBrake brake,
      InstantSource clock) {
    this.tokens = tokens;
    this.authenticator = authenticator;
    this.principals = principals;
    this.keys = keys;
    this.ledger = ledger;
    this.brake = brake;
    this.clock = clock;
  }

  /**
   * Signs in and issues a token for what of {@code wanted} the user may do at this moment; what
   * they may not do is left out and is no error. The issue is in the ledger when this returns, but
   * for a visitor's: such a token grants nothing, and whoever shows it is taken for somebody who
   * shows none.
   *
   * <p>{@link Login#of} reads what was shown off an {@code Authorization} header. Failed logins
   * count for the same brake as those at {@code /identity/token}. {@link NarrowToken#expiresIn} and
   * {@code claims().issuedAt()} belong into the answer.
   *
   * @param wanted at most 100; of a repository that does not exist, nothing is to be wanted
   * @param remoteAddress address of the peer, without a port
   * @throws Failure {@code identity.too-many-scopes} when the token would be longer than 4,096
   *     characters; {@code identity.bad-apikey} also when the API key is not the named user's,
   *     {@code identity.apikey-expired}; {@code identity.bad-token} also for a narrow token, {@code
   *     identity.token-expired}, {@code identity.token-from-the-future}, {@code identity.revoked};
   *     {@link LoginBarred} after too many failures
   */
  public NarrowToken issue(Login login, List<Scope> wanted, String remoteAddress) {
    if (wanted.size() > MOST_SCOPES) {
      throw IdentityFailures.tooManyScopes();
    }
    Optional<Caller> caller = signIn(login, remoteAddress);
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Instant latest = now.plus(NarrowFormat.LIFE);
    Instant expiresAt =
        caller
            .flatMap(Caller::parent)
            .map(TokenClaims::expiresAt)
            .filter(latest::isAfter)
            .orElse(latest);
    NarrowClaims claims =
        new NarrowClaims(
            Tokens.freshId(),
            caller.map(who ->
                new NarrowClaims.Holder(
                    who.principal().user(),
                    who.principal().credential(),
                    who.parent().map(TokenClaims::id))),
            caller.map(who -> granted(who.principal(), wanted)).orElse(List.of()),
            now,
            expiresAt);
    String text = keys.current().narrow().sign(claims);
    if (text.length() > NarrowFormat.LONGEST) {
      throw IdentityFailures.tooManyScopes();
    }
    claims
        .holder()
        .ifPresent(holder ->
            ledger.append(
                Entry.ok(
                    clock.instant(),
                    Entry.SYSTEM,
                    holder.user(),
                    "identity.token.issue",
                    holder.apiKey(),
                    Map.of("token", claims.id(), "narrow", "true"))));
    return new NarrowToken(claims, text);
  }

  private Optional<Caller> signIn(Login login, String remoteAddress) {
    return switch (login) {
      case Login.Visitor visitor -> Optional.empty();
      case Login.Bearer bearer -> Optional.of(byToken(bearer.token(), remoteAddress));
      case Login.Basic basic ->
          Optional.of(
              switch (basic.user()) {
                case Login.BEARER -> byToken(basic.secret(), remoteAddress);
                case Login.API_KEY -> byKey(basic.secret(), Optional.empty(), remoteAddress);
                default -> byKey(basic.secret(), Optional.of(basic.user()), remoteAddress);
              });
    };
  }

  private Caller byKey(String secret, Optional<String> owner, String remoteAddress) {
    ApiKey key = tokens.signIn(secret, owner, remoteAddress);
    return new Caller(
        principals.find(key.id()).orElseThrow(IdentityFailures::badApiKey).principal(),
        Optional.empty());
  }

  /** A good token is not held back by the failures of others: it is not guessed. */
  private Caller byToken(String token, String remoteAddress) {
    try {
      TokenAuthenticator.Whole whole = authenticator.whole(token);
      return new Caller(whole.principal(), Optional.of(whole.claims()));
    } catch (Failure failure) {
      if (failure.code().equals(IdentityFailures.badToken().code())) {
        brake.check(remoteAddress, Optional.empty());
        brake.failed(remoteAddress, Optional.empty());
      }
      throw failure;
    }
  }

  /** What of it the user may do. */
  static List<Scope> granted(Principal user, List<Scope> wanted) {
    return wanted.stream()
        .flatMap(scope ->
            switch (scope) {
              case Scope.Repository in -> granted(user, in);
              case Scope.Lists lists -> Stream.of(lists);
            })
        .distinct()
        .toList();
  }

  private static Stream<Scope> granted(Principal user, Scope.Repository wanted) {
    Set<Scope.Action> actions = EnumSet.noneOf(Scope.Action.class);
    if (Names.isRepository(wanted.name())) {
      Part repository = Part.repository(wanted.name());
      wanted.actions().stream()
          .filter(action -> user.allows(wanted.instance(), repository, Set.of(action.role())))
          .forEach(actions::add);
    }
    return actions.isEmpty()
        ? Stream.empty()
        : Stream.of(new Scope.Repository(wanted.instance(), wanted.name(), actions));
  }
}
