package redoubt.web;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Counts and times calls, by route and by status. */
public final class RequestMeter {
  private record Series(String method, String path, int status) {}

  private final MeterRegistry registry;
  private final Map<Series, Timer> timers = new ConcurrentHashMap<>();

  public RequestMeter(MeterRegistry registry) {
    this.registry = registry;
  }

  void record(Route route, int status, long nanoseconds) {
    timers
        .computeIfAbsent(
            new Series(route.method(), route.path(), status),
            series ->
                Timer.builder("redoubt.http.requests")
                    .description("Calls answered, by route and status")
                    .tag("method", series.method())
                    .tag("route", series.path())
                    .tag("status", Integer.toString(series.status()))
                    .publishPercentileHistogram(false)
                    .register(registry))
        .record(nanoseconds, TimeUnit.NANOSECONDS);
  }
}
