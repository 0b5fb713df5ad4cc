package redoubt.identity.http;

import java.util.List;
import redoubt.identity.InstanceGuard;
import redoubt.identity.Instances;
import redoubt.web.Access;
import redoubt.web.ApiStyle;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/** {@code /v1/instances}. */
public final class InstanceRoutes {
  private final Instances instances;
  private final List<InstanceGuard> guards;

  public InstanceRoutes(Instances instances, List<InstanceGuard> guards) {
    this.instances = instances;
    this.guards = List.copyOf(guards);
  }

  public List<Route> routes() {
    return List.of(
        route(
            "GET",
            "/v1/instances",
            Access.signedIn(),
            "identity.instance.list",
            "Instances in which the caller holds a role; all for administrators",
            this::list),
        route(
            "POST",
            "/v1/instances",
            Access.administrator(),
            "identity.instance.create",
            "Make an instance and manage it",
            this::create),
        // Holders of a role in one ring may read it too, and administrators: the handler looks.
        route(
            "GET",
            "/v1/instances/{instance}",
            Access.signedIn(),
            "identity.instance.read",
            "Read an instance in which the caller holds a role",
            this::read),
        route(
            "PATCH",
            "/v1/instances/{instance}",
            Access.instance(Role.MANAGER, Role.ADMINISTRATOR),
            "identity.instance.update",
            "Rename an instance",
            this::rename),
        route(
            "DELETE",
            "/v1/instances/{instance}",
            Access.administrator(),
            "identity.instance.delete",
            "Delete an instance that holds no data",
            this::delete));
  }

  private Response list(Request request) {
    return Response.json(
        200,
        Views.pageOf(
            instances.list(request.principal(), Views.page(request)),
            found -> request.named(found.stream().map(Views::of).toList(), "createdBy")));
  }

  private Response create(Request request) {
    String name = Body.of(request, "name").text("name");
    return Response.json(201, Views.of(instances.create(request.principal().user(), name)));
  }

  private Response read(Request request) {
    return Response.json(
        200,
        request.named(
            Views.of(instances.read(request.principal(), request.pathParameter("instance"))),
            "createdBy"));
  }

  private Response rename(Request request) {
    String name = Body.of(request, "name").text("name");
    return Response.json(
        200, Views.of(instances.rename(request.principal().user(), request.instance(), name)));
  }

  private Response delete(Request request) {
    instances.delete(request.principal().user(), request.pathParameter("instance"), guards);
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
