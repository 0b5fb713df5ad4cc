package redoubt.registry.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import redoubt.registry.RegistryFailures;
import redoubt.registry.quota.Quotas;
import redoubt.registry.quota.Usage;
import redoubt.web.Access;
import redoubt.web.ApiStyle;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/**
 * What an instance uses and may use, in bytes: {@code usage} and {@code limit} as IBM shows them.
 */
final class QuotaRoutes {
  private static final String PATH = "/v1/instances/{instance}/quota";

  private final Quotas quotas;

  QuotaRoutes(Quotas quotas) {
    this.quotas = quotas;
  }

  List<Route> routes() {
    return List.of(
        route("GET", Role.READER, "get", "Show usage and limits", this::show),
        route("PUT", Role.MANAGER, "set", "Set limits", this::set));
  }

  private static Route route(
      String method, Role role, String action, String summary, Route.Handler handler) {
    return new Route(
        method,
        PATH,
        Access.instance(role),
        "container-registry.quota." + action,
        summary,
        ApiStyle.redoubt(),
        handler);
  }

  private Response show(Request request) {
    return Response.json(200, view(quotas.of(request.instance())));
  }

  private Response set(Request request) {
    JsonNode limit = request.json().path("limit");
    if (!limit.isObject()) {
      throw RegistryFailures.badField("limit", "Write an object with store and traffic.");
    }
    quotas.limit(
        request.instance(),
        request.principal().user(),
        Fields.bytes(limit, "store"),
        Fields.bytes(limit, "traffic"));
    return show(request);
  }

  private static Map<String, Object> view(Quotas.Report report) {
    Map<String, Object> usage = new LinkedHashMap<>();
    usage.put("traffic", report.pulled());
    usage.put("store", report.whole().live());
    usage.put("trash", report.whole().trash());
    usage.put("pending", report.pending());
    Map<String, @Nullable Object> limit = new LinkedHashMap<>();
    put(limit, "traffic", report.whole().mostPulled());
    put(limit, "store", report.whole().mostLive());
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("usage", usage);
    view.put("limit", limit);
    view.put("month", report.month());
    view.put("namespaces", report.namespaces().stream().map(QuotaRoutes::view).toList());
    return view;
  }

  private static Map<String, @Nullable Object> view(Usage usage) {
    Map<String, @Nullable Object> view = new LinkedHashMap<>();
    view.put("name", usage.namespace());
    view.put("store", usage.live());
    view.put("trash", usage.trash());
    put(view, "limit", usage.mostLive());
    return view;
  }

  private static void put(Map<String, @Nullable Object> view, String field, OptionalLong most) {
    view.put(field, most.isPresent() ? (Long) most.getAsLong() : null);
  }
}
