package redoubt.keys.meter;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.ToDoubleFunction;
import redoubt.web.Access;
import redoubt.web.ApiStyle;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/**
 * An instance's own metrics, for those who hold a role in it: {@code ibm_kms_api_request_gauge},
 * calls in the last whole minute, and {@code ibm_kms_api_latency_gauge}, their mean time in
 * milliseconds.
 */
public final class MeterRoutes {
  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private final ApiMeter meter;

  public MeterRoutes(ApiMeter meter) {
    this.meter = meter;
  }

  public List<Route> routes() {
    return List.of(
        new Route(
            "GET",
            "/v1/instances/{instance}/metrics",
            Access.instance(Role.READER),
            "keys.metrics.read",
            "The instance's calls of the last minute in OpenMetrics form, if its policy metrics is"
                + " on",
            ApiStyle.redoubt(),
            this::metrics));
  }

  private Response metrics(Request request) {
    String instance = request.instance();
    PrometheusMeterRegistry page = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    meter
        .lastMinute(instance)
        .forEach((name, sum) -> {
          gauge(page, "request", "Calls in the last minute", instance, name, sum, Calls.Sum::calls);
          gauge(
              page,
              "latency",
              "Mean time of the last minute's calls, in milliseconds",
              instance,
              name,
              sum,
              Calls.Sum::milliseconds);
        });
    return Response.bytes(
        200, OPEN_METRICS, page.scrape(OPEN_METRICS).getBytes(StandardCharsets.UTF_8));
  }

  private static void gauge(
      MeterRegistry page,
      String what,
      String description,
      String instance,
      Calls.Name name,
      Calls.Sum sum,
      ToDoubleFunction<Calls.Sum> value) {
    Gauge.builder("ibm.kms.api." + what + ".gauge", sum, value)
        .strongReference(true)
        .description(description)
        .tag("instance", instance)
        .tag("action", name.action())
        .tag("status", Integer.toString(name.status()))
        .register(page);
  }
}
