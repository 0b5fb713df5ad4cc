package redoubt.registry.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import redoubt.oci.client.Login;
import redoubt.registry.upstream.Upstream;
import redoubt.registry.upstream.Upstreams;
import redoubt.web.Access;
import redoubt.web.ApiStyle;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/** Which registry the images of a namespace are of. */
public final class UpstreamRoutes {
  private static final String PATH = "/v1/instances/{instance}/namespaces/{namespace}/upstream";

  private final Upstreams upstreams;

  public UpstreamRoutes(Upstreams upstreams) {
    this.upstreams = upstreams;
  }

  /** All of them. */
  public List<Route> routes() {
    return List.of(
        route("GET", "settings.get", Role.READER, "Say where its images come from", this::show),
        route(
            "PUT",
            "settings.set",
            Role.MANAGER,
            "Let it hold another registry's images",
            this::set),
        route("DELETE", "settings.set", Role.MANAGER, "Let its images be its own", this::remove));
  }

  private static Route route(
      String method, String action, Role role, String summary, Route.Handler handler) {
    return new Route(
        method,
        PATH,
        Access.part(role),
        "container-registry." + action,
        summary,
        ApiStyle.redoubt(),
        Within.namespace(handler));
  }

  private Response show(Request request) {
    return Response.json(
        200,
        upstreams
            .of(request.instance(), request.pathParameter("namespace"))
            .map(upstream -> request.named(view(upstream), "setBy"))
            .orElse(Map.of("url", "")));
  }

  private Response set(Request request) {
    JsonNode wish = request.json();
    String user = wish.path("user").asText("");
    Set<String> realms = new HashSet<>();
    wish.path("realms").forEach(realm -> realms.add(realm.asText()));
    return Response.json(
        200,
        request.named(
            view(
                upstreams.set(
                    request.instance(),
                    request.principal().user(),
                    request.pathParameter("namespace"),
                    wish.path("url").asText(""),
                    user.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Login(user, wish.path("password").asText(""), realms)))),
            "setBy"));
  }

  private Response remove(Request request) {
    upstreams.remove(
        request.instance(), request.principal().user(), request.pathParameter("namespace"));
    return Response.empty(204);
  }

  private static Map<String, Object> view(Upstream upstream) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("namespace", upstream.namespace());
    view.put("url", upstream.url().toString());
    view.put("login", upstream.login());
    view.put("setAt", upstream.setAt().toString());
    view.put("setBy", upstream.setBy());
    return view;
  }
}
