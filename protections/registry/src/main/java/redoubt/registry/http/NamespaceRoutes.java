package redoubt.registry.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import redoubt.registry.Namespace;
import redoubt.registry.Namespaces;
import redoubt.registry.RegistryFailures;
import redoubt.registry.TagPatterns;
import redoubt.registry.life.Trash;
import redoubt.registry.quota.Quotas;
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
  private final Quotas quotas;
  private final Trash trash;

  NamespaceRoutes(Namespaces namespaces, Quotas quotas, Trash trash) {
    this.namespaces = namespaces;
    this.quotas = quotas;
    this.trash = trash;
  }

  List<Route> routes() {
    return List.of(
        route("POST", ALL, Role.MANAGER, "namespace.create", "Add a namespace", this::add),
        new Route(
            "PATCH",
            ONE,
            Access.part(Role.MANAGER),
            "container-registry.settings.set",
            "Change what holds for a namespace: who may pull, immutable tags, a limit",
            ApiStyle.redoubt(),
            Within.namespace(this::change)),
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
    request.concerns(wish.path("name").asText(""));
    return Response.json(
        201,
        request.named(
            view(
                namespaces.add(
                    request.instance(),
                    request.principal().user(),
                    wish.path("name").asText(""),
                    wish.path("anonymousPull").asBoolean(false))),
            "createdBy"));
  }

  private Response change(Request request) {
    JsonNode wish = request.json();
    Optional<Boolean> open = Fields.flag(wish, "anonymousPull");
    Optional<TagPatterns> immutable = Fields.patterns(wish, "immutableTags");
    Optional<OptionalLong> most = Fields.bytes(wish, "limit");
    if (open.isEmpty() && immutable.isEmpty() && most.isEmpty()) {
      throw RegistryFailures.badField(
          "anonymousPull", "Write it as true or false, or immutableTags, or limit.");
    }
    if (most.isPresent()) {
      // What a namespace may store is taken from what all of the instance may.
      Within.all(request);
    }
    String user = request.principal().user();
    String name = request.pathParameter("namespace");
    Namespace changed =
        open.isEmpty() && immutable.isEmpty()
            ? namespaces.require(request.instance(), name)
            : namespaces.change(request.instance(), user, name, open, immutable);
    most.ifPresent(bytes -> quotas.limit(request.instance(), user, name, bytes));
    return Response.json(200, request.named(view(changed), "createdBy"));
  }

  private Response remove(Request request) {
    boolean withTrash = request.query("withTrash").filter("true"::equals).isPresent();
    namespaces.remove(
        request.instance(),
        request.principal().user(),
        request.pathParameter("namespace"),
        withTrash ? Optional.of(trash) : Optional.empty());
    return Response.empty(204);
  }

  static Map<String, Object> view(Namespace namespace) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("name", namespace.name());
    view.put("anonymousPull", namespace.anonymousPull());
    view.put("immutableTags", namespace.immutableTags().globs());
    view.put("createdAt", namespace.createdAt().toString());
    view.put("createdBy", namespace.createdBy());
    return view;
  }
}
