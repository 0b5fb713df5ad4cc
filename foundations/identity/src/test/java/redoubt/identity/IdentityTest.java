package redoubt.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redoubt.core.Failure;
import redoubt.ledger.Entry;
import redoubt.testkit.Await;
import redoubt.web.Grant;
import redoubt.web.Principal;
import redoubt.web.Role;

final class IdentityTest {
  private static final String HERE = "192.0.2.1";

  @AutoClose private static final House house = new House();

  private Identity identity;
  private FreshKey adminKey;

  @BeforeEach
  void open() {
    house.clear();
    identity = house.identity();
    adminKey = identity.bootstrap().orElseThrow();
  }

  private Principal signIn(FreshKey key) {
    return identity.authenticator().authenticate(token(key));
  }

  private String token(FreshKey key) {
    return identity.tokens().issue(key.text(), HERE).text();
  }

  private Principal admin() {
    return signIn(adminKey);
  }

  private FreshKey keyOf(User user) {
    return identity.apiKeys().create(admin(), Optional.of(user.id()), "key", Optional.empty());
  }

  private User user(String name) {
    return identity.users().create(admin().user(), name, false, false);
  }

  private Instance instance() {
    return identity.instances().list(PageRequest.first()).items().getFirst();
  }

  private static void refused(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.code()).isEqualTo(code));
  }

  // The first start.

  @Test
  void theFirstStartMakesAnAdministratorWhoManagesTheDefaultInstance() {
    Principal admin = admin();
    String instance = instance().id();
    assertThat(instance().name()).isEqualTo("default");
    assertThat(identity.users().find("admin").orElseThrow().administrator()).isTrue();
    assertThat(admin.grants())
        .containsExactlyInAnyOrder(
            Grant.administrator(),
            Grant.inInstance(Role.MANAGER, instance),
            Grant.inInstance(Role.KEY_PURGE, instance));
  }

  @Test
  void aLaterStartMakesNothing() {
    assertThat(identity.bootstrap()).isEmpty();
    assertThat(house.anotherServer().identity().bootstrap()).isEmpty();
  }

  @Test
  void ofServersThatStartAtOnceOneMakesTheAdministrator() throws Exception {
    try (House fresh = new House()) {
      List<Identity> servers = new ArrayList<>(List.of(fresh.identity()));
      IntStream.range(0, 3).forEach(i -> servers.add(fresh.anotherServer().identity()));
      List<Optional<FreshKey>> made = atOnce(servers, Identity::bootstrap);
      assertThat(made.stream().flatMap(Optional::stream)).hasSize(1);
      FreshKey key = made.stream().flatMap(Optional::stream).findFirst().orElseThrow();
      for (Identity server : servers) {
        String token = server.tokens().issue(key.text(), HERE).text();
        for (Identity other : servers) {
          assertThat(other.authenticator().authenticate(token).isAdministrator()).isTrue();
        }
      }
    }
  }

  @Test
  void ifTheFirstKeyCannotBeKeptNothingIsMade() throws Exception {
    try (House fresh = new House()) {
      assertThatThrownBy(() ->
              fresh
                  .identity()
                  .bootstrap(key -> {
                    throw new IllegalStateException("disk full");
                  }))
          .hasMessage("disk full");
      assertThat(fresh.identity().users().list(PageRequest.first()).items()).isEmpty();
      assertThat(fresh.identity().bootstrap()).isPresent();
    }
  }

  @Test
  void aLostAdministratorsKeyIsReplacedAndRevoked() {
    FreshKey own = identity.apiKeys().create(admin(), Optional.empty(), "own", Optional.empty());
    FreshKey recovered = identity.recoverAdmin();
    assertThat(signIn(recovered).isAdministrator()).isTrue();
    assertThat(signIn(own).isAdministrator()).isTrue();
    refused("identity.bad-apikey", () -> identity.tokens().issue(adminKey.text(), HERE));
  }

  // API keys and tokens.

  @Test
  void anApiKeySignsItsUserIn() {
    User ada = user("ada");
    FreshKey key = keyOf(ada);
    Principal principal = signIn(key);
    assertThat(principal.user()).isEqualTo(ada.id());
    assertThat(principal.credential()).isEqualTo(key.apiKey().id());
    assertThat(principal.grants()).isEmpty();
    assertThat(principal.service()).isFalse();
  }

  @Test
  void aServiceIsToldApartFromAPerson() {
    User robot = identity.users().create(admin().user(), "robot", false, true);
    assertThat(signIn(keyOf(robot)).service()).isTrue();
  }

  @Test
  void anUnknownAMalformedARevokedAndAWrongKeyAreRefusedAlike() {
    FreshKey revoked = keyOf(user("ada"));
    identity.apiKeys().delete(admin(), revoked.apiKey().id());
    String wrong = adminKey.text().substring(0, 21) + ApiKeyText.fresh().text().substring(21);
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
      identity.tokens().issue(apiKey, HERE);
    } catch (Failure failure) {
      return failure;
    }
    throw new AssertionError("it was let in");
  }

  @Test
  void theDatabaseHoldsNoKeyThatCouldBeUsed() {
    FreshKey key = keyOf(user("ada"));
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
    FreshKey victim = adminKey;
    FreshKey mine = keyOf(user("mallory"));
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
    refused("identity.bad-apikey", () -> identity.tokens().issue(forged, HERE));
  }

  @Test
  void anExpiredKeyIsRefusedAndItsTokensWithIt() {
    Instant end = house.clock.instant().plus(Duration.ofMinutes(10));
    FreshKey key = identity.apiKeys().create(admin(), Optional.empty(), "short", Optional.of(end));
    String token = token(key);
    house.clock.set(end.minusMillis(1));
    identity.authenticator().authenticate(token);
    house.clock.set(end);
    refused("identity.apikey-expired", () -> identity.authenticator().authenticate(token));
    refused("identity.apikey-expired", () -> token(key));
  }

  @Test
  void aKeyThatExpiresMakesNoneThatLivesLonger() {
    Instant end = house.clock.instant().plus(Duration.ofMinutes(10));
    ApiKeys keys = identity.apiKeys();
    Principal caller = signIn(keys.create(admin(), Optional.empty(), "short", Optional.of(end)));
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
    Principal inside = signIn(adminKey);
    identity.apiKeys().delete(inside, adminKey.apiKey().id());
    refused(
        "identity.revoked",
        () -> identity.apiKeys().create(inside, Optional.empty(), "again", Optional.empty()));
  }

  @Test
  void aTokenEndsAfterAnHourAndNotBefore() {
    String token = token(adminKey);
    house.clock.advance(Duration.ofHours(1).minusSeconds(1));
    identity.authenticator().authenticate(token);
    house.clock.advance(Duration.ofSeconds(1));
    refused("identity.token-expired", () -> identity.authenticator().authenticate(token));
  }

  @Test
  void aClockThatJumpsBackRefusesWhatWasIssuedAfterThatTime() {
    String token = token(adminKey);
    identity.authenticator().authenticate(token);
    house.clock.advance(Duration.ofHours(-2));
    refused("identity.token-from-the-future", () -> identity.authenticator().authenticate(token));
    house.clock.advance(Duration.ofHours(2));
    identity.authenticator().authenticate(token);
  }

  @Test
  void revokingAKeyEndsItsTokensAtOnceOnEveryServer() {
    Identity other = house.anotherServer().identity();
    FreshKey key = keyOf(user("ada"));
    String token = token(key);
    identity.authenticator().authenticate(token);
    other.authenticator().authenticate(token);
    identity.apiKeys().delete(admin(), key.apiKey().id());
    refused("identity.revoked", () -> identity.authenticator().authenticate(token));
    Await.until(
        Duration.ofSeconds(2),
        "the other server hears of it",
        () -> refuses(other, token, "identity.revoked"));
  }

  @Test
  void withoutTheChangeFeedWhatIsRevokedIsSeenAllTheSame() {
    House.Server deaf = house.anotherServer();
    FreshKey key = keyOf(user("ada"));
    String token = token(key);
    deaf.identity().authenticator().authenticate(token);
    deaf.feed().close();
    identity.apiKeys().delete(admin(), key.apiKey().id());
    refused("identity.revoked", () -> deaf.identity().authenticator().authenticate(token));
  }

  @Test
  void deletingAUserEndsKeysAndTokensAtOnce() {
    User ada = user("ada");
    FreshKey key = keyOf(ada);
    String token = token(key);
    identity.authenticator().authenticate(token);
    identity.users().delete(admin().user(), ada.id());
    refused("identity.revoked", () -> identity.authenticator().authenticate(token));
    refused("identity.bad-apikey", () -> token(key));
    assertThat(identity.users().find(ada.id())).isEmpty();
  }

  @Test
  void whatIsGrantedAndTakenBackIsSeenByTokensThatAreOut() {
    User ada = user("ada");
    String token = token(keyOf(ada));
    assertThat(identity.authenticator().authenticate(token).grants()).isEmpty();
    UserGrant grant =
        identity
            .grants()
            .create(
                admin(),
                instance().id(),
                Grants.Wish.parse(ada.id(), "READER", Optional.of("ring-1")));
    assertThat(identity.authenticator().authenticate(token).grants())
        .containsExactly(Grant.inRing(Role.READER, instance().id(), "ring-1"));
    identity.grants().delete(admin().user(), instance().id(), grant.id());
    assertThat(identity.authenticator().authenticate(token).grants()).isEmpty();
  }

  @Test
  void theTokenKeyOfAnotherDatabaseSignsNothingHere() throws Exception {
    try (House elsewhere = new House()) {
      FreshKey key = elsewhere.identity().bootstrap().orElseThrow();
      String foreign = elsewhere.identity().tokens().issue(key.text(), HERE).text();
      refused("identity.bad-token", () -> identity.authenticator().authenticate(foreign));
    }
  }

  @Test
  void tokensOutliveARestart() {
    String token = token(adminKey);
    Identity restarted = house.anotherServer().identity();
    assertThat(restarted.authenticator().authenticate(token).isAdministrator()).isTrue();
    assertThat(restarted.tokens().jwks()).isEqualTo(identity.tokens().jwks());
  }

  @Test
  void aTokenKeyThatIsLostIsReplacedOnEveryServer() {
    House.Server other = house.anotherServer();
    String before = token(adminKey);
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
    String after = restarted.tokens().issue(adminKey.text(), HERE).text();
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
    token(adminKey);
    assertThat(identity.apiKeys().list(admin(), Optional.empty()).getFirst().lastUsedAt())
        .contains(Instant.parse("2026-11-21T12:00:00Z"));
  }

  @Test
  void guessingIsBarred() {
    String wrong = adminKey.text().substring(0, 21) + ApiKeyText.fresh().text().substring(21);
    for (int i = 0; i < 10; i++) {
      refused("identity.bad-apikey", () -> identity.tokens().issue(wrong, HERE));
    }
    refused("identity.login-barred", () -> identity.tokens().issue(wrong, HERE));
    refused("identity.login-barred", () -> identity.tokens().issue(wrong, "198.51.100.7"));
    house.clock.advance(Duration.ofSeconds(6));
    refused("identity.bad-apikey", () -> identity.tokens().issue(wrong, HERE));
  }

  // Users, instances, grants.

  @Test
  void theLastAdministratorStays() {
    String admin = admin().user();
    refused("identity.last-administrator", () -> identity.users().delete(admin, admin));
    User second = identity.users().create(admin, "second", true, false);
    identity.users().delete(second.id(), admin);
    refused("identity.last-administrator", () -> identity.users().delete(second.id(), second.id()));
  }

  @Test
  void administratorsWhoDeleteEachOtherAtOnceLeaveOne() throws Exception {
    String admin = admin().user();
    List<String> all = new ArrayList<>(List.of(admin));
    IntStream.range(0, 5)
        .forEach(i -> all.add(identity.users().create(admin, "admin " + i, true, false).id()));
    List<Identity> servers = List.of(identity, house.anotherServer().identity());
    atOnce(
        all,
        id -> {
          try {
            servers.get(all.indexOf(id) % 2).users().delete("test", id);
            return true;
          } catch (Failure failure) {
            return false;
          }
        });
    assertThat(identity.users().list(PageRequest.first()).items())
        .filteredOn(User::administrator)
        .hasSize(1);
  }

  @Test
  void namesAreUniqueWhateverTheirCase() {
    user("Ada");
    refused("identity.name-taken", () -> user("ADA"));
    identity.instances().create(admin().user(), "Prod");
    refused("identity.name-taken", () -> identity.instances().create(admin().user(), "prod"));
    refused(
        "identity.name-taken",
        () -> identity.instances().rename(admin().user(), instance().id(), "PROD"));
  }

  @Test
  void anInstanceCanChangeTheCaseOfItsOwnName() {
    assertThat(identity.instances().rename(admin().user(), instance().id(), "Default").name())
        .isEqualTo("Default");
  }

  @Test
  void whoMakesAnInstanceManagesIt() {
    Instance made = identity.instances().create(admin().user(), "prod");
    assertThat(admin().allows(made.id(), List.of(Role.MANAGER))).isTrue();
    assertThat(admin().allows(made.id(), List.of(Role.KEY_PURGE))).isTrue();
  }

  @Test
  void anAdministratorHoldsNoRoleButWhatIsGranted() {
    User second = identity.users().create(admin().user(), "second", true, false);
    Principal principal = signIn(keyOf(second));
    assertThat(principal.isAdministrator()).isTrue();
    assertThat(principal.allowsSomewhere(instance().id(), List.of(Role.values()))).isFalse();
  }

  @Test
  void aManagerGrantsOnlyWhatTheyHold() {
    Instance prod = identity.instances().create(admin().user(), "prod");
    User manager = user("manager");
    User ada = user("ada");
    identity
        .grants()
        .create(admin(), prod.id(), Grants.Wish.parse(manager.id(), "MANAGER", Optional.empty()));
    Principal caller = signIn(keyOf(manager));
    for (String role : List.of("READER", "READER_PLUS", "WRITER", "MANAGER")) {
      identity.grants().create(caller, prod.id(), Grants.Wish.parse("ada", role, Optional.empty()));
    }
    refused(
        "identity.role-not-held",
        () ->
            identity
                .grants()
                .create(
                    caller, prod.id(), Grants.Wish.parse("ada", "KEY_PURGE", Optional.empty())));
    refused(
        "identity.role-not-held",
        () ->
            identity
                .grants()
                .create(
                    caller,
                    instance().id(),
                    Grants.Wish.parse(ada.id(), "READER", Optional.empty())));
  }

  @Test
  void nobodyIsMadeAnAdministratorByAGrant() {
    refused("identity.bad-role", () -> Grants.Wish.parse("ada", "ADMINISTRATOR", Optional.empty()));
    refused("identity.bad-role", () -> Grants.Wish.parse("ada", "reader", Optional.empty()));
    refused("identity.bad-ring", () -> Grants.Wish.parse("ada", "READER", Optional.of("a b")));
  }

  @Test
  void aGrantIsThereOnce() {
    User ada = user("ada");
    Grants.Wish wish = Grants.Wish.parse(ada.id(), "READER", Optional.empty());
    identity.grants().create(admin(), instance().id(), wish);
    refused(
        "identity.grant-exists", () -> identity.grants().create(admin(), instance().id(), wish));
    identity
        .grants()
        .create(
            admin(), instance().id(), Grants.Wish.parse(ada.id(), "READER", Optional.of("ring")));
  }

  @Test
  void aGrantIsTakenBackOnlyInItsOwnInstance() {
    Instance prod = identity.instances().create(admin().user(), "prod");
    UserGrant grant = identity.grants().list(prod.id(), PageRequest.first()).items().getFirst();
    refused(
        "identity.no-such-grant",
        () -> identity.grants().delete("test", instance().id(), grant.id()));
    identity.grants().delete("test", prod.id(), grant.id());
  }

  @Test
  void aGuardKeepsAnInstanceAndAllGrantsInIt() {
    String id = instance().id();
    Failure inUse =
        new Failure(Failure.Kind.CONFLICT, "keys.in-use", "There are keys.", "Delete them.");
    refused(
        "keys.in-use",
        () ->
            identity
                .instances()
                .delete(
                    "test",
                    id,
                    List.of((transaction, instance) -> {
                      throw inUse;
                    })));
    assertThat(admin().allows(id, List.of(Role.MANAGER))).isTrue();
  }

  @Test
  void aDeletedInstanceTakesItsGrantsAlong() {
    String id = instance().id();
    identity.instances().delete(admin().user(), id, List.of());
    assertThat(admin().grants()).containsExactly(Grant.administrator());
    refused("identity.no-such-instance", () -> identity.instances().read(admin(), id));
    refused("identity.no-such-instance", () -> identity.instances().delete("test", id, List.of()));
  }

  @Test
  void whatIsMadeInAnInstanceHoldsItUntilItIsCommitted() throws Exception {
    String id = instance().id();
    try (ExecutorService one = Executors.newSingleThreadExecutor()) {
      Future<?> deletion =
          house
              .server()
              .database()
              .transaction(handle -> {
                identity.instances().requireLive(handle, id);
                Future<?> begun =
                    one.submit(() -> identity.instances().delete("test", id, List.of()));
                Await.until(
                    Duration.ofSeconds(5),
                    "the deletion waits",
                    () ->
                        handle
                            .createQuery("select exists (select 1 from pg_locks where not granted)")
                            .mapTo(Boolean.class)
                            .one());
                assertThat(begun.isDone()).isFalse();
                return begun;
              });
      deletion.get();
    }
    refused(
        "identity.no-such-instance",
        () ->
            house
                .server()
                .database()
                .transaction(handle -> {
                  identity.instances().requireLive(handle, id);
                  return true;
                }));
  }

  @Test
  void aUserHasAHundredKeysAndNoMore() {
    for (int i = 1; i < ApiKeys.MOST_OF_USER; i++) {
      identity.apiKeys().create(admin(), Optional.empty(), "key " + i, Optional.empty());
    }
    refused(
        "identity.limit",
        () -> identity.apiKeys().create(admin(), Optional.empty(), "more", Optional.empty()));
  }

  @Test
  void listsComeInPagesInOrderOfCreation() {
    List<String> names = IntStream.range(0, 7).mapToObj(i -> "user " + i).toList();
    names.forEach(this::user);
    List<String> seen = new ArrayList<>();
    Optional<String> next = Optional.empty();
    do {
      Page<User> page = identity.users().list(PageRequest.parse(Optional.of("3"), next));
      page.items().forEach(found -> seen.add(found.name()));
      next = page.next();
    } while (next.isPresent());
    assertThat(seen).startsWith("admin").endsWith("user 6").hasSize(8);
    assertThat(seen.subList(1, 8)).isEqualTo(names);
  }

  @Test
  void aPageThatCannotBeIsRefused() {
    for (String limit : List.of("0", "1001", "-1", "x", "99999999999")) {
      refused("identity.bad-page", () -> PageRequest.parse(Optional.of(limit), Optional.empty()));
    }
    refused("identity.bad-page", () -> PageRequest.parse(Optional.empty(), Optional.of("'")));
    refused("identity.bad-page", () -> PageRequest.parse(Optional.empty(), Optional.of("-1")));
  }

  // The ledger.

  @Test
  void everyChangeIsInTheLedgerWithoutNamesOrSecrets() {
    int before = house.entries().size();
    String admin = admin().user();
    User ada = identity.users().create(admin, "ada@example.org", false, false);
    FreshKey key =
        identity.apiKeys().create(admin(), Optional.of(ada.id()), "laptop", Optional.empty());
    Instance prod = identity.instances().create(admin, "prod");
    identity.instances().rename(admin, prod.id(), "production");
    UserGrant grant =
        identity
            .grants()
            .create(admin(), prod.id(), Grants.Wish.parse(ada.id(), "READER", Optional.of("ring")));
    identity.grants().delete(admin, prod.id(), grant.id());
    identity.apiKeys().delete(admin(), key.apiKey().id());
    identity.users().delete(admin, ada.id());
    identity.instances().delete(admin, prod.id(), List.of());
    identity.recoverAdmin();

    assertThat(house.actionsSince(before).stream().filter(a -> !a.equals("identity.token.issue")))
        .containsExactly(
            "identity.user.create",
            "identity.apikey.create",
            "identity.instance.create",
            "identity.grant.create",
            "identity.grant.create",
            "identity.instance.update",
            "identity.grant.create",
            "identity.grant.delete",
            "identity.apikey.delete",
            "identity.user.delete",
            "identity.instance.delete",
            "identity.apikey.delete",
            "identity.apikey.create",
            "identity.admin.recover");
    String written = house.entries().stream().skip(before).toList().toString();
    assertThat(written)
        .doesNotContain("ada@example.org", "laptop", "prod\"", key.text().substring(21));
    Entry granted =
        house.entries().stream()
            .filter(entry -> entry.target().equals(grant.id()))
            .findFirst()
            .orElseThrow();
    assertThat(granted.tenant()).isEqualTo(prod.id());
    assertThat(granted.actor()).isEqualTo(admin);
    assertThat(granted.details())
        .isEqualTo(Map.of("user", ada.id(), "role", "READER", "ring", "ring"));
  }

  @Test
  void aTokenThatWasIssuedIsInTheLedger() {
    int before = house.entries().size();
    IssuedToken token = identity.tokens().issue(adminKey.text(), HERE);
    assertThat(house.entries().stream().skip(before).toList())
        .containsExactly(
            Entry.ok(
                house.clock.instant(),
                Entry.SYSTEM,
                token.claims().user(),
                "identity.token.issue",
                adminKey.apiKey().id(),
                Map.of("token", token.claims().id())));
  }

  private static boolean refuses(Identity server, String token, String code) {
    try {
      server.authenticator().authenticate(token);
      return false;
    } catch (Failure failure) {
      return failure.code().equals(code);
    }
  }

  private static <A, B> List<B> atOnce(List<A> things, java.util.function.Function<A, B> work)
      throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<B> results = new ArrayList<>();
      for (Future<B> future :
          threads.invokeAll(
              things.stream().map(thing -> (Callable<B>) () -> work.apply(thing)).toList())) {
        results.add(future.get());
      }
      return results;
    }
  }
}
