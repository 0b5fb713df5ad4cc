package redoubt.keys.meter;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import redoubt.core.Failure;
import redoubt.web.HttpStatus;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Route;

/**
 * {@code ibm_kms_api_request_gauge}: calls in the last whole minute; {@code
 * ibm_kms_api_latency_gauge}: their mean time in milliseconds. Only for instances that want it, and
 * only of calls that were let in.
 */
public final class ApiMeter {
  private static final int MOST_SERIES = 5_000;

  private record Name(String instance, String action, int status) {}

  private final MeterRegistry registry;
  private final Predicate<String> wanted;
  private final InstantSource clock;
  private final Map<Name, Minute> series = new ConcurrentHashMap<>();

  /**
   * @param wanted whether an instance wants its calls measured
   */
  public ApiMeter(MeterRegistry registry, Predicate<String> wanted, InstantSource clock) {
    this.registry = registry;
    this.wanted = wanted;
    this.clock = clock;
  }

  /** The same route, measured. */
  public Route measured(Route route) {
    return new Route(
        route.method(),
        route.path(),
        route.access(),
        route.action(),
        route.summary(),
        route.style(),
        request -> handle(route, request));
  }

  private Response handle(Route route, Request request) throws Exception {
    long start = System.nanoTime();
    int status = 500;
    try {
      Response response = route.handler().handle(request);
      status = response.status();
      return response;
    } catch (Failure failure) {
      status = HttpStatus.of(failure.kind());
      throw failure;
    } finally {
      if (wanted.test(request.instance())) {
        record(
            new Name(request.instance(), route.style().action(route, request), status),
            System.nanoTime() - start);
      }
    }
  }

  private void record(Name name, long nanoseconds) {
    Minute minute = series.get(name);
    if (minute == null && series.size() < MOST_SERIES) {
      minute = series.computeIfAbsent(name, this::begin);
    }
    if (minute != null) {
      minute.add(now(), nanoseconds);
    }
  }

  private Minute begin(Name name) {
    Minute minute = new Minute();
    gauge("ibm.kms.api.request.gauge", "Calls in the last minute", name, minute, Minute::calls);
    gauge(
        "ibm.kms.api.latency.gauge",
        "Mean time of the last minute's calls, in milliseconds",
        name,
        minute,
        Minute::milliseconds);
    return minute;
  }

  private void gauge(
      String meter, String what, Name name, Minute minute, ToDoubleFunction<Minute> value) {
    Gauge.builder(
            meter,
            minute,
            known ->
                wanted.test(name.instance()) ? value.applyAsDouble(known.at(now())) : Double.NaN)
        .description(what)
        .tag("instance", name.instance())
        .tag("action", name.action())
        .tag("status", Integer.toString(name.status()))
        .register(registry);
  }

  private long now() {
    return Math.floorDiv(clock.instant().getEpochSecond(), 60);
  }

  /** Counts by the minute; shows the last that is over. */
  private static final class Minute {
    private long minute;
    private long calls;
    private long nanoseconds;
    private long lastCalls;
    private long lastNanoseconds;

    synchronized void add(long now, long took) {
      at(now);
      calls++;
      nanoseconds += took;
    }

    synchronized Minute at(long now) {
      if (now != minute) {
        lastCalls = now == minute + 1 ? calls : 0;
        lastNanoseconds = now == minute + 1 ? nanoseconds : 0;
        calls = 0;
        nanoseconds = 0;
        minute = now;
      }
      return this;
    }

    synchronized double calls() {
      return lastCalls;
    }

    synchronized double milliseconds() {
      return lastCalls == 0 ? 0 : lastNanoseconds / 1e6 / lastCalls;
    }
  }
}
