package redoubt.registry.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import redoubt.registry.Namespaces;
import redoubt.registry.life.Retention;
import redoubt.registry.life.RetentionPolicy;
import redoubt.web.Access;
import redoubt.web.ApiStyle;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/** Retention policies of namespaces. */
final class RetentionRoutes {
  private static final String POLICY = "/v1/instances/{instance}/namespaces/{namespace}/retention";

  private final Namespaces namespaces;
  private final Retention retention;

  RetentionRoutes(Namespaces namespaces, Retention retention) {
    this.namespaces = namespaces;
    this.retention = retention;
  }

  List<Route> routes() {
    return List.of(
        route("GET", POLICY, Role.READER, "get", "Show a retention policy", this::show),
        route("PUT", POLICY, Role.WRITER, "set", "Set a retention policy, and run it", this::set),
        route("DELETE", POLICY, Role.WRITER, "set", "End a retention policy", this::end),
        route(
            "POST",
            POLICY + "/analyze",
            Role.READER,
            "analyze",
            "Say which images a policy would move to the trash",
            this::analyze),
        route(
            "POST",
            POLICY + "/run",
            Role.WRITER,
            "run",
            "Move to the trash what a policy does not keep",
            this::run));
  }

  private static Route route(
      String method, String path, Role role, String action, String summary, Route.Handler handler) {
    return new Route(
        method,
        path,
        Access.part(role),
        "container-registry.retention." + action,
        summary,
        ApiStyle.redoubt(),
        Within.namespace(handler));
  }

  private String namespace(Request request) {
    return namespaces.require(request.instance(), request.pathParameter("namespace")).name();
  }

  private Response show(Request request) {
    String namespace = namespace(request);
    return Response.json(200, view(namespace, retention.require(namespace)));
  }

  private static Map<String, Object> view(String namespace, RetentionPolicy policy) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("namespace", namespace);
    view.putAll(policy.json());
    return view;
  }

  /** It runs at once, as it then does every day. */
  private Response set(Request request) {
    RetentionPolicy policy = RetentionPolicy.read(request.json());
    String namespace = namespace(request);
    String user = request.principal().user();
    retention.set(request.instance(), user, namespace, policy);
    return outcome(
        false, namespace, policy, retention.run(request.instance(), user, namespace, policy));
  }

  private Response end(Request request) {
    String namespace = namespace(request);
    retention.end(request.instance(), request.principal().user(), namespace);
    return Response.empty(204);
  }

  /** That of the body, or else the one that is set. */
  private RetentionPolicy policy(Request request, String namespace) {
    JsonNode wish = request.json();
    return wish.isEmpty() ? retention.require(namespace) : RetentionPolicy.read(wish);
  }

  private Response analyze(Request request) {
    JsonNode _ = request.json();
    String namespace = namespace(request);
    RetentionPolicy policy = policy(request, namespace);
    return outcome(
        true, namespace, policy, retention.analyze(request.instance(), namespace, policy));
  }

  private Response run(Request request) {
    JsonNode _ = request.json();
    String namespace = namespace(request);
    RetentionPolicy policy = policy(request, namespace);
    return outcome(
        false,
        namespace,
        policy,
        retention.run(request.instance(), request.principal().user(), namespace, policy));
  }

  private static Response outcome(
      boolean dryRun, String namespace, RetentionPolicy policy, Retention.Outcome outcome) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("dryRun", dryRun);
    view.put("policy", view(namespace, policy));
    view.put("knowsRunning", outcome.knowsRunning());
    view.put("kept", outcome.kept());
    view.put("reasons", outcome.reasons());
    view.put("items", outcome.gone().stream().map(ImageRoutes::view).toList());
    return Response.json(200, view);
  }
}
