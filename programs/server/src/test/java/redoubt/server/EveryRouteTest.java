package redoubt.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.testkit.HttpsCaller;
import redoubt.web.Access;
import redoubt.web.Json;
import redoubt.web.Role;
import redoubt.web.Route;

/**
 * Two tenants × every route × every role, generated from the routes that the server serves: a route
 * that is added is tested without a word here.
 */
final class EveryRouteTest {
  private static final String NEW_KEY =
      """
      {"metadata":{"collectionType":"application/vnd.ibm.kms.key+json","collectionTotal":1},
       "resources":[{"type":"application/vnd.ibm.kms.key+json","name":"held","extractable":false}]}
      """;

  private static final Pattern PROOF = Pattern.compile("`([a-z]+[.][a-z-]+)`");

  @TempDir static Path directory;
  private static RunningHouse running;
  private static String mine;
  private static String foreign;
  private static final Map<Role, HttpsCaller> callers = new EnumMap<>(Role.class);
  private static HttpsCaller nobody;

  @BeforeAll
  static void start() {
    running = RunningHouse.start(directory, InstantSource.system());
    HttpsCaller admin = running.admin();
    mine = RunningHouse.text(admin.postJson("/v1/instances", "{\"name\":\"mine\"}"), "id");
    foreign = RunningHouse.text(admin.postJson("/v1/instances", "{\"name\":\"foreign\"}"), "id");
    // An instance with a key in it cannot be deleted, also not by the calls that are tried here.
    HttpResponse<String> key =
        admin.with("Bluemix-Instance", mine).postJson("/api/v2/keys", NEW_KEY);
    assertThat(key.statusCode()).as(key.body()).isEqualTo(201);
    for (Role role : Role.values()) {
      callers.put(role, callerWith(admin, role));
    }
    HttpResponse<String> namespace =
        caller(Role.MANAGER)
            .postJson("/v1/instances/" + mine + "/namespaces", "{\"name\":\"team\"}");
    assertThat(namespace.statusCode()).as(namespace.body()).isEqualTo(201);
    nobody = running.as(apiKeyOf(admin, user(admin, "nobody", false)));
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  private static HttpsCaller callerWith(HttpsCaller admin, Role role) {
    boolean administrator = role == Role.ADMINISTRATOR;
    String user = user(admin, role.name().toLowerCase(java.util.Locale.ROOT), administrator);
    if (!administrator) {
      HttpResponse<String> granted =
          admin.postJson(
              "/v1/instances/" + mine + "/grants",
              "{\"user\":\"" + user + "\",\"role\":\"" + role + "\"}");
      assertThat(granted.statusCode()).as(granted.body()).isEqualTo(201);
    }
    return running.as(apiKeyOf(admin, user));
  }

  private static HttpsCaller caller(Role role) {
    return Objects.requireNonNull(callers.get(role));
  }

  private static String user(HttpsCaller admin, String name, boolean administrator) {
    HttpResponse<String> made =
        admin.postJson(
            "/v1/users", "{\"name\":\"" + name + "\",\"administrator\":" + administrator + "}");
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    return RunningHouse.text(made, "id");
  }

  private static String apiKeyOf(HttpsCaller admin, String user) {
    return RunningHouse.text(
        admin.postJson("/v1/apikeys", "{\"name\":\"test\",\"user\":\"" + user + "\"}"), "apikey");
  }

  /** Routes of APIs; the console's pages answer strangers with a way to the login. */
  private static List<Route> apiRoutes() {
    return running.house().routes().stream()
        .filter(route ->
            route.path().startsWith("/v1/")
                || route.path().startsWith("/api/")
                || route.path().startsWith("/identity/"))
        .filter(route -> !(route.access() instanceof Access.Open))
        .toList();
  }

  private static HttpResponse<String> call(HttpsCaller caller, Route route, String instance) {
    String path =
        route
            .path()
            .replace("{instance}", instance)
            .replace("{name+}", "team/app")
            .replace(
                "{namespace}",
                route.access() instanceof Access.Part ? "team" : UUID.randomUUID().toString())
            .replaceAll("\\{[^}]*}", UUID.randomUUID().toString());
    // Who is let in gets no further than to the body, which is none.
    String body = Set.of("POST", "PUT", "PATCH").contains(route.method()) ? "{" : "";
    return caller
        .with("Bluemix-Instance", instance)
        .with("Content-Type", "application/json")
        .send(route.method(), path, body);
  }

  private static boolean refused(HttpResponse<String> response) {
    return (response.statusCode() == 401 || response.statusCode() == 403)
        && (response.body().isEmpty()
            || response.body().contains("web.forbidden")
            || response.body().contains("UNAUTHORIZED_ERR"));
  }

  private static Set<Role> allowed(Access access) {
    return switch (access) {
      case Access.Open open -> Set.of(Role.values());
      case Access.SignedIn signedIn -> Set.of(Role.values());
      case Access.Administrator administrator -> Set.of(Role.ADMINISTRATOR);
      case Access.Instance instance -> instance.anyOf();
      case Access.Ring ring -> ring.anyOf();
      case Access.Part part -> part.anyOf();
    };
  }

  /** The page of proofs tells of each, and of none that there is not. */
  @Test
  void thePageOfProofsTellsOfAll() throws IOException {
    Path page = Path.of(System.getProperty("redoubt.root", "../.."), "docs", "proofs.md");
    Set<String> told = new TreeSet<>();
    for (String line : Files.readAllLines(page)) {
      if (line.startsWith("| `")) {
        Matcher id = PROOF.matcher(line.substring(0, line.indexOf('|', 1)));
        while (id.find()) {
          told.add(id.group(1));
        }
      }
    }
    Set<String> there = new TreeSet<>();
    Json.parse(running.admin().get("/v1/proofs").body().getBytes(StandardCharsets.UTF_8))
        .path("items")
        .forEach(proof -> there.add(proof.path("proof").asText()));
    assertThat(there).contains("ledger.altered-row");
    assertThat(told).isEqualTo(there);
  }

  @Test
  void thereAreRoutesToTry() {
    assertThat(apiRoutes()).hasSizeGreaterThan(50);
  }

  @Test
  void noRouteAnswersWithoutACredential() {
    HttpsCaller stranger = running.caller();
    List<String> leaks = new ArrayList<>();
    for (Route route : apiRoutes()) {
      int status = call(stranger, route, mine).statusCode();
      if (status != 401 && status != 400) {
        leaks.add(status + " " + route.method() + " " + route.path());
      }
    }
    assertThat(leaks).isEmpty();
  }

  @Test
  void everyRoleMayCallWhatItsRoutesSayAndNothingElse() {
    List<String> wrong = new ArrayList<>();
    for (Route route : apiRoutes()) {
      for (Role role : Role.values()) {
        boolean may = allowed(route.access()).stream().anyMatch(role::includes);
        HttpResponse<String> response = call(caller(role), route, mine);
        boolean broken = response.statusCode() >= 500 && response.statusCode() != 501;
        if (broken || may == refused(response)) {
          wrong.add(
              role
                  + " "
                  + route.method()
                  + " "
                  + route.path()
                  + " "
                  + response.statusCode()
                  + " "
                  + response.body());
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void noRoleInOneInstanceOpensAnother() {
    List<String> leaks = new ArrayList<>();
    for (Route route : apiRoutes()) {
      if (!namesInstance(route)) {
        continue;
      }
      for (Role role : Role.values()) {
        boolean asAdministrator =
            role == Role.ADMINISTRATOR && allowed(route.access()).contains(Role.ADMINISTRATOR);
        if (!asAdministrator && !refused(call(caller(role), route, foreign))) {
          leaks.add(role + " " + route.method() + " " + route.path());
        }
      }
      if (!refused(call(nobody, route, mine))) {
        leaks.add("nobody " + route.method() + " " + route.path());
      }
    }
    assertThat(leaks).isEmpty();
  }

  private static boolean namesInstance(Route route) {
    return switch (route.access()) {
      case Access.Instance _, Access.Ring _ -> true;
      case Access.Part _ -> route.path().contains("{instance}");
      case Access.Open _, Access.SignedIn _, Access.Administrator _ -> false;
    };
  }

  @Test
  void noRouteOfTheRegistryLetsInWhoHoldsNoRoleThere() {
    List<String> leaks = new ArrayList<>();
    int tried = 0;
    for (Route route : running.house().routes()) {
      if (!(route.access() instanceof Access.Part)) {
        continue;
      }
      tried++;
      String path =
          route
              .path()
              .replace("{name+}", "team/app")
              .replaceAll("\\{[^}]*}", UUID.randomUUID().toString());
      int asStranger = running.caller().send(route.method(), path, "").statusCode();
      int asNobody = nobody.send(route.method(), path, "").statusCode();
      boolean aboutARepository = route.path().contains("{name+}");
      if (asStranger != 401 || (aboutARepository && asNobody != 403)) {
        leaks.add(asStranger + " " + asNobody + " " + route.method() + " " + route.path());
      }
    }
    assertThat(leaks).isEmpty();
    assertThat(tried).isGreaterThan(10);
  }
}
