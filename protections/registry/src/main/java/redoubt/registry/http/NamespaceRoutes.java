package redoubt.registry.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import redoubt.core.Failure;
import redoubt.registry.Namespace;
import redoubt.registry.Namespaces;
import redoubt.web.Access;
import redoubt.web.ApiStyle;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/** Namespaces of an instance. */
final class NamespaceRoutes {
  private static final String ALL = "/v1/instances/{instance}/namespaces";
  private static final String ONE = ALL + "/{namespace}";

  private final Namespaces namespaces;

  NamespaceRoutes(Namespaces namespaces) {
    this.namespaces = namespaces;
  }

  List<Route> routes() {
    return List.of(
        route("POST", ALL, Role.MANAGER, "namespace.create", "Add a namespace", this::add),
        route("GET", ALL, Role.READER, "namespace.list", "List namespaces", this::list),
        route(
            "PATCH",
            ONE,
            Role.MANAGER,
            "settings.set",
            "Say whether everybody may pull from a namespace",
            this::change),
        route(
            "DELETE",
            ONE,
            Role.MANAGER,
            "namespace.delete",
            "Remove a namespace without images",
            this::remove));
  }

  private static Route route(
      String method, String path, Role role, String action, String summary, Route.Handler handler) {
    return new Route(
        method,
        path,
        Access.instance(role),
        "container-registry." + action,
        summary,
        ApiStyle.redoubt(),
        handler);
  }

  private Response add(Request request) {
    JsonNode wish = request.json();
    return Response.json(
        201,
        view(
            namespaces.add(
                request.instance(),
                request.principal().user(),
                wish.path("name").asText(""),
                wish.path("anonymousPull").asBoolean(false))));
  }

  private Response list(Request request) {
    return Response.json(
        200,
        Map.of(
            "items",
            namespaces.list(request.instance()).stream().map(NamespaceRoutes::view).toList()));
  }

  private Response change(Request request) {
    JsonNode open = request.json().path("anonymousPull");
    if (!open.isBoolean()) {
      throw new Failure(
          Failure.Kind.INVALID,
          "registry.bad-field",
          "The field anonymousPull is neither true nor false.",
          "Say which of them.");
    }
    return Response.json(
        200,
        view(
            namespaces.openToAll(
                request.instance(),
                request.principal().user(),
                request.pathParameter("namespace"),
                open.asBoolean())));
  }

  private Response remove(Request request) {
    namespaces.remove(
        request.instance(), request.principal().user(), request.pathParameter("namespace"));
    return Response.empty(204);
  }

  private static Map<String, Object> view(Namespace namespace) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("name", namespace.name());
    view.put("anonymousPull", namespace.anonymousPull());
    view.put("createdAt", namespace.createdAt().toString());
    view.put("createdBy", namespace.createdBy());
    return view;
  }
}
