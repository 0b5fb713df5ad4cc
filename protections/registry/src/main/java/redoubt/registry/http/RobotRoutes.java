package redoubt.registry.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import redoubt.core.Failure;
import redoubt.registry.access.Robot;
import redoubt.registry.access.Robots;
import redoubt.web.Access;
import redoubt.web.ApiStyle;
import redoubt.web.Part;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/** Robots of an instance's namespaces, for its managers. */
public final class RobotRoutes {
  private static final String ALL = "/v1/instances/{instance}/robots";

  private final Robots robots;

  public RobotRoutes(Robots robots) {
    this.robots = robots;
  }

  public List<Route> routes() {
    return List.of(
        route("POST", ALL, "create", "Add a robot, and show its API key once", this::add),
        route("GET", ALL, "list", "List robots and when their keys expire", this::list),
        route("DELETE", ALL + "/{robot}", "delete", "Remove a robot with its key", this::remove));
  }

  private static Route route(
      String method, String path, String action, String summary, Route.Handler handler) {
    return new Route(
        method,
        path,
        Access.part(Role.MANAGER),
        "container-registry.robot." + action,
        summary,
        ApiStyle.redoubt(),
        Within.some(handler));
  }

  private Response add(Request request) {
    JsonNode wish = request.json();
    Within.namespace(request, wish.path("namespace").asText(""));
    Robots.Made made =
        robots.add(
            request.instance(),
            request.principal().user(),
            new Robots.Wish(
                wish.path("name").asText(""),
                wish.path("namespace").asText(""),
                Optional.of(wish.path("repository").asText("")).filter(name -> !name.isEmpty()),
                role(wish.path("role").asText("")),
                expiry(wish)));
    try (made) {
      Map<String, Object> view = view(made.robot());
      view.put("apikey", made.key().use(bytes -> new String(bytes, StandardCharsets.US_ASCII)));
      return Response.json(201, view);
    }
  }

  private static Role role(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "reader" -> Role.READER;
      case "writer" -> Role.WRITER;
      default -> throw badField("role", "Say reader or writer.");
    };
  }

  private Instant expiry(JsonNode wish) {
    JsonNode days = wish.path("expiresInDays");
    if (days.canConvertToInt() && !wish.has("expiresAt")) {
      return robots.daysFromNow(days.asInt());
    }
    try {
      return Instant.parse(wish.path("expiresAt").asText(""));
    } catch (DateTimeException e) {
      throw badField("expiresAt", "Say when, such as 2027-01-31T00:00:00Z, or expiresInDays.");
    }
  }

  private static Failure badField(String field, String remedy) {
    return new Failure(
        Failure.Kind.INVALID,
        "registry.bad-field",
        "The field " + field + " is not what it should be.",
        remedy);
  }

  private Response list(Request request) {
    String instance = request.instance();
    return Response.json(
        200,
        Map.of(
            "items",
            request.named(
                robots.list(instance).stream()
                    .filter(seen -> manages(request, seen.robot().namespace()))
                    .map(seen -> {
                      Map<String, Object> view = view(seen.robot());
                      seen.lastUsedAt().ifPresent(at -> view.put("lastUsedAt", at.toString()));
                      return view;
                    })
                    .toList(),
                "createdBy")));
  }

  private static boolean manages(Request request, String namespace) {
    return request
        .principal()
        .allows(request.instance(), Part.namespace(namespace), Set.of(Role.MANAGER));
  }

  private Response remove(Request request) {
    robots.list(request.pathParameter("instance")).stream()
        .map(Robots.Seen::robot)
        .filter(robot -> robot.account().equals(request.pathParameter("robot")))
        .findFirst()
        .ifPresentOrElse(
            robot -> Within.namespace(request, robot.namespace()), () -> Within.all(request));
    robots.remove(request.instance(), request.principal().user(), request.pathParameter("robot"));
    return Response.empty(204);
  }

  private static Map<String, Object> view(Robot robot) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("robot", robot.account());
    view.put("namespace", robot.namespace());
    robot.repository().ifPresent(name -> view.put("repository", name.text()));
    view.put("role", robot.role().name().toLowerCase(Locale.ROOT));
    view.put("expiresAt", robot.expiresAt().toString());
    view.put("createdAt", robot.createdAt().toString());
    view.put("createdBy", robot.createdBy());
    return view;
  }
}
