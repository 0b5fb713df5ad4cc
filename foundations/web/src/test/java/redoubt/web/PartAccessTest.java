package redoubt.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import redoubt.core.Failure;

/** Routes whose handler finds out which part of which instance they are about. */
final class PartAccessTest {
  private static final String MINE = "11111111-1111-4111-8111-111111111111";
  private static final String OTHER = "22222222-2222-4222-8222-222222222222";

  private static final Authenticator AUTHENTICATOR =
      new Authenticator() {
        @Override
        public Principal authenticate(String bearerToken) {
          return principal(bearerToken);
        }

        @Override
        public boolean isVisitors(String bearerToken) {
          return bearerToken.equals("visitors");
        }
      };

  private final InstanceCheck noVisitorsFromThere =
      (route, request) -> {
        if (request.query("from").isPresent()) {
          throw new Failure(Failure.Kind.FORBIDDEN, "test.closed", "Closed.", "Wait.");
        }
      };

  private final Dispatcher web =
      new Dispatcher(
          List.of(
              route("GET", "/v2/{name+}/read", Access.partOrVisitor(Role.READER)),
              route("PUT", "/v2/{name+}/write", Access.partOrVisitor(Role.WRITER)),
              new Route(
                  "GET",
                  "/v2/",
                  Access.partOrVisitor(Role.READER),
                  "test.act",
                  "Test",
                  ApiStyle.redoubt(),
                  request -> Response.text(200, request.requireCaller().user())),
              new Route(
                  "GET",
                  "/v2/_catalog",
                  Access.partOrVisitor(Role.READER),
                  "test.act",
                  "Test",
                  ApiStyle.redoubt(),
                  request -> Response.text(200, readable(request.requireLister()))),
              new Route(
                  "GET",
                  "/forgets",
                  Access.part(Role.READER),
                  "test.act",
                  "Test",
                  ApiStyle.redoubt(),
                  request -> Response.text(200, "secret")),
              new Route(
                  "GET",
                  "/mine",
                  Access.signedIn(),
                  "test.act",
                  "Test",
                  ApiStyle.redoubt(),
                  request -> Response.text(200, request.principal().user()))),
          List.of(noVisitorsFromThere),
          AUTHENTICATOR,
          (route, request, caller, failure) -> {},
          new RequestMeter(new SimpleMeterRegistry()));

  /** Repositories {@code open/…} are for all; those of {@code none/…} do not exist. */
  private static Route route(String method, String path, Access access) {
    return new Route(
        method,
        path,
        access,
        "test.act",
        "Test",
        ApiStyle.redoubt(),
        request -> {
          String name = request.pathParameter("name");
          request.requirePart(
              name.startsWith("none/") ? Optional.empty() : Optional.of(MINE),
              Part.repository(name),
              name.startsWith("open/"));
          return Response.text(200, "done");
        });
  }

  private static String readable(Principal lister) {
    return Stream.of("team/app", "team/other", "team2/app")
        .filter(name -> lister.allows(MINE, Part.repository(name), Set.of(Role.READER)))
        .collect(Collectors.joining(" "));
  }

  private static Principal principal(String token) {
    Grant reader = Grant.inPart(Role.READER, MINE, Part.repository("team/app"));
    Grant writer = Grant.inPart(Role.WRITER, MINE, Part.namespace("team"));
    return switch (token) {
      case "reader" -> new Principal("reader", "k", List.of(reader));
      case "writer" -> new Principal("writer", "k", List.of(writer));
      case "all" -> new Principal("all", "k", List.of(Grant.inInstance(Role.MANAGER, MINE)));
      case "ring" ->
          new Principal("ring", "k", List.of(Grant.inRing(Role.MANAGER, MINE, "team/app")));
      case "foreign" ->
          new Principal("foreign", "k", List.of(Grant.inInstance(Role.MANAGER, OTHER)));
      case "administrator" ->
          new Principal("administrator", "k", List.of(Grant.administrator()))
              .narrowedTo(List.of(Grant.administrator()));
      case "pull" ->
          new Principal("pull", "k", List.of(Grant.inInstance(Role.MANAGER, MINE)))
              .narrowedTo(List.of(reader));
      case "lists" -> new Principal("lists", "k", List.of(writer)).narrowedTo(List.of(), true);
      case "beyond" ->
          new Principal("beyond", "k", List.of(reader))
              .narrowedTo(List.of(Grant.inInstance(Role.MANAGER, MINE)));
      default -> throw new Failure(Failure.Kind.UNAUTHENTICATED, "test.bad", "Bad.", "Get one.");
    };
  }

  private String answer(String method, String path, String query, String token) {
    Response response =
        web.answer(
            new Call(
                method,
                path,
                query,
                token.isEmpty() ? Map.of() : Map.of("authorization", List.of("Bearer " + token)),
                Body.of(),
                "127.0.0.1",
                true));
    String body =
        response.body() instanceof Response.Bytes whole
            ? new String(whole.bytes(), StandardCharsets.UTF_8)
            : "";
    return response.status()
        + " "
        + (response.status() < 400 ? body : body.replaceAll(".*\"code\":\"([^\"]*)\".*", "$1"));
  }

  private String read(String name, String token) {
    return answer("GET", "/v2/" + name + "/read", "", token);
  }

  private String write(String name, String token) {
    return answer("PUT", "/v2/" + name + "/write", "", token);
  }

  @Test
  void aRoleHoldsInItsPartAndInWhatIsAPartOfThat() {
    assertThat(read("team/app", "reader")).isEqualTo("200 done");
    assertThat(read("team/app", "writer")).isEqualTo("200 done");
    assertThat(write("team/app", "writer")).isEqualTo("200 done");
    assertThat(write("team/app", "all")).isEqualTo("200 done");
    assertThat(write("team/app", "reader")).isEqualTo("403 web.forbidden");
    assertThat(read("team/app2", "reader")).isEqualTo("403 web.forbidden");
    assertThat(read("team2/app", "writer")).isEqualTo("403 web.forbidden");
    assertThat(read("team/app", "ring")).as("a ring of that name").isEqualTo("403 web.forbidden");
  }

  @Test
  void aForeignPartAnswersLikeOneThatIsNotThere() {
    assertThat(read("team/app", "foreign"))
        .isEqualTo("403 web.forbidden")
        .isEqualTo(read("none/app", "foreign"))
        .isEqualTo(read("none/app", "all"));
    assertThat(read("team/app", ""))
        .isEqualTo("401 web.no-credential")
        .isEqualTo(read("none/app", ""));
  }

  @Test
  void visitorsReadWhatIsOpenAndNothingElse() {
    assertThat(read("open/app", "")).isEqualTo("200 done");
    assertThat(read("open/app", "foreign")).isEqualTo("200 done");
    assertThat(write("open/app", "")).isEqualTo("401 web.no-credential");
    assertThat(write("open/app", "foreign")).isEqualTo("403 web.forbidden");
    assertThat(read("open/app", "wrong")).as("a bad token is no visitor").isEqualTo("401 test.bad");
  }

  @Test
  void theRulesOfTheInstanceHoldForVisitorsToo() {
    assertThat(answer("GET", "/v2/open/app/read", "from=x", "")).isEqualTo("403 test.closed");
    assertThat(answer("GET", "/v2/team/app/read", "from=x", "all")).isEqualTo("403 test.closed");
  }

  @Test
  void aNarrowTokenIsGoodForWhatItSaysAndItsUserHolds() {
    assertThat(read("team/app", "pull")).isEqualTo("200 done");
    assertThat(write("team/app", "pull")).isEqualTo("401 web.narrow-token");
    assertThat(read("team/other", "pull")).isEqualTo("401 web.narrow-token");
    assertThat(read("none/app", "pull")).isEqualTo("403 web.forbidden");
    assertThat(write("team/app", "beyond")).isEqualTo("403 web.forbidden");
  }

  @Test
  void thePartsOfANarrowTokenAreThoseThatItNamesAndItsUserHolds() {
    Set<Role> reader = Set.of(Role.READER);
    assertThat(principal("pull").parts(MINE, Part.Kind.REPOSITORY, reader))
        .containsExactly("team/app");
    assertThat(principal("beyond").parts(MINE, Part.Kind.REPOSITORY, reader))
        .containsExactly("team/app");
    assertThat(principal("writer").parts(MINE, Part.Kind.NAMESPACE, reader))
        .containsExactly("team");
    assertThat(principal("lists").parts(MINE, Part.Kind.NAMESPACE, reader)).isEmpty();
    assertThat(principal("foreign").narrowedTo(principal("reader").grants()))
        .satisfies(who -> assertThat(who.parts(MINE, Part.Kind.REPOSITORY, reader)).isEmpty());
  }

  @Test
  void aNarrowTokenOpensNoOtherRoute() {
    assertThat(answer("GET", "/mine", "", "all")).isEqualTo("200 all");
    assertThat(answer("GET", "/mine", "", "pull")).isEqualTo("401 web.narrow-token");
    assertThat(answer("GET", "/mine", "", "administrator")).isEqualTo("401 web.narrow-token");
    assertThat(answer("GET", "/v2/", "", "pull")).isEqualTo("200 pull");
    assertThat(answer("GET", "/v2/", "", "")).isEqualTo("401 web.no-credential");
  }

  @Test
  void aTokenWithoutAUserIsLikeNone() {
    assertThat(read("open/app", "visitors")).isEqualTo("200 done");
    assertThat(read("team/app", "visitors")).isEqualTo("401 web.no-credential");
    assertThat(write("open/app", "visitors")).isEqualTo("401 web.no-credential");
    for (String path : List.of("/mine", "/v2/", "/v2/_catalog", "/forgets")) {
      assertThat(answer("GET", path, "", "visitors"))
          .isEqualTo("401 web.no-credential")
          .isEqualTo(answer("GET", path, "", ""));
    }
  }

  @Test
  void aListHoldsWhatTheCallerMayReadIfTheTokenIsGoodForLists() {
    assertThat(answer("GET", "/v2/_catalog", "", "writer")).isEqualTo("200 team/app team/other");
    assertThat(answer("GET", "/v2/_catalog", "", "lists")).isEqualTo("200 team/app team/other");
    assertThat(answer("GET", "/v2/_catalog", "", "reader")).isEqualTo("200 team/app");
    // The rules of an instance hold for lists of several, too.
    assertThat(answer("GET", "/v2/_catalog", "from=there", "writer")).isEqualTo("200 ");
    assertThat(answer("GET", "/v2/_catalog", "", "foreign")).isEqualTo("200 ");
    assertThat(answer("GET", "/v2/_catalog", "", "pull")).isEqualTo("401 web.narrow-token");
    assertThat(read("team/app", "lists")).isEqualTo("401 web.narrow-token");
  }

  @Test
  void anAnswerThatWasMadeWithoutAskingWhoMaySeeItIsThrownAway() {
    assertThat(answer("GET", "/forgets", "", "all")).isEqualTo("500 web.internal");
  }
}
