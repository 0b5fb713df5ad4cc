package redoubt.identity.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.core.Failure;
import redoubt.identity.ApiKeys;
import redoubt.identity.FreshKey;
import redoubt.identity.Page;
import redoubt.identity.User;
import redoubt.identity.Users;
import redoubt.web.Access;
import redoubt.web.ApiStyle;
import redoubt.web.Principal;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Route;

/** {@code /v1/apikeys}: everybody's own; administrators see and make those of others. */
public final class ApiKeyRoutes {
  private final ApiKeys apiKeys;
  private final Users users;

  public ApiKeyRoutes(ApiKeys apiKeys, Users users) {
    this.apiKeys = apiKeys;
    this.users = users;
  }

  public List<Route> routes() {
    return List.of(
        route("GET", "/v1/apikeys", "identity.apikey.list", "One's own API keys", this::list),
        route(
            "POST",
            "/v1/apikeys",
            "identity.apikey.create",
            "Make an API key; it is shown in this answer only",
            this::create),
        route(
            "DELETE",
            "/v1/apikeys/{apikey}",
            "identity.apikey.delete",
            "Revoke an API key; its tokens end at once",
            this::delete));
  }

  private Response list(Request request) {
    String user =
        request.query("user").map(wanted -> visible(request.principal(), wanted))
            .orElse(request.principal().user());
    return Response.json(
        200, Views.page(new Page<>(apiKeys.of(user), Optional.empty()), Views::of));
  }

  private String visible(Principal caller, String wanted) {
    if (wanted.equals(caller.user())) {
      return wanted;
    }
    if (!caller.isAdministrator()) {
      throw new Failure(
          Failure.Kind.FORBIDDEN,
          "identity.forbidden",
          "The credential does not allow this action.",
          "Ask an administrator.");
    }
    return users
        .find(wanted)
        .map(User::id)
        .orElseThrow(() ->
            new Failure(
                Failure.Kind.NOT_FOUND,
                "identity.no-such-user",
                "There is no such user.",
                "Check its id or name; it may have been deleted."));
  }

  private Response create(Request request) {
    Body body = Body.of(request, "name", "user", "expiresAt");
    FreshKey fresh =
        apiKeys.create(
            request.principal(),
            body.maybeText("user"),
            body.text("name"),
            body.maybeTime("expiresAt"));
    Map<String, Object> answer = new LinkedHashMap<>(Views.of(fresh.apiKey()));
    answer.put("apikey", fresh.text());
    return Response.json(201, answer).withHeader("Cache-Control", "no-store");
  }

  private Response delete(Request request) {
    apiKeys.delete(request.principal(), request.pathParameter("apikey"));
    return Response.empty(204);
  }

  private static Route route(
      String method, String path, String action, String summary, Route.Handler handler) {
    return new Route(
        method, path, Access.signedIn(), action, summary, ApiStyle.redoubt(), handler);
  }
}
