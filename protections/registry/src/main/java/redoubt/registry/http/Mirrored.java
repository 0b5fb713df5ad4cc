package redoubt.registry.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import redoubt.oci.Digest;
import redoubt.oci.Reference;
import redoubt.registry.Namespaces;
import redoubt.registry.manifests.Stored;
import redoubt.registry.upstream.Mirror;
import redoubt.registry.upstream.Upstream;
import redoubt.registry.upstream.Upstreams;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Route;

/**
 * Stands before the routes of images. In a namespace of another registry, what is pulled is brought
 * in first, and nothing is pushed. Whoever calls is let in before anything is asked elsewhere.
 */
public final class Mirrored {
  private static final String MANIFEST = "/v2/{name+}/manifests/{reference}";
  private static final String BLOB = "/v2/{name+}/blobs/{digest}";

  /** RFC 7234, 5.5.2. */
  private static final String STALE = "111 redoubt \"Revalidation failed\"";

  private final Namespaces namespaces;
  private final Upstreams upstreams;
  private final Mirror mirror;

  public Mirrored(Namespaces namespaces, Upstreams upstreams, Mirror mirror) {
    this.namespaces = namespaces;
    this.upstreams = upstreams;
    this.mirror = mirror;
  }

  /** The routes with this before them. */
  public List<Route> before(List<Route> routes) {
    return routes.stream().map(this::before).toList();
  }

  private Route before(Route route) {
    if (!route.path().equals(MANIFEST) && !route.path().startsWith("/v2/{name+}/blobs/")) {
      return route;
    }
    Route.Handler inner = route.handler();
    return switch (route.method()) {
      case "GET" ->
          switch (route.path()) {
            case MANIFEST -> with(route, request -> manifest(request, inner));
            case BLOB -> with(route, request -> blob(request, inner));
            default -> route;
          };
      case "POST", "PUT" -> with(route, request -> pushed(request, inner));
      default -> route;
    };
  }

  private static Route with(Route route, Route.Handler handler) {
    return new Route(
        route.method(),
        route.path(),
        route.access(),
        route.action(),
        route.summary(),
        route.style(),
        route.body(),
        handler);
  }

  private Optional<Upstream> upstream(Spot spot) {
    return upstreams.of(spot.namespace().name());
  }

  private Response manifest(Request request, Route.Handler inner) throws Exception {
    Spot spot = Spot.of(request, namespaces);
    Optional<Upstream> upstream = upstream(spot);
    if (upstream.isEmpty()) {
      return inner.handle(request);
    }
    Mirror.Found found =
        mirror.manifest(
            upstream.get(),
            spot.actor(),
            spot.repository(),
            Reference.parse(request.pathParameter("reference")));
    Response answer =
        found.beside().isPresent() ? answer(found.beside().get()) : inner.handle(request);
    return found.stale() ? answer.withHeader("Warning", STALE) : answer;
  }

  private static Response answer(Stored manifest) {
    Map<String, String> headers = new TreeMap<>();
    headers.put("Content-Type", manifest.mediaType());
    headers.put("Docker-Content-Digest", manifest.digest().toString());
    headers.put("ETag", "\"" + manifest.digest() + "\"");
    return OciStyle.version(new Response(200, headers, new Response.Bytes(manifest.bytes())));
  }

  private Response blob(Request request, Route.Handler inner) throws Exception {
    Spot spot = Spot.of(request, namespaces);
    Optional<Upstream> upstream = upstream(spot);
    if (upstream.isPresent()) {
      mirror.blob(
          upstream.get(),
          spot.actor(),
          spot.repository(),
          Digest.parse(request.pathParameter("digest")));
    }
    return inner.handle(request);
  }

  private Response pushed(Request request, Route.Handler inner) throws Exception {
    Spot spot = Spot.of(request, namespaces);
    if (upstream(spot).isPresent()) {
      throw Upstreams.nobodyPushes();
    }
    return inner.handle(request);
  }
}
