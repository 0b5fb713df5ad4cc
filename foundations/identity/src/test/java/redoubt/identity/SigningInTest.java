package redoubt.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static redoubt.identity.House.refused;
import static redoubt.identity.House.refuses;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redoubt.core.Failure;
import redoubt.identity.http.TokenRoutes;
import redoubt.identity.sql.EndedTokenRows;
import redoubt.testkit.Await;
import redoubt.web.Body;
import redoubt.web.Call;
import redoubt.web.Dispatcher;
import redoubt.web.Grant;
import redoubt.web.Part;
import redoubt.web.Principal;
import redoubt.web.RequestMeter;
import redoubt.web.Role;

final class SigningInTest {
  @AutoClose private static final House house = new House();

  private Identity identity;

  @BeforeEach
  void open() {
    house.clear();
    house.start();
    identity = house.identity();
  }

  @Test
  void anApiKeySignsItsUserIn() {
    User ada = house.user("ada");
    FreshKey key = house.keyOf(ada);
    Principal principal = house.signIn(key);
    assertThat(principal.user()).isEqualTo(ada.id());
    assertThat(principal.credential()).isEqualTo(key.apiKey().id());
    assertThat(principal.grants()).isEmpty();
    assertThat(principal.service()).isFalse();
  }

  @Test
  void aServiceIsToldApartFromAPerson() {
    User robot = identity.users().create(house.admin().user(), "robot", false, true);
    assertThat(house.signIn(house.keyOf(robot)).service()).isTrue();
  }

  @Test
  void aServiceNeitherMakesNorRevokesApiKeysUnlessItIsAnAdministrator() {
    User robot = identity.users().create(house.admin().user(), "robot", false, true);
    FreshKey key = house.keyOf(robot);
    Principal service = house.signIn(key);
    assertThatThrownBy(
            () -> identity.apiKeys().create(service, Optional.empty(), "mine", Optional.empty()))
        .hasFieldOrPropertyWithValue("code", "identity.forbidden");
    assertThatThrownBy(() -> identity.apiKeys().delete(service, key.apiKey().id()))
        .hasFieldOrPropertyWithValue("code", "identity.forbidden");
    User chief = identity.users().create(house.admin().user(), "chief", true, true);
    Principal automation = house.signIn(house.keyOf(chief));
    FreshKey made =
        identity.apiKeys().create(automation, Optional.empty(), "next", Optional.empty());
    identity.apiKeys().delete(automation, made.apiKey().id());
  }

  @Test
  void anUnknownAMalformedARevokedAndAWrongKeyAreRefusedAlike() {
    FreshKey revoked = house.keyOf(house.user("ada"));
    identity.apiKeys().delete(house.admin(), revoked.apiKey().id());
    String wrong =
        house.adminKey().text().substring(0, 21) + ApiKeyText.fresh().text().substring(21);
    List<Failure> failures =
        List.of(
            failure(ApiKeyText.fresh().text()),
            failure("rubbish"),
            failure(revoked.text()),
            failure(wrong));
    assertThat(failures).extracting(Failure::code).containsOnly("identity.bad-apikey");
    assertThat(failures).extracting(Failure::what).containsOnly(failures.getFirst().what());
    assertThat(failures).extracting(Failure::remedy).containsOnly(failures.getFirst().remedy());
  }

  private Failure failure(String apiKey) {
    try {
      identity.tokens().issue(apiKey, House.HERE);
    } catch (Failure failure) {
      return failure;
    }
    throw new AssertionError("it was let in");
  }

  @Test
  void theDatabaseHoldsNoKeyThatCouldBeUsed() {
    FreshKey key = house.keyOf(house.user("ada"));
    String secret = key.text().substring(21);
    String dump =
        house
            .server()
            .database()
            .read(handle ->
                handle
                    .createQuery("select string_agg(a::text, ' ') from identity.apikeys a")
                    .mapTo(String.class)
                    .one());
    assertThat(dump)
        .contains(key.apiKey().id())
        .doesNotContain(secret)
        .doesNotContain(
            java.util.HexFormat.of().formatHex(java.util.Base64.getUrlDecoder().decode(secret)));
  }

  @Test
  void aDigestMovedToAnotherKeysRowFitsNoKey() {
    FreshKey victim = house.adminKey();
    FreshKey mine = house.keyOf(house.user("mallory"));
    house
        .server()
        .database()
        .transaction(handle ->
            handle.execute(
                "update identity.apikeys set digest = (select digest from identity.apikeys"
                    + " where id = ?) where id = ?",
                mine.apiKey().id(),
                victim.apiKey().id()));
    String forged = victim.text().substring(0, 21) + mine.text().substring(21);
    refused("identity.bad-apikey", () -> identity.tokens().issue(forged, House.HERE));
  }

  @Test
  void anExpiredKeyIsRefusedAndItsTokensWithIt() {
    Instant end = house.clock.instant().plus(Duration.ofMinutes(10));
    FreshKey key =
        identity.apiKeys().create(house.admin(), Optional.empty(), "short", Optional.of(end));
    String token = house.token(key);
    house.clock.set(end.minusMillis(1));
    identity.authenticator().authenticate(token);
    house.clock.set(end);
    refused("identity.apikey-expired", () -> identity.authenticator().authenticate(token));
    refused("identity.apikey-expired", () -> house.token(key));
  }

  @Test
  void aKeyThatExpiresMakesNoneThatLivesLonger() {
    Instant end = house.clock.instant().plus(Duration.ofMinutes(10));
    ApiKeys keys = identity.apiKeys();
    Principal caller =
        house.signIn(keys.create(house.admin(), Optional.empty(), "short", Optional.of(end)));
    refused(
        "identity.outlives-its-maker",
        () -> keys.create(caller, Optional.empty(), "longer", Optional.empty()));
    refused(
        "identity.outlives-its-maker",
        () -> keys.create(caller, Optional.empty(), "longer", Optional.of(end.plusMillis(1))));
    assertThat(keys.create(caller, Optional.empty(), "as long", Optional.of(end))).isNotNull();
  }

  @Test
  void aRevokedKeyMakesNoOtherEvenIfItsHolderIsStillInside() {
    Principal inside = house.signIn(house.adminKey());
    identity.apiKeys().delete(inside, house.adminKey().apiKey().id());
    refused(
        "identity.revoked",
        () -> identity.apiKeys().create(inside, Optional.empty(), "again", Optional.empty()));
  }

  @Test
  void aTokenEndsAfterAnHourAndNotBefore() {
    String token = house.token(house.adminKey());
    house.clock.advance(Duration.ofHours(1).minusSeconds(1));
    identity.authenticator().authenticate(token);
    house.clock.advance(Duration.ofSeconds(1));
    refused("identity.token-expired", () -> identity.authenticator().authenticate(token));
  }

  @Test
  void aClockThatJumpsBackRefusesWhatWasIssuedAfterThatTime() {
    String token = house.token(house.adminKey());
    identity.authenticator().authenticate(token);
    house.clock.advance(Duration.ofHours(-2));
    refused("identity.token-from-the-future", () -> identity.authenticator().authenticate(token));
    house.clock.advance(Duration.ofHours(2));
    identity.authenticator().authenticate(token);
  }

  @Test
  void revokingAKeyEndsItsTokensAtOnceOnEveryServer() {
    Identity other = house.anotherServer().identity();
    FreshKey key = house.keyOf(house.user("ada"));
    String token = house.token(key);
    identity.authenticator().authenticate(token);
    other.authenticator().authenticate(token);
    identity.apiKeys().delete(house.admin(), key.apiKey().id());
    refused("identity.revoked", () -> identity.authenticator().authenticate(token));
    Await.until(
        Duration.ofSeconds(2),
        "the other server hears of it",
        () -> refuses(other, token, "identity.revoked"));
  }

  @Test
  void endingATokenEndsItAloneAndOnEveryServer() {
    Identity other = house.anotherServer().identity();
    String ended = house.token(house.adminKey());
    String kept = house.token(house.adminKey());
    other.authenticator().authenticate(ended);
    identity.tokens().end(ended);
    refused("identity.revoked", () -> identity.authenticator().authenticate(ended));
    identity.authenticator().authenticate(kept);
    Await.until(
        Duration.ofSeconds(2),
        "the other server hears of it",
        () -> refuses(other, ended, "identity.revoked"));
  }

  @Test
  void endingWhatIsNoTokenChangesNothing() {
    String token = house.token(house.adminKey());
    identity.tokens().end("");
    identity.tokens().end(token.substring(0, token.length() - 6) + "AAAAAA");
    identity.authenticator().authenticate(token);
  }

  @Test
  void aTokenCanBeEndedWhateverTheClockSays() {
    for (Duration jump : List.of(Duration.ofHours(-2), Duration.ofHours(2))) {
      String token = house.token(house.adminKey());
      house.clock.advance(jump);
      identity.tokens().end(token);
      house.clock.advance(jump.negated());
      refused("identity.revoked", () -> identity.authenticator().authenticate(token));
    }
  }

  @Test
  void anEndedTokenStaysEndedWhenTheClockJumpsForwardAndBack() {
    String ended = house.token(house.adminKey());
    identity.tokens().end(ended);
    house.clock.advance(Duration.ofDays(1));
    identity.tokens().end(house.token(house.adminKey()));
    house.clock.advance(Duration.ofDays(-1));
    refused("identity.revoked", () -> identity.authenticator().authenticate(ended));
  }

  @Test
  void aTokenThatExpiredLongAgoLeavesNoTrace() {
    String token = house.token(house.adminKey());
    house.clock.advance(TokenFormat.LIFE.plus(EndedTokenRows.KEPT).plusSeconds(1));
    int before = house.entries().size();
    identity.tokens().end(token);
    assertThat(house.actionsSince(before)).isEmpty();
  }

  @Test
  void nobodyIsToldThatATokenEndedWhileTheDatabaseIsGone() {
    String token = house.token(house.adminKey());
    Identity other = house.anotherServer().identity();
    Dispatcher dispatcher =
        new Dispatcher(
            new TokenRoutes(other.tokens()).routes(),
            List.of(),
            other.authenticator(),
            (route, request, caller, failure) -> {},
            new RequestMeter(new SimpleMeterRegistry()));
    house.database.goAway();
    try {
      byte[] form = ("token=" + token).getBytes(StandardCharsets.US_ASCII);
      assertThat(
              dispatcher
                  .answer(
                      new Call(
                          "POST",
                          "/identity/revoke",
                          "",
                          Map.of(),
                          Body.of(form),
                          House.HERE,
                          true))
                  .status())
          .isEqualTo(503);
    } finally {
      house.database.comeBack();
    }
    Await.until(
        Duration.ofSeconds(20),
        "all is well again",
        () -> identity.authenticator().authenticate(token).isAdministrator());
  }

  @Test
  void withoutTheChangeFeedWhatIsRevokedIsSeenAllTheSame() {
    House.Server deaf = house.anotherServer();
    FreshKey key = house.keyOf(house.user("ada"));
    String token = house.token(key);
    deaf.identity().authenticator().authenticate(token);
    deaf.feed().close();
    identity.apiKeys().delete(house.admin(), key.apiKey().id());
    refused("identity.revoked", () -> deaf.identity().authenticator().authenticate(token));
  }

  @Test
  void deletingAUserEndsKeysAndTokensAtOnce() {
    User ada = house.user("ada");
    FreshKey key = house.keyOf(ada);
    String token = house.token(key);
    identity.authenticator().authenticate(token);
    identity.users().delete(house.admin().user(), ada.id());
    refused("identity.revoked", () -> identity.authenticator().authenticate(token));
    refused("identity.bad-apikey", () -> house.token(key));
    assertThat(identity.users().find(ada.id())).isEmpty();
  }

  @Test
  void whatIsGrantedAndTakenBackIsSeenByTokensThatAreOut() {
    User ada = house.user("ada");
    String token = house.token(house.keyOf(ada));
    assertThat(identity.authenticator().authenticate(token).grants()).isEmpty();
    UserGrant grant =
        identity
            .grants()
            .create(
                house.admin(),
                house.instance().id(),
                Grants.Wish.parse(ada.id(), "READER", Optional.of(Part.ring("ring-1"))));
    assertThat(identity.authenticator().authenticate(token).grants())
        .containsExactly(Grant.inRing(Role.READER, house.instance().id(), "ring-1"));
    identity.grants().delete(house.admin().user(), house.instance().id(), grant.id());
    assertThat(identity.authenticator().authenticate(token).grants()).isEmpty();
  }

  @Test
  void theTokenKeyOfAnotherDatabaseSignsNothingHere() throws Exception {
    try (House elsewhere = new House()) {
      FreshKey key = elsewhere.identity().bootstrap().orElseThrow();
      String foreign = elsewhere.identity().tokens().issue(key.text(), House.HERE).text();
      refused("identity.bad-token", () -> identity.authenticator().authenticate(foreign));
    }
  }

  @Test
  void tokensOutliveARestart() {
    String token = house.token(house.adminKey());
    Identity restarted = house.anotherServer().identity();
    assertThat(restarted.authenticator().authenticate(token).isAdministrator()).isTrue();
    assertThat(restarted.tokens().jwks()).isEqualTo(identity.tokens().jwks());
  }

  @Test
  void aTokenKeyThatIsLostIsReplacedOnEveryServer() {
    House.Server other = house.anotherServer();
    String before = house.token(house.adminKey());
    other.identity().authenticator().authenticate(before);
    house
        .server()
        .database()
        .transaction(handle -> {
          for (String kid :
              handle
                  .createQuery("select kid from identity.token_keys")
                  .mapTo(String.class)
                  .list()) {
            house
                .server()
                .vault()
                .destroy(handle, redoubt.seal.SecretName.of("identity", "token-key", kid));
          }
          return true;
        });
    Identity restarted = house.anotherServer().identity();
    String after = restarted.tokens().issue(house.adminKey().text(), House.HERE).text();
    Await.until(
        Duration.ofSeconds(2),
        "the others take the new key",
        () -> {
          other.identity().authenticator().authenticate(after);
          identity.authenticator().authenticate(after);
          return true;
        });
    refused("identity.bad-token", () -> restarted.authenticator().authenticate(before));
  }

  @Test
  void theLastUseIsKeptToTenMinutes() {
    house.clock.set(Instant.parse("2026-11-21T12:07:33Z"));
    house.token(house.adminKey());
    assertThat(identity.apiKeys().list(house.admin(), Optional.empty()).getFirst().lastUsedAt())
        .contains(Instant.parse("2026-11-21T12:00:00Z"));
  }

  @Test
  void theLastUseIsNeverBeforeTheKeyWasMade() {
    Instant made = Instant.parse("2026-11-21T12:07:33Z");
    house.clock.set(made);
    FreshKey fresh =
        identity.apiKeys().create(house.admin(), Optional.empty(), "fresh", Optional.empty());
    house.token(fresh);
    assertThat(identity.apiKeys().list(house.admin(), Optional.empty()))
        .filteredOn(key -> key.name().equals("fresh"))
        .extracting(ApiKey::lastUsedAt)
        .containsExactly(Optional.of(made));
  }

  @Test
  void guessingIsBarred() {
    String wrong =
        house.adminKey().text().substring(0, 21) + ApiKeyText.fresh().text().substring(21);
    for (int i = 0; i < 10; i++) {
      refused("identity.bad-apikey", () -> identity.tokens().issue(wrong, House.HERE));
    }
    refused("identity.login-barred", () -> identity.tokens().issue(wrong, House.HERE));
    refused("identity.login-barred", () -> identity.tokens().issue(wrong, "198.51.100.7"));
    house.clock.advance(Duration.ofSeconds(6));
    refused("identity.bad-apikey", () -> identity.tokens().issue(wrong, House.HERE));
  }

  @Test
  void nobodyIsLetInWhileTheDatabaseIsGone() {
    String token = house.token(house.adminKey());
    identity.authenticator().authenticate(token);
    house.database.goAway();
    try {
      Await.until(
          Duration.ofSeconds(5), "the change feed notices", () -> !house.server().feed().isLive());
      refused("store.unavailable", () -> identity.authenticator().authenticate(token));
      refused("store.unavailable", () -> house.token(house.adminKey()));
    } finally {
      house.database.comeBack();
    }
    Await.until(
        Duration.ofSeconds(20),
        "all is well again",
        () -> identity.authenticator().authenticate(token).isAdministrator());
  }
}
