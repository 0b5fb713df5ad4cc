package redoubt.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static redoubt.identity.House.refused;
import static redoubt.identity.House.refuses;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redoubt.identity.Scope.Action;
import redoubt.testkit.Await;
import redoubt.web.Grant;
import redoubt.web.Part;
import redoubt.web.Principal;
import redoubt.web.Role;

final class NarrowTokensTest {
  private static final Set<Action> ALL = Set.of(Action.PULL, Action.PUSH, Action.DELETE);
  private static final String APP = "team/app";

  @AutoClose private static final House house = new House();

  private Identity identity;
  private String tenant;
  private User ada;
  private FreshKey key;

  @BeforeEach
  void open() {
    house.clear();
    house.start();
    identity = house.identity();
    tenant = house.instance().id();
    ada = house.user("ada");
    key = house.keyOf(ada);
  }

  private UserGrant granted(Role role, Part part) {
    return identity
        .grants()
        .create(house.admin(), tenant, new Grants.Wish(ada.id(), role, Optional.of(part)));
  }

  private Scope wanted(String name, Action... actions) {
    return new Scope.Repository(tenant, name, Set.of(actions));
  }

  private Scope wantedAll(String name) {
    return new Scope.Repository(tenant, name, ALL);
  }

  private NarrowToken issue(Login login, Scope... wanted) {
    return identity.narrowTokens().issue(login, List.of(wanted), House.HERE);
  }

  private static Login byKey(FreshKey key) {
    return new Login.Basic("iamapikey", key.text());
  }

  private Principal shown(NarrowToken token) {
    return identity.authenticator().authenticate(token.text());
  }

  @Test
  void itsScopesAreWhatIsWantedAndHeld() {
    granted(Role.WRITER, Part.namespace("team"));
    NarrowToken token =
        issue(
            byKey(key),
            wantedAll(APP),
            wanted("team/other", Action.PULL),
            wantedAll("others/app"),
            new Scope.Repository("22222222-2222-4222-8222-222222222222", APP, ALL));
    assertThat(token.claims().scopes())
        .containsExactly(wantedAll(APP), wanted("team/other", Action.PULL));
    assertThat(token.expiresIn()).isEqualTo(900);
    assertThat(token.claims().issuedAt()).isEqualTo(house.clock.instant());
    Principal principal = shown(token);
    assertThat(principal.user()).isEqualTo(ada.id());
    assertThat(principal.credential()).isEqualTo(key.apiKey().id());
    assertThat(principal.narrowedTo().orElseThrow())
        .containsExactly(
            Grant.inPart(Role.READER, tenant, Part.repository(APP)),
            Grant.inPart(Role.WRITER, tenant, Part.repository(APP)),
            Grant.inPart(Role.READER, tenant, Part.repository("team/other")));
    assertThat(principal.allows(tenant, Part.repository(APP), Set.of(Role.WRITER))).isTrue();
    assertThat(principal.allows(tenant, Part.repository(APP), Set.of(Role.MANAGER))).isFalse();
    assertThat(principal.allows(tenant, Part.repository("team/third"), Set.of(Role.READER)))
        .isFalse();
  }

  @Test
  void whoeverMayDoNothingGetsATokenForNothing() {
    NarrowToken token = issue(byKey(key), wantedAll(APP));
    assertThat(token.claims().scopes()).isEmpty();
    assertThat(shown(token).isNarrowed()).isTrue();
  }

  @Test
  void anAdministratorGetsWhatTheirGrantsSayAndNoMore() {
    Instance other = identity.instances().create(ada.id(), "other");
    NarrowToken token =
        issue(
            byKey(house.adminKey()),
            wantedAll(APP),
            new Scope.Repository(other.id(), "other/app", ALL));
    assertThat(token.claims().scopes()).containsExactly(wantedAll(APP));
    assertThat(shown(token).isAdministrator()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "READER,pull",
    "READER_PLUS,pull",
    "WRITER,pull push delete",
    "MANAGER,pull push delete"
  })
  void rolesAreActions(Role role, String actions) {
    granted(role, Part.repository(APP));
    assertThat(
            issue(byKey(key), wantedAll(APP)).claims().scopes().stream()
                .flatMap(scope -> ((Scope.Repository) scope).actions().stream())
                .map(Action::word))
        .containsExactly(actions.split(" ", -1));
  }

  @Test
  void aRoleInAKeyRingOrToPurgeIsNoAction() {
    granted(Role.MANAGER, Part.ring("team"));
    granted(Role.KEY_PURGE, Part.repository(APP));
    assertThat(issue(byKey(key), wantedAll(APP)).claims().scopes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"team/../app", "team/app\u0000", "TEAM/APP", "team", "team//app", "", "team/%2f"})
  void aNameThatNoRepositoryBearsIsLeftOut(String name) {
    granted(Role.MANAGER, Part.namespace("team"));
    NarrowToken token = issue(byKey(house.adminKey()), wantedAll(name), wantedAll(APP));
    assertThat(token.claims().scopes()).containsExactly(wantedAll(APP));
  }

  @Test
  void listsAreGoodForAllThatTheUserMayReadAndForNothingElse() {
    granted(Role.READER, Part.repository(APP));
    Principal lister = shown(issue(byKey(key), new Scope.Lists()));
    assertThat(lister.lists()).isTrue();
    assertThat(lister.allows(tenant, Part.repository(APP), Set.of(Role.READER))).isFalse();
    assertThat(lister.whole().allows(tenant, Part.repository(APP), Set.of(Role.READER))).isTrue();
    assertThat(shown(issue(byKey(key), wantedAll(APP))).lists()).isFalse();
  }

  @Test
  void theUserWhoseKeyItIsIsNamedByNameOrId() {
    for (String user : List.of("iamapikey", "ada", "ADA", ada.id())) {
      assertThat(issue(new Login.Basic(user, key.text())).claims().holder().orElseThrow().user())
          .isEqualTo(ada.id());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"admin", "nobody", "", "ada\u0000", "iambearer", "' or 1=1 --"})
  void aKeyUnderAnotherNameIsRefusedAsAWrongOneIs(String user) {
    refused(
        user.equals("iambearer") ? "identity.bad-token" : "identity.bad-apikey",
        () -> issue(new Login.Basic(user, key.text())));
  }

  @Test
  void failedLoginsAreBraked() {
    int tries = 0;
    for (Login login :
        List.of(
            new Login.Basic("iamapikey", "rubbish"),
            new Login.Basic("ada", ApiKeyText.fresh().text()),
            new Login.Basic("iambearer", "rubbish"),
            new Login.Bearer("rubbish"))) {
      for (int i = 0; i < 5; i++) {
        tries++;
        refused(
            login instanceof Login.Bearer || login.equals(new Login.Basic("iambearer", "rubbish"))
                ? "identity.bad-token"
                : "identity.bad-apikey",
            () -> issue(login));
      }
    }
    assertThat(tries).isEqualTo(20);
    refused("identity.login-barred", () -> issue(byKey(key)));
    refused("identity.login-barred", () -> issue(new Login.Bearer("rubbish")));
    refused("identity.login-barred", () -> identity.tokens().issue(key.text(), House.HERE));
  }

  @Test
  void aGoodTokenIsNotHeldBackByTheFailuresOfOthers() {
    String whole = house.token(key);
    for (int i = 0; i < 20; i++) {
      refused("identity.bad-token", () -> issue(new Login.Bearer("rubbish")));
    }
    assertThat(issue(new Login.Bearer(whole)).claims().holder().orElseThrow().user())
        .isEqualTo(ada.id());
  }

  @Test
  void aWholeTokenGetsANarrowOneThatEndsWithIt() {
    granted(Role.READER, Part.repository(APP));
    String whole = house.token(key);
    house.clock.advance(Duration.ofMinutes(50));
    NarrowToken narrow = issue(new Login.Basic("iambearer", whole), wanted(APP, Action.PULL));
    assertThat(narrow.expiresIn()).isEqualTo(600);
    assertThat(issue(new Login.Bearer(whole), wanted(APP, Action.PULL)).claims().scopes())
        .isEqualTo(narrow.claims().scopes());
    assertThat(shown(narrow).user()).isEqualTo(ada.id());
    identity.tokens().end(whole);
    refused("identity.revoked", () -> shown(narrow));
    refused("identity.revoked", () -> issue(new Login.Bearer(whole)));
  }

  @Test
  void aNarrowTokenGetsNoOther() {
    String narrow = issue(byKey(key)).text();
    refused("identity.bad-token", () -> issue(new Login.Bearer(narrow)));
    refused("identity.bad-token", () -> issue(new Login.Basic("iambearer", narrow)));
    String visitors = issue(new Login.Visitor()).text();
    refused("identity.bad-token", () -> issue(new Login.Bearer(visitors)));
  }

  @Test
  void aVisitorsTokenSignsNobodyInAndIsKnownAsSuch() {
    NarrowToken token = issue(new Login.Visitor(), wantedAll(APP), new Scope.Lists());
    assertThat(token.claims().scopes()).isEmpty();
    assertThat(token.claims().holder()).isEmpty();
    assertThat(identity.authenticator().isVisitors(token.text())).isTrue();
    refused("identity.visitor", () -> shown(token));
    house.clock.advance(Duration.ofMinutes(15));
    assertThat(identity.authenticator().isVisitors(token.text())).isFalse();
    refused("identity.token-expired", () -> shown(token));
  }

  @Test
  void noOtherTokenIsAVisitors() {
    String visitors = issue(new Login.Visitor()).text();
    List<String> others =
        List.of(
            "",
            "rubbish",
            house.token(key),
            issue(byKey(key)).text(),
            visitors.substring(0, visitors.length() - 6) + "AAAAAA",
            visitors + "A".repeat(5000));
    assertThat(others).noneMatch(identity.authenticator()::isVisitors);
  }

  @Test
  void endingAVisitorsTokenChangesNothing() {
    int before = house.entries().size();
    identity.tokens().end(issue(new Login.Visitor()).text());
    assertThat(house.actionsSince(before)).isEmpty();
  }

  private void endsItOnEveryServer(String code, Consumer<NarrowToken> end) {
    granted(Role.WRITER, Part.repository(APP));
    Identity other = house.anotherServer().identity();
    NarrowToken token = issue(byKey(key), wantedAll(APP));
    assertThat(shown(token).user()).isEqualTo(ada.id());
    assertThat(other.authenticator().authenticate(token.text()).user()).isEqualTo(ada.id());
    end.accept(token);
    refused(code, () -> shown(token));
    Await.until(
        Duration.ofSeconds(2),
        "the other server hears of it",
        () -> refuses(other, token.text(), code));
  }

  @Test
  void revokingTheKeyEndsItOnEveryServer() {
    endsItOnEveryServer(
        "identity.revoked", token -> identity.apiKeys().delete(house.admin(), key.apiKey().id()));
  }

  @Test
  void deletingTheUserEndsItOnEveryServer() {
    endsItOnEveryServer(
        "identity.revoked", token -> identity.users().delete(house.admin().user(), ada.id()));
  }

  @Test
  void endingItEndsItOnEveryServer() {
    endsItOnEveryServer("identity.revoked", token -> identity.tokens().end(token.text()));
  }

  @Test
  void takingTheGrantBackEndsWhatItWasGoodForOnEveryServer() {
    UserGrant grant = granted(Role.WRITER, Part.namespace("team"));
    Identity other = house.anotherServer().identity();
    NarrowToken token = issue(byKey(key), wantedAll(APP));
    assertThat(mayRead(identity, token)).isTrue();
    assertThat(mayRead(other, token)).isTrue();
    identity.grants().delete(house.admin().user(), tenant, grant.id());
    assertThat(mayRead(identity, token)).isFalse();
    Await.until(
        Duration.ofSeconds(2), "the other server hears of it", () -> !mayRead(other, token));
  }

  private boolean mayRead(Identity server, NarrowToken token) {
    return server
        .authenticator()
        .authenticate(token.text())
        .allows(tenant, Part.repository(APP), Set.of(Role.READER));
  }

  @Test
  void whatIsGrantedLaterTheTokenDoesNotSay() {
    NarrowToken token = issue(byKey(key), wantedAll(APP));
    granted(Role.MANAGER, Part.namespace("team"));
    assertThat(mayRead(identity, token)).isFalse();
  }

  @Test
  void anExpiredKeyGetsNoneAndEndsWhatItGot() {
    FreshKey brief =
        identity
            .apiKeys()
            .create(
                house.admin(),
                Optional.of("ada"),
                "brief",
                Optional.of(house.clock.instant().plusSeconds(60)));
    NarrowToken token = issue(byKey(brief));
    house.clock.advance(Duration.ofSeconds(60));
    refused("identity.apikey-expired", () -> shown(token));
    refused("identity.apikey-expired", () -> issue(byKey(brief)));
  }

  @Test
  void aTokenThatWouldBeTooLongIsNotIssued() {
    granted(Role.MANAGER, Part.namespace("team"));
    List<Scope> many = new ArrayList<>();
    IntStream.range(0, 6).forEach(i -> many.add(wantedAll("team/" + i + "a".repeat(249))));
    assertThat(identity.narrowTokens().issue(byKey(key), many, House.HERE).text().length())
        .isBetween(2000, 4096);
    many.addAll(many.stream().toList());
    assertThat(identity.narrowTokens().issue(byKey(key), many, House.HERE).claims().scopes())
        .as("what is wanted twice is granted once")
        .hasSize(6);
    IntStream.range(0, 4).forEach(i -> many.add(wantedAll("team/" + i + "b".repeat(249))));
    int before = house.entries().size();
    refused(
        "identity.too-many-scopes",
        () -> identity.narrowTokens().issue(byKey(key), many, House.HERE));
    refused(
        "identity.too-many-scopes",
        () ->
            identity
                .narrowTokens()
                .issue(
                    new Login.Visitor(),
                    IntStream.range(0, 101).mapToObj(i -> wantedAll("a/b" + i)).toList(),
                    House.HERE));
    assertThat(house.actionsSince(before)).isEmpty();
  }

  @Test
  void theIssueIsInTheLedgerButForAVisitors() {
    int before = house.entries().size();
    NarrowToken token = issue(byKey(key), wantedAll(APP));
    NarrowToken _ = issue(new Login.Visitor());
    assertThat(house.entries().stream().skip(before).toList())
        .singleElement()
        .satisfies(entry -> {
          assertThat(entry.action()).isEqualTo("identity.token.issue");
          assertThat(entry.actor()).isEqualTo(ada.id());
          assertThat(entry.target()).isEqualTo(key.apiKey().id());
          assertThat(entry.details())
              .isEqualTo(Map.of("token", token.claims().id(), "narrow", "true"));
        });
  }

  @Test
  void nothingSecretIsWritten() {
    NarrowToken token = issue(byKey(key));
    assertThat(token.toString()).doesNotContain(token.text());
    assertThat(byKey(key).toString() + new Login.Bearer(token.text()))
        .doesNotContain(key.text(), token.text());
  }

  private static Optional<String> basic(String pair) {
    return Optional.of(
        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void aLoginIsReadOffItsHeader() {
    assertThat(Login.of(Optional.empty())).isEqualTo(new Login.Visitor());
    assertThat(Login.of(Optional.of("bearer  a.b.c"))).isEqualTo(new Login.Bearer("a.b.c"));
    assertThat(Login.of(basic("ad\u00e4:s:e"))).isEqualTo(new Login.Basic("ad\u00e4", "s:e"));
    assertThat(Login.of(basic(":"))).isEqualTo(new Login.Basic("", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Basic", "Basic !", "Basic YQ==", "Digest a", "Bearer", "Bearer "})
  void aHeaderThatCannotBeReadIsNoVisitor(String header) {
    refused("identity.bad-login", () -> Login.of(Optional.of(header)));
  }
}
