package redoubt.keys.meter;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import redoubt.core.Failure;
import redoubt.web.HttpStatus;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Route;

/**
 * Counts and times the calls of instances that want it, and only those that were let in. Never the
 * reason that a call fails: whether to measure is decided before its handler runs, and what is
 * known after it is kept in memory alone.
 */
public final class ApiMeter {
  private final Predicate<String> wanted;
  private final InstantSource clock;
  private final Map<String, Calls> instances = new ConcurrentHashMap<>();

  /**
   * @param shared where everybody may read how many instances are measured, and nothing of them
   * @param wanted whether an instance wants its calls measured
   */
  public ApiMeter(MeterRegistry shared, Predicate<String> wanted, InstantSource clock) {
    this.wanted = wanted;
    this.clock = clock;
    Gauge.builder("redoubt.keys.measured.instances", instances, Map::size)
        .description("Instances that want their calls measured and had some lately")
        .register(shared);
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

  /** What the instance's calls of the last whole minute came to; nothing if it does not want it. */
  Map<Calls.Name, Calls.Sum> lastMinute(String instance) {
    if (!wanted.test(instance)) {
      instances.remove(instance);
    }
    Calls calls = instances.get(instance);
    return calls == null ? Map.of() : calls.before(minute());
  }

  /** Drops the instances that had no call in this minute and the one before. */
  public void sweep() {
    for (String instance : instances.keySet()) {
      instances.computeIfPresent(instance, (same, known) -> known.isEmpty(minute()) ? null : known);
    }
  }

  private Response handle(Route route, Request request) throws Exception {
    if (!wants(request.instance())) {
      return route.handler().handle(request);
    }
    String action = route.style().action(route, request);
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
      record(request.instance(), new Calls.Name(action, status), System.nanoTime() - start);
    }
  }

  /** A policy that cannot be read is the handler's to tell, if it matters to it. */
  private boolean wants(String instance) {
    try {
      boolean wants = wanted.test(instance);
      if (!wants) {
        instances.remove(instance);
      }
      return wants;
    } catch (RuntimeException unknown) {
      return false;
    }
  }

  private void record(String instance, Calls.Name name, long nanoseconds) {
    instances.compute(
        instance,
        (same, known) -> {
          Calls calls = known == null ? new Calls() : known;
          calls.add(minute(), name, nanoseconds);
          return calls;
        });
  }

  private long minute() {
    return Math.floorDiv(clock.instant().getEpochSecond(), 60);
  }
}
