package redoubt.web;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.Failure;

/**
 * From a call to its answer: finds the route, lets the caller in, runs the handler, gives failures
 * their shape and has refusals recorded before the answer leaves. Knows nothing of the HTTP server.
 */
public final class Dispatcher {
  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

  private final RouteTable table;
  private final Gate gate;
  private final RefusalLog refusals;
  private final RequestMeter meter;

  public Dispatcher(
      List<Route> routes,
      List<InstanceCheck> checks,
      Authenticator authenticator,
      RefusalLog refusals,
      RequestMeter meter) {
    this.table = new RouteTable(routes);
    this.gate = new Gate(authenticator, checks);
    this.refusals = refusals;
    this.meter = meter;
  }

  public List<Route> routes() {
    return table.routes();
  }

  /** Answers a call; never throws. */
  public Response answer(Call call) {
    long start = System.nanoTime();
    Request bare = new Request(call, Map.of(), Map.of(), BodyRule.USUAL);
    ApiStyle style = ApiStyle.redoubt();
    try {
      Optional<RouteTable.Match> found = table.find(call.method(), call.path());
      if (found.isEmpty()) {
        Optional<ApiStyle> page = isBrowser(bare) ? pages() : Optional.empty();
        style = page.orElseGet(() -> table.styleNear(call.path()));
        return finish(bare, style.failure(noRoute(call.path(), page.isPresent()), bare));
      }
      Route route = found.get().route();
      style = route.style();
      Request request =
          new Request(
              call, found.get().parameters(), QueryString.parse(call.query()), route.body());
      Response response = run(route, request);
      meter.record(route, response.status(), System.nanoTime() - start);
      return finish(request, response);
    } catch (Failure failure) {
      return finish(bare, style.failure(failure, bare));
    } catch (RuntimeException e) {
      log.error("call {} broke", bare.correlationId(), e);
      return finish(bare, style.failure(internal(), bare));
    }
  }

  private Response run(Route route, Request request) {
    try {
      gate.admit(route, request);
      Response response = route.handler().handle(request);
      if (isForTheHandler(route.access()) && !request.checked() && response.status() < 400) {
        throw new IllegalStateException(
            "the handler of " + route.method() + " " + route.path() + " checked no role");
      }
      return response;
    } catch (Failure failure) {
      tellCause(request, failure);
      return refuse(route, request, failure);
    } catch (Exception e) {
      log.error("call {} of {} {} broke", request.correlationId(), route.method(), route.path(), e);
      return refuse(route, request, internal());
    }
  }

  /** What the caller is not told; of the database, its own log and the health page tell. */
  private static void tellCause(Request request, Failure failure) {
    boolean ours =
        failure.kind() == Failure.Kind.UNAVAILABLE || failure.kind() == Failure.Kind.INTERNAL;
    if (ours && failure.getCause() != null && !failure.code().startsWith("store.")) {
      log.warn(
          "call {}: {} since {}",
          request.correlationId(),
          failure.code(),
          failure.getCause().toString());
    }
  }

  private static boolean isForTheHandler(Access access) {
    return access instanceof Access.Ring || access instanceof Access.Part;
  }

  private Response refuse(Route route, Request request, Failure failure) {
    try {
      if (route.style().isRefusal(request, failure)) {
        refusals.refused(route, request, request.caller(), failure);
      }
    } catch (RuntimeException e) {
      log.error(
          "the refusal {} of {} could not be recorded", failure.code(), request.correlationId(), e);
    }
    return route.style().failure(failure, request);
  }

  /** Somebody looks for a page, and is to be answered with one. */
  private static boolean isBrowser(Request request) {
    return request.method().equals("GET")
        && request.header("accept").filter(types -> types.contains("text/html")).isPresent();
  }

  /** The style of the first page, if there are pages. */
  private Optional<ApiStyle> pages() {
    return table.find("GET", "/").map(first -> first.route().style());
  }

  private Failure noRoute(String rawPath, boolean page) {
    List<String> methods = table.methods(rawPath);
    return methods.isEmpty()
        ? new Failure(
            Failure.Kind.NOT_FOUND,
            "web.no-such-path",
            "There is nothing at this path.",
            page
                ? "Check the address, or begin at the start."
                : "Look at /openapi.json for the paths that exist.")
        : new Failure(
            Failure.Kind.NOT_FOUND,
            "web.no-such-method",
            "This path does not know the method.",
            "It knows " + String.join(", ", methods) + ".");
  }

  private static Failure internal() {
    return new Failure(
        Failure.Kind.INTERNAL,
        "web.internal",
        "The server failed; nothing is known to have been done.",
        "Look for the correlation id in the server's log.");
  }

  private static Response finish(Request request, Response response) {
    return response.withHeader("Correlation-Id", request.correlationId());
  }
}
