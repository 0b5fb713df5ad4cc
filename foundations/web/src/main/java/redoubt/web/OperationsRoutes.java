package redoubt.web;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Optional;

/** What machines ask of every server: {@code /livez}, {@code /readyz}, {@code /metrics}. */
public final class OperationsRoutes {
  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private final PrometheusMeterRegistry registry;
  private final List<HealthCheck> checks;

  public OperationsRoutes(PrometheusMeterRegistry registry, List<HealthCheck> checks) {
    this.registry = registry;
    this.checks = List.copyOf(checks);
  }

  public List<Route> routes() {
    return List.of(
        route("/livez", "server.live.read", "Whether the process runs", this::live),
        route("/readyz", "server.ready.read", "Whether it can do its work; ?verbose", this::ready),
        route("/metrics", "server.metrics.read", "Metrics in OpenMetrics form", this::metrics));
  }

  private static Route route(String path, String action, String summary, Route.Handler handler) {
    return new Route("GET", path, Access.open(), action, summary, ApiStyle.redoubt(), handler);
  }

  private Response live(Request request) {
    return Response.text(200, "ok\n");
  }

  private Response ready(Request request) {
    StringBuilder lines = new StringBuilder();
    boolean good = true;
    for (HealthCheck check : checks) {
      Optional<String> fault = check.fault().get();
      good &= fault.isEmpty();
      lines.append(fault.isEmpty() ? "[+]" : "[-]").append(check.name());
      lines.append(fault.map(why -> " failed: " + why).orElse(" ok")).append('\n');
    }
    String verdict = good ? "ok\n" : "not ready\n";
    boolean verbose = request.queries().containsKey("verbose") || !good;
    return Response.text(good ? 200 : 503, verbose ? lines + verdict : verdict);
  }

  private Response metrics(Request request) {
    return Response.bytes(
        200,
        OPEN_METRICS,
        registry.scrape(OPEN_METRICS).getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }
}
