package redoubt.signatures.http;

import java.util.List;
import redoubt.signatures.Images;
import redoubt.signatures.trust.Policies;
import redoubt.signatures.trust.PolicyReader;
import redoubt.web.Access;
import redoubt.web.ApiStyle;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/** What has to be signed in a namespace, and by whom. */
public final class PolicyRoutes {
  private static final String PATH = "/v1/instances/{instance}/namespaces/{namespace}/trust-policy";

  private final Policies policies;
  private final Images images;

  public PolicyRoutes(Policies policies, Images images) {
    this.policies = policies;
    this.images = images;
  }

  public List<Route> routes() {
    return List.of(
        route("GET", Role.READER, "show", "Show the trust policy of a namespace", this::show),
        route("PUT", Role.MANAGER, "set", "Set the trust policy of a namespace", this::set),
        route(
            "DELETE",
            Role.MANAGER,
            "remove",
            "Let the usual trust policy hold for a namespace again",
            this::remove));
  }

  private static Route route(
      String method, Role role, String verb, String summary, Route.Handler handler) {
    return new Route(
        method,
        PATH,
        Access.part(role),
        "signatures.policy." + verb,
        summary,
        ApiStyle.redoubt(),
        handler);
  }

  private Response show(Request request) {
    String namespace = SignerRoutes.namespace(request, images);
    return Response.json(200, PolicyReader.write(policies.show(request.instance(), namespace)));
  }

  private Response set(Request request) {
    String namespace = SignerRoutes.namespace(request, images);
    return Response.json(
        200,
        PolicyReader.write(
            policies.set(
                request.instance(), namespace, request.principal().user(), request.json())));
  }

  private Response remove(Request request) {
    String namespace = SignerRoutes.namespace(request, images);
    policies.remove(request.instance(), namespace, request.principal().user());
    return Response.empty(204);
  }
}
