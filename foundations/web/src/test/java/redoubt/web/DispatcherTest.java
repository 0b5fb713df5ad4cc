package redoubt.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import redoubt.core.Failure;

final class DispatcherTest {
  private static final String MINE = "11111111-1111-4111-8111-111111111111";
  private static final String FOREIGN = "22222222-2222-4222-8222-222222222222";

  private final List<String> refusals = new ArrayList<>();

  private Dispatcher dispatcher(List<InstanceCheck> checks, Route... routes) {
    return new Dispatcher(
        List.of(routes),
        checks,
        DispatcherTest::authenticate,
        (route, request, caller, failure) ->
            refusals.add(
                route.action()
                    + " "
                    + caller.map(Principal::user).orElse("-")
                    + " "
                    + failure.code()),
        new RequestMeter(new SimpleMeterRegistry()));
  }

  private static Principal authenticate(String token) {
    return switch (token) {
      case "reader" -> new Principal("u1", "k1", List.of(Grant.inInstance(Role.READER, MINE)));
      case "manager" -> new Principal("u2", "k2", List.of(Grant.inInstance(Role.MANAGER, MINE)));
      case "ring" -> new Principal("u3", "k3", List.of(Grant.inRing(Role.MANAGER, MINE, "blue")));
      case "administrator" -> new Principal("u4", "k4", List.of(Grant.administrator()));
      default ->
          throw new Failure(Failure.Kind.UNAUTHENTICATED, "identity.bad-token", "Bad.", "Get one.");
    };
  }

  private static Route route(String method, String path, Access access, Route.Handler handler) {
    return new Route(method, path, access, "test.act", "A test", ApiStyle.redoubt(), handler);
  }

  private static Response call(Dispatcher dispatcher, String method, String path, String token) {
    Map<String, List<String>> headers =
        token.isEmpty() ? Map.of() : Map.of("authorization", List.of("Bearer " + token));
    return dispatcher.answer(new Call(method, path, "", headers, Body.of(), "127.0.0.1", true));
  }

  private static String text(Response response) {
    return response.body() instanceof Response.Bytes whole
        ? new String(whole.bytes(), StandardCharsets.UTF_8)
        : "";
  }

  @Test
  void anOpenRouteNeedsNoCredential() {
    Dispatcher web =
        dispatcher(List.of(), route("GET", "/a", Access.open(), r -> Response.text(200, "hello")));
    assertThat(call(web, "GET", "/a", "").status()).isEqualTo(200);
  }

  @Test
  void aCallWithoutACredentialIsRefusedAndRecorded() {
    Dispatcher web =
        dispatcher(
            List.of(), route("GET", "/a", Access.signedIn(), r -> Response.text(200, "hello")));
    Response response = call(web, "GET", "/a", "");
    assertThat(response.status()).isEqualTo(401);
    assertThat(text(response)).contains("web.no-credential");
    assertThat(refusals).containsExactly("test.act - web.no-credential");
  }

  @Test
  void aForeignInstanceAnswersLikeAnAbsentOne() {
    Dispatcher web =
        dispatcher(
            List.of(),
            route("GET", "/i/{instance}", Access.instance(Role.READER), r -> Response.empty(204)));
    assertThat(call(web, "GET", "/i/" + MINE, "reader").status()).isEqualTo(204);
    Response foreign = call(web, "GET", "/i/" + FOREIGN, "reader");
    Response absent = call(web, "GET", "/i/nothing", "reader");
    assertThat(foreign.status()).isEqualTo(403).isEqualTo(absent.status());
    assertThat(text(foreign).replaceAll("\"correlationId\":\"[^\"]*\"", ""))
        .isEqualTo(text(absent).replaceAll("\"correlationId\":\"[^\"]*\"", ""));
  }

  @Test
  void aLargerRoleIncludesASmallerOneButNotTheOtherWayRound() {
    Dispatcher web =
        dispatcher(
            List.of(),
            route("GET", "/r/{instance}", Access.instance(Role.READER), r -> Response.empty(204)),
            route("GET", "/m/{instance}", Access.instance(Role.MANAGER), r -> Response.empty(204)),
            route(
                "GET", "/p/{instance}", Access.instance(Role.KEY_PURGE), r -> Response.empty(204)));
    assertThat(call(web, "GET", "/r/" + MINE, "manager").status()).isEqualTo(204);
    assertThat(call(web, "GET", "/m/" + MINE, "reader").status()).isEqualTo(403);
    assertThat(call(web, "GET", "/p/" + MINE, "manager").status()).isEqualTo(403);
  }

  @Test
  void theRulesOfAnInstanceHoldOnEveryCallThatNamesItForAllWhoHoldARoleThere() {
    InstanceCheck closed =
        (route, request) -> {
          throw new Failure(
              Failure.Kind.FORBIDDEN, "test.closed", request.instance() + " is closed.", "Wait.");
        };
    Dispatcher web =
        dispatcher(
            List.of(closed),
            route("GET", "/i/{instance}", Access.signedIn(), r -> Response.empty(204)),
            route("GET", "/all", Access.signedIn(), r -> Response.empty(204)));
    assertThat(text(call(web, "GET", "/i/" + MINE, "reader"))).contains("test.closed");
    assertThat(text(call(web, "GET", "/i/" + MINE, "ring"))).contains("test.closed");
    assertThat(call(web, "GET", "/i/" + FOREIGN, "reader").status())
        .as("a stranger learns nothing of the rules, and the handler refuses them")
        .isEqualTo(204);
    assertThat(call(web, "GET", "/all", "reader").status()).isEqualTo(204);
  }

  @Test
  void anAdministratorHoldsNoRoleInAnInstanceUnlessTheRouteSaysSo() {
    Dispatcher web =
        dispatcher(
            List.of(),
            route("GET", "/keys/{instance}", Access.ring(Role.READER), r -> Response.empty(204)),
            route(
                "GET",
                "/grants/{instance}",
                Access.instance(Role.MANAGER, Role.ADMINISTRATOR),
                r -> Response.empty(204)));
    assertThat(call(web, "GET", "/keys/" + MINE, "administrator").status()).isEqualTo(403);
    assertThat(call(web, "GET", "/grants/" + MINE, "administrator").status()).isEqualTo(204);
  }

  @Test
  void aRoleInOneRingDoesNotOpenAnother() {
    Dispatcher web =
        dispatcher(
            List.of(),
            route(
                "GET",
                "/k/{instance}/{ring}",
                Access.ring(Role.READER),
                r -> {
                  r.requireRing(r.pathParameter("ring"));
                  return Response.empty(204);
                }));
    assertThat(call(web, "GET", "/k/" + MINE + "/blue", "ring").status()).isEqualTo(204);
    assertThat(call(web, "GET", "/k/" + MINE + "/red", "ring").status()).isEqualTo(403);
  }

  @Test
  void anAnswerMadeWithoutLookingAtTheRingIsThrownAway() {
    Dispatcher web =
        dispatcher(
            List.of(),
            route(
                "GET",
                "/k/{instance}",
                Access.ring(Role.READER),
                r -> Response.text(200, "leaked")));
    Response response = call(web, "GET", "/k/" + MINE, "ring");
    assertThat(response.status()).isEqualTo(500);
    assertThat(text(response)).doesNotContain("leaked");
  }

  @Test
  void aRuleOfTheInstanceCanRefuseWhoeverCalls() {
    InstanceCheck never =
        (route, request) -> {
          throw new Failure(Failure.Kind.FORBIDDEN, "test.rule", "Not from here.", "Move.");
        };
    Dispatcher web =
        dispatcher(
            List.of(never),
            route("GET", "/i/{instance}", Access.instance(Role.READER), r -> Response.empty(204)));
    assertThat(text(call(web, "GET", "/i/" + MINE, "manager"))).contains("test.rule");
  }

  @Test
  void aHandlerThatBreaksShowsNothingOfItsInside() {
    Dispatcher web =
        dispatcher(
            List.of(),
            route(
                "GET",
                "/a",
                Access.open(),
                r -> {
                  throw new IllegalStateException("the secret is hunter2");
                }));
    Response response = call(web, "GET", "/a", "");
    assertThat(response.status()).isEqualTo(500);
    assertThat(text(response)).contains("web.internal").doesNotContain("hunter2");
  }

  @Test
  void anUnknownPathAndAnUnknownMethodAreToldApart() {
    Dispatcher web =
        dispatcher(List.of(), route("GET", "/a/{x}", Access.open(), r -> Response.empty(204)));
    assertThat(text(call(web, "GET", "/b", ""))).contains("web.no-such-path");
    assertThat(text(call(web, "PUT", "/a/1", ""))).contains("web.no-such-method").contains("GET");
  }

  @Test
  void aLiteralSegmentGoesBeforeAParameterAndARestTakesSlashes() {
    Dispatcher web =
        dispatcher(
            List.of(),
            route("GET", "/k/{id}", Access.open(), r -> Response.text(200, r.pathParameter("id"))),
            route("GET", "/k/all", Access.open(), r -> Response.text(200, "literal")),
            route(
                "GET",
                "/f/{rest...}",
                Access.open(),
                r -> Response.text(200, r.pathParameter("rest"))));
    assertThat(text(call(web, "GET", "/k/all", ""))).isEqualTo("literal");
    assertThat(text(call(web, "GET", "/k/a%2Fb+c", ""))).isEqualTo("a/b+c");
    assertThat(text(call(web, "GET", "/f/a/b/c", ""))).isEqualTo("a/b/c");
  }

  @Test
  void twoRoutesForOneCallAreRefusedAtTheStart() {
    Route one = route("GET", "/a/{x}", Access.open(), r -> Response.empty(204));
    Route two = route("GET", "/a/{y}", Access.open(), r -> Response.empty(204));
    assertThatThrownBy(() -> dispatcher(List.of(), one, two))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two routes");
  }

  @Test
  void theCorrelationIdOfTheClientComesBackUnlessItIsRubbish() {
    Dispatcher web =
        dispatcher(List.of(), route("GET", "/a", Access.open(), r -> Response.empty(204)));
    assertThat(answerWithCorrelation(web, "abc-1")).isEqualTo("abc-1");
    assertThat(answerWithCorrelation(web, "a\r\nSet-Cookie: x")).isNotEqualTo("a\r\nSet-Cookie: x");
  }

  private static String answerWithCorrelation(Dispatcher web, String id) {
    return Optional.ofNullable(
            web.answer(
                    new Call(
                        "GET",
                        "/a",
                        "",
                        Map.of("correlation-id", List.of(id)),
                        Body.of(),
                        "127.0.0.1",
                        true))
                .headers()
                .get("Correlation-Id"))
        .orElse("");
  }
}
