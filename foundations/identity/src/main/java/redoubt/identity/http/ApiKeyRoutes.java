package redoubt.identity.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.identity.ApiKey;
import redoubt.identity.ApiKeys;
import redoubt.identity.FreshKey;
import redoubt.identity.Page;
import redoubt.web.Access;
import redoubt.web.ApiStyle;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Route;

/** {@code /v1/apikeys}: everybody's own; administrators see and make those of others. */
public final class ApiKeyRoutes {
  private final ApiKeys apiKeys;

  public ApiKeyRoutes(ApiKeys apiKeys) {
    this.apiKeys = apiKeys;
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
    List<ApiKey> found = apiKeys.list(request.principal(), request.query("user"));
    return Response.json(200, Views.page(new Page<>(found, Optional.empty()), Views::of));
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
    return new Route(method, path, Access.signedIn(), action, summary, ApiStyle.redoubt(), handler);
  }
}
