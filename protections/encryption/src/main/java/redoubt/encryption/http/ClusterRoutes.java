package redoubt.encryption.http;

import java.util.List;
import java.util.Map;
import redoubt.encryption.Cluster;
import redoubt.encryption.cluster.ClusterReach;
import redoubt.encryption.cluster.Clusters;
import redoubt.encryption.cluster.EtcdAccess;
import redoubt.encryption.cluster.Guarding;
import redoubt.encryption.kube.Kubeconfig;
import redoubt.web.Access;
import redoubt.web.ApiStyle;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/** {@code /v1/instances/INSTANCE/clusters}: clusters of a tenant. */
public final class ClusterRoutes {
  private static final String ALL = "/v1/instances/{instance}/clusters";
  static final String ONE = ALL + "/{cluster}";

  private final Clusters clusters;
  private final Guarding guarding;

  public ClusterRoutes(Clusters clusters, Guarding guarding) {
    this.clusters = clusters;
    this.guarding = guarding;
  }

  public List<Route> routes() {
    return List.of(
        route("GET", ALL, Role.READER, "encryption.cluster.list", "Clusters", this::list),
        route(
            "POST",
            ALL,
            Role.MANAGER,
            "encryption.cluster.add",
            "Add a cluster; its credentials are sealed and never shown again",
            this::add),
        route("GET", ONE, Role.READER, "encryption.cluster.read", "Read a cluster", this::read),
        route(
            "PATCH",
            ONE,
            Role.MANAGER,
            "encryption.cluster.update",
            "Replace how a cluster is reached; what is absent stays",
            this::update),
        route(
            "DELETE",
            ONE,
            Role.MANAGER,
            "encryption.cluster.remove",
            "Forget a cluster and destroy its credentials",
            this::remove),
        route(
            "POST",
            ONE + "/use",
            Role.MANAGER,
            "encryption.cluster.use",
            "Set the root key that guards a cluster",
            this::use));
  }

  private Response list(Request request) {
    return Response.json(
        200,
        Map.of(
            "items",
            request.named(
                clusters.list(request.instance()).stream().map(Views::of).toList(), "createdBy")));
  }

  private Response add(Request request) {
    Fields body = Fields.of(request, "name", "kubeconfig", "etcd");
    Cluster added =
        clusters.add(
            request.instance(), request.principal().user(), body.text("name"), reach(body));
    return Response.json(201, Views.of(added));
  }

  private Response update(Request request) {
    Fields body = Fields.of(request, "kubeconfig", "etcd");
    Cluster updated = clusters.reach(request.principal().user(), cluster(request), reach(body));
    return Response.json(200, Views.of(updated));
  }

  private static ClusterReach reach(Fields body) {
    return new ClusterReach(
        body.maybeText("kubeconfig").map(Kubeconfig::read),
        body.maybeObject("etcd", "endpoints", "ca", "cert", "key")
            .map(fields ->
                new EtcdAccess(
                    fields.texts("endpoints"),
                    fields.maybeText("ca"),
                    fields.maybeText("cert"),
                    fields.maybeText("key"))));
  }

  private Response read(Request request) {
    return Response.json(200, request.named(Views.of(cluster(request)), "createdBy"));
  }

  private Response remove(Request request) {
    boolean force = request.query("force").filter("true"::equals).isPresent();
    guarding.remove(request.principal().user(), cluster(request), force);
    return Response.empty(204);
  }

  private Response use(Request request) {
    Fields body = Fields.of(request, "key", "resources");
    return Response.json(
        200,
        Views.of(
            guarding.use(
                request.principal().user(),
                cluster(request),
                body.text("key"),
                body.texts("resources"))));
  }

  private Cluster cluster(Request request) {
    return clusters.require(request.instance(), request.pathParameter("cluster"));
  }

  static Route route(
      String method, String path, Role role, String action, String summary, Route.Handler handler) {
    return new Route(
        method, path, Access.instance(role), action, summary, ApiStyle.redoubt(), handler);
  }
}
