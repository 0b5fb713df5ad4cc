package redoubt.registry.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.core.Failure;
import redoubt.oci.Digest;
import redoubt.oci.MediaTypes;
import redoubt.registry.Namespaces;
import redoubt.registry.access.ReadRights;
import redoubt.registry.manifests.Manifests;
import redoubt.registry.manifests.Referrer;
import redoubt.web.Access;
import redoubt.web.Json;
import redoubt.web.Principal;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/** What there is: the API itself, repositories, tags, referrers. Lists come in pages. */
final class ListRoutes {
  private static final int MOST = 1000;

  /** Clients take no larger manifest than this, and a list of referrers is one. */
  private static final int MOST_LIST_BYTES = 4 << 20;

  private final Namespaces namespaces;
  private final Manifests manifests;

  ListRoutes(Namespaces namespaces, Manifests manifests) {
    this.namespaces = namespaces;
    this.manifests = manifests;
  }

  List<Route> routes() {
    return List.of(
        route(
            "/v2/",
            Access.part(Role.READER),
            "auth.read",
            "Whether this is a registry",
            this::base),
        route(
            "/v2/_catalog",
            Access.part(Role.READER),
            "image.list",
            "Repositories that the caller may read",
            this::catalog),
        route(
            "/v2/{name+}/tags/list",
            Access.partOrVisitor(Role.READER),
            "image.list",
            "Tags of a repository",
            this::tags),
        route(
            "/v2/{name+}/referrers/{digest}",
            Access.partOrVisitor(Role.READER),
            "signature.read",
            "Manifests that say something about another one",
            this::referrers));
  }

  private static Route route(
      String path, Access access, String action, String summary, Route.Handler handler) {
    return new Route(
        "GET", path, access, "container-registry." + action, summary, OciStyle.INSTANCE, handler);
  }

  private Response base(Request request) {
    Principal _ = request.requireCaller();
    return OciStyle.version(Response.json(200, Map.of()));
  }

  private Response catalog(Request request) {
    Principal caller = request.requireLister();
    int limit = limit(request);
    List<String> found =
        namespaces.catalog(ReadRights.by(caller), request.query("last").orElse(""), limit + 1);
    return page(request, "repositories", Map.of(), found, limit);
  }

  private Response tags(Request request) {
    Spot spot = Spot.of(request, namespaces);
    int limit = limit(request);
    List<String> found =
        manifests.tags(spot.repository(), request.query("last").orElse(""), limit + 1);
    return page(request, "tags", Map.of("name", spot.repository().text()), found, limit);
  }

  private static int limit(Request request) {
    Optional<String> asked = request.query("n");
    if (asked.isEmpty()) {
      return MOST;
    }
    if (!asked.get().matches("\\d{1,9}")) {
      throw new Failure(
          Failure.Kind.INVALID,
          "registry.bad-page",
          "The number n of entries is none.",
          "Ask for a whole number of entries, or leave it out.");
    }
    return Math.min(MOST, Integer.parseInt(asked.get()));
  }

  /** One entry more than asked for was looked up: then there is a next page. */
  private static Response page(
      Request request, String field, Map<String, String> more, List<String> found, int limit) {
    List<String> shown = found.subList(0, Math.min(found.size(), limit));
    Map<String, Object> body = new LinkedHashMap<>(more);
    body.put(field, shown);
    Response answer = OciStyle.version(Response.json(200, body));
    return found.size() <= limit || shown.isEmpty()
        ? answer
        : answer.withHeader(
            "Link",
            "<" + request.path() + "?n=" + limit + "&last=" + shown.getLast() + ">; rel=\"next\"");
  }

  private Response referrers(Request request) {
    Spot spot = Spot.of(request, namespaces);
    Digest subject = Digest.parse(request.pathParameter("digest"));
    Optional<String> type = request.query("artifactType").filter(text -> !text.isEmpty());
    List<Referrer> found =
        manifests.referrers(
            spot.repository(),
            subject,
            type,
            request.query("last").orElse(""),
            MOST + 1,
            MOST_LIST_BYTES);
    List<Map<String, Object>> shown = new ArrayList<>();
    int bytes = 0;
    for (Referrer referrer : found.subList(0, Math.min(found.size(), MOST))) {
      Map<String, Object> entry = entry(referrer);
      bytes += Json.bytes(entry).length + 1;
      if (bytes > MOST_LIST_BYTES - 1000 && !shown.isEmpty()) {
        break;
      }
      shown.add(entry);
    }
    Map<String, Object> index = new LinkedHashMap<>();
    index.put("schemaVersion", 2);
    index.put("mediaType", MediaTypes.OCI_INDEX);
    index.put("manifests", shown);
    Response answer =
        OciStyle.version(Response.bytes(200, MediaTypes.OCI_INDEX, Json.bytes(index)));
    if (type.isPresent()) {
      answer = answer.withHeader("OCI-Filters-Applied", "artifactType");
    }
    return shown.size() == found.size()
        ? answer
        : answer.withHeader(
            "Link",
            "<"
                + request.path()
                + "?"
                + type.map(text -> "artifactType=" + encoded(text) + "&").orElse("")
                + "last="
                + found.get(shown.size() - 1).digest()
                + ">; rel=\"next\"");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static Map<String, Object> entry(Referrer referrer) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("mediaType", referrer.mediaType());
    entry.put("digest", referrer.digest());
    entry.put("size", referrer.size());
    referrer.artifactType().ifPresent(type -> entry.put("artifactType", type));
    if (!referrer.annotations().isEmpty()) {
      entry.put("annotations", referrer.annotations());
    }
    return entry;
  }
}
