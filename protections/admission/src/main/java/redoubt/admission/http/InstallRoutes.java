package redoubt.admission.http;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import redoubt.admission.Admission;
import redoubt.admission.Clusters;
import redoubt.admission.cluster.Asking;
import redoubt.admission.seen.Counted;
import redoubt.web.Access;
import redoubt.web.ApiStyle;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/** {@code /v1/instances/INSTANCE/admission}: which clusters ask here. */
public final class InstallRoutes {
  private static final String ALL = "/v1/instances/{instance}/admission";
  private static final String ONE = ALL + "/{cluster}";

  private static final int MOST_ASKED = 1_000;

  private final Admission admission;

  public InstallRoutes(Admission admission) {
    this.admission = admission;
  }

  public List<Route> routes() {
    return List.of(
        route("GET", ALL, Role.READER, "list", "List clusters whose API servers ask", this::list),
        route(
            "GET",
            ONE + "/asked",
            Role.READER,
            "asked",
            "List what an API server asked about in the last 14 days, the last first",
            this::asked),
        route(
            "POST",
            ONE,
            Role.MANAGER,
            "install",
            "Let the API server of a cluster ask; the secret of its address is shown once",
            this::install),
        route(
            "DELETE",
            ONE,
            Role.MANAGER,
            "remove",
            "Answer the API server of a cluster no more",
            this::remove));
  }

  private static Route route(
      String method, String path, Role role, String verb, String summary, Route.Handler handler) {
    return new Route(
        method,
        path,
        Access.instance(role),
        "admission." + verb,
        summary,
        ApiStyle.redoubt(),
        handler);
  }

  private Response list(Request request) {
    return Response.json(
        200,
        Map.of(
            "items",
            request.named(
                admission.asking(request.instance()).stream().map(InstallRoutes::view).toList(),
                "installedBy")));
  }

  private Response asked(Request request) {
    Clusters.Cluster cluster =
        admission.standing(request.instance(), request.pathParameter("cluster")).asking().cluster();
    return Response.json(
        200,
        Map.of(
            "items",
            admission.seen().of(cluster, Instant.EPOCH).stream()
                .sorted(Comparator.comparing(Counted::last).reversed())
                .limit(MOST_ASKED)
                .map(InstallRoutes::view)
                .toList()));
  }

  private static Map<String, Object> view(Counted one) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("image", one.asked().image());
    one.asked().digest().ifPresent(digest -> view.put("digest", digest.toString()));
    view.put("namespace", one.asked().namespace());
    view.put("kind", one.asked().kind());
    view.put("workload", one.asked().workload());
    view.put("outcome", one.asked().outcome().name().toLowerCase(Locale.ROOT));
    view.put("policy", one.asked().policy());
    view.put("count", one.count());
    view.put("firstAt", one.first().toString());
    view.put("lastAt", one.last().toString());
    return view;
  }

  private Response install(Request request) {
    Admission.Installed installed =
        admission.install(
            request.instance(),
            request.principal().user(),
            request.pathParameter("cluster"),
            request.json().path("ladder").asBoolean());
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("cluster", installed.cluster().id());
    view.put("name", installed.cluster().name());
    view.put("path", "/admit/" + installed.cluster().id() + "/" + installed.secret());
    installed
        .known()
        .ifPresent(api -> view.put("api", Map.of("user", api.user(), "mutates", api.mutates())));
    return Response.json(201, view);
  }

  private Response remove(Request request) {
    admission.remove(
        request.instance(), request.principal().user(), request.pathParameter("cluster"));
    return Response.empty(204);
  }

  private static Map<String, Object> view(Asking asking) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("cluster", asking.cluster().id());
    view.put("name", asking.cluster().name());
    view.put("installedAt", asking.installedAt().toString());
    view.put("installedBy", asking.installedBy());
    asking.readAt().ifPresent(at -> view.put("policiesReadAt", at.toString()));
    view.put("ladder", asking.ladder());
    String problem = (asking.said() + " " + asking.ladderSaid()).strip();
    if (!problem.isEmpty()) {
      view.put("problem", problem);
    }
    return view;
  }
}
