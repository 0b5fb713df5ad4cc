package redoubt.identity.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import redoubt.identity.Grants;
import redoubt.identity.User;
import redoubt.identity.UserGrant;
import redoubt.identity.Users;
import redoubt.web.Access;
import redoubt.web.ApiStyle;
import redoubt.web.Principal;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/** {@code /v1/users} and {@code /v1/whoami}. */
public final class UserRoutes {
  private final Users users;
  private final Grants grants;

  public UserRoutes(Users users, Grants grants) {
    this.users = users;
    this.grants = grants;
  }

  public List<Route> routes() {
    return List.of(
        route(
            "GET",
            "/v1/whoami",
            Access.signedIn(),
            "identity.whoami",
            "Who the caller is and what they may do",
            this::whoami),
        route(
            "GET",
            "/v1/users",
            Access.administrator(),
            "identity.user.list",
            "All users",
            request -> Response.json(200, Views.page(users.list(Views.page(request)), Views::of))),
        route(
            "POST",
            "/v1/users",
            Access.administrator(),
            "identity.user.create",
            "Make a user",
            this::create),
        route(
            "GET",
            "/v1/users/{user}",
            Access.administrator(),
            "identity.user.read",
            "Read a user by id or name",
            request -> Response.json(200, Views.of(users.require(request.pathParameter("user"))))),
        route(
            "DELETE",
            "/v1/users/{user}",
            Access.administrator(),
            "identity.user.delete",
            "Delete a user; its API keys and tokens end at once",
            this::delete));
  }

  private Response whoami(Request request) {
    Principal caller = request.principal();
    User user = users.require(caller.user());
    List<Map<String, Object>> held = new ArrayList<>();
    if (user.administrator()) {
      held.add(Map.of("role", Role.ADMINISTRATOR.name()));
    }
    for (UserGrant grant : grants.of(user.id())) {
      Map<String, Object> view = new LinkedHashMap<>();
      view.put("id", grant.id());
      view.put("role", grant.role().name());
      view.put("instance", grant.instance());
      Views.put(view, grant);
      held.add(view);
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("user", user.id());
    answer.put("userName", user.name());
    answer.put("apiKey", caller.credential());
    answer.put("grants", held);
    return Response.json(200, answer);
  }

  private Response create(Request request) {
    Body body = Body.of(request, "name", "administrator", "service");
    User made =
        users.create(
            request.principal().user(),
            body.text("name"),
            body.flag("administrator"),
            body.flag("service"));
    return Response.json(201, Views.of(made));
  }

  private Response delete(Request request) {
    users.delete(request.principal().user(), request.pathParameter("user"));
    return Response.empty(204);
  }

  private static Route route(
      String method,
      String path,
      Access access,
      String action,
      String summary,
      Route.Handler handler) {
    return new Route(method, path, access, action, summary, ApiStyle.redoubt(), handler);
  }
}
