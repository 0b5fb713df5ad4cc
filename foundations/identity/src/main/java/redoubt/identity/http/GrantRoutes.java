package redoubt.identity.http;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.core.Failure;
import redoubt.identity.Grants;
import redoubt.identity.InstanceParts;
import redoubt.identity.UserGrant;
import redoubt.web.Access;
import redoubt.web.ApiStyle;
import redoubt.web.Part;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/** {@code /v1/instances/{instance}/grants}: for managers of the instance and administrators. */
public final class GrantRoutes {
  private final Grants grants;
  private final InstanceParts parts;

  public GrantRoutes(Grants grants, InstanceParts parts) {
    this.grants = grants;
    this.parts = parts;
  }

  public List<Route> routes() {
    return List.of(
        route(
            "GET",
            "/v1/instances/{instance}/grants",
            "identity.grant.list",
            "Who holds which role in the instance",
            this::list),
        route(
            "POST",
            "/v1/instances/{instance}/grants",
            "identity.grant.create",
            "Grant a role in the instance or in one part of it",
            this::create),
        route(
            "DELETE",
            "/v1/instances/{instance}/grants/{grant}",
            "identity.grant.delete",
            "Take a grant back",
            this::delete));
  }

  private Response list(Request request) {
    return Response.json(
        200, Views.page(grants.list(request.instance(), Views.page(request)), Views::of));
  }

  private Response create(Request request) {
    Body body = Body.of(request, "user", "role", "ring", "namespace", "repository");
    Grants.Wish wish = Grants.Wish.parse(body.text("user"), body.text("role"), part(body));
    UserGrant grant = grants.create(request.principal(), request.instance(), wish);
    Map<String, Object> view = Views.of(grant);
    if (grant.part().filter(part -> parts.lacks(grant.instance(), part)).isPresent()) {
      view.put("partIsMissing", true);
    }
    return Response.json(201, view);
  }

  private static Optional<Part> part(Body body) {
    List<Part> named =
        Arrays.stream(Part.Kind.values())
            .flatMap(kind -> body.maybeText(kind.word()).map(name -> new Part(kind, name)).stream())
            .toList();
    if (named.size() > 1) {
      throw new Failure(
          Failure.Kind.INVALID,
          "identity.bad-field",
          "The body names more than one part of the instance.",
          "Send one of ring, namespace and repository, or none for the whole instance.");
    }
    return named.stream().findFirst();
  }

  private Response delete(Request request) {
    grants.delete(request.principal().user(), request.instance(), request.pathParameter("grant"));
    return Response.empty(204);
  }

  private static Route route(
      String method, String path, String action, String summary, Route.Handler handler) {
    return new Route(
        method,
        path,
        Access.instance(Role.MANAGER, Role.ADMINISTRATOR),
        action,
        summary,
        ApiStyle.redoubt(),
        handler);
  }
}
