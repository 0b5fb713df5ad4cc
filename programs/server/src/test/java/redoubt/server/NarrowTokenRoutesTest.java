package redoubt.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.identity.Identity;
import redoubt.identity.Login;
import redoubt.identity.PageRequest;
import redoubt.identity.Scope;
import redoubt.identity.Scope.Action;
import redoubt.testkit.HttpsCaller;
import redoubt.web.Access;
import redoubt.web.Route;
import redoubt.web.console.Cookies;

/** Every route that is served, with tokens that are good for repositories only. */
final class NarrowTokenRoutesTest {
  @TempDir static Path directory;
  private static RunningHouse running;
  private static String instance;
  private static String narrow;
  private static String visitors;

  @BeforeAll
  static void start() throws IOException {
    AtomicReference<Identity> identity = new AtomicReference<>();
    running =
        RunningHouse.start(
            directory,
            InstantSource.system(),
            Rooms.ALL.stream()
                .map(plan ->
                    new RoomPlan(
                        plan.migrations(),
                        foundations -> {
                          identity.set(foundations.identity());
                          return plan.opening().apply(foundations);
                        },
                        plan.guard()))
                .toList());
    instance = identity.get().instances().list(PageRequest.first()).items().getFirst().id();
    String apiKey = Files.readString(running.house().apiKeyFile()).strip();
    List<Scope> wanted =
        List.of(
            new Scope.Repository(
                instance, "team/app", Set.of(Action.PULL, Action.PUSH, Action.DELETE)),
            new Scope.Lists());
    narrow = token(identity.get(), new Login.Basic(Login.API_KEY, apiKey), wanted);
    visitors = token(identity.get(), new Login.Visitor(), wanted);
  }

  private static String token(Identity identity, Login login, List<Scope> wanted) {
    return identity.narrowTokens().issue(login, wanted, "127.0.0.1").text();
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  private static HttpResponse<String> call(Route route, String token) {
    String path =
        route
            .path()
            .replace("{instance}", instance)
            .replaceAll("\\{[^}]*}", UUID.randomUUID().toString());
    HttpsCaller caller =
        running
            .caller()
            .with("Bluemix-Instance", instance)
            .with("Cookie", Cookies.SESSION + "=" + token)
            .with("Content-Type", "application/json");
    String body = Set.of("POST", "PUT", "PATCH").contains(route.method()) ? "{" : "";
    return caller.withBearer(token).send(route.method(), path, body);
  }

  private static List<String> letIn(String token) {
    List<String> letIn = new ArrayList<>();
    for (Route route : running.house().routes()) {
      if (route.access() instanceof Access.Open || route.access() instanceof Access.Part) {
        continue;
      }
      HttpResponse<String> answer = call(route, token);
      boolean sentToTheLogin =
          answer.statusCode() == 303
              && answer.headers().firstValue("Location").orElse("").startsWith("/login");
      if (answer.statusCode() != 401 && !sentToTheLogin) {
        letIn.add(answer.statusCode() + " " + route.method() + " " + route.path());
      }
    }
    return letIn;
  }

  @Test
  void anAdministratorsNarrowTokenOpensNoRouteThatIsNotAboutAPart() {
    assertThat(letIn(narrow)).isEmpty();
  }

  @Test
  void aVisitorsTokenOpensNoRouteThatIsNotAboutAPart() {
    assertThat(letIn(visitors)).isEmpty();
  }

  @Test
  void aNarrowTokenIsToldThatItIsNarrow() {
    HttpResponse<String> answer = running.caller().withBearer(narrow).get("/v1/whoami");
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(RunningHouse.text(answer, "code")).isEqualTo("web.narrow-token");
  }
}
