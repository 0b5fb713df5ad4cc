package redoubt.registry.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redoubt.core.Failure;
import redoubt.registry.Namespace;
import redoubt.registry.Namespaces;
import redoubt.registry.TrustCollections;
import redoubt.registry.TrustCollections.Change;
import redoubt.registry.TrustCollections.Collection;
import redoubt.registry.access.Gun;
import redoubt.registry.access.ReadRights;
import redoubt.web.Access;
import redoubt.web.BodyRule;
import redoubt.web.Part;
import redoubt.web.Principal;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/**
 * Signed collections of tags, at the paths of notary's server (its server/server.go): {@code
 * /v2/GUN/_trust/tuf/}. Roles in a repository are those in its collections: readers fetch, writers
 * publish, managers delete and rotate keys of the server.
 */
final class TrustRoutes {
  private static final String ALL = "/v2/{gun+}/_trust/tuf/";

  /** {@code targets} and five roles below one another. */
  private static final int MOST_SEGMENTS = 6;

  private static final BodyRule BODY = new BodyRule.Whole(8 << 20);
  private static final Pattern BY_HASH = Pattern.compile("(.+)\\.([0-9a-fA-F]{64})\\.json");
  private static final Pattern BY_VERSION = Pattern.compile("([1-9][0-9]{0,8})\\.(.+)\\.json");
  private static final Pattern CURRENT = Pattern.compile("(.+)\\.json");
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,15}");

  /** Where nobody said how many. */
  private static final int USUAL_CHANGES = 100;

  private final Namespaces namespaces;
  private final TrustCollections trust;

  TrustRoutes(Namespaces namespaces, TrustCollections trust) {
    this.namespaces = namespaces;
    this.trust = trust;
  }

  List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    String path = ALL;
    for (int i = 1; i <= MOST_SEGMENTS; i++) {
      path += (i == 1 ? "" : "/") + "{file" + i + "}";
      routes.add(
          route(
              "GET",
              path,
              Access.partOrVisitor(Role.READER),
              "trust.read",
              "Fetch a file of a role: the newest, one by hash, or one by version",
              this::get));
    }
    for (String role : List.of("snapshot", "timestamp")) {
      routes.add(
          route(
              "GET",
              ALL + role + ".key",
              Access.part(Role.WRITER),
              "trust.key.create",
              "The server's public key for the role " + role,
              request -> key(request, role)));
      routes.add(
          route(
              "POST",
              ALL + role + ".key",
              Access.part(Role.MANAGER),
              "trust.key.rotate",
              "A new key of the server for the role " + role,
              request -> rotate(request, role)));
    }
    routes.add(
        new Route(
            "POST",
            ALL,
            Access.part(Role.WRITER),
            "trust.publish",
            "Publish files of several roles, all or none",
            TrustStyle.INSTANCE,
            BODY,
            this::publish));
    routes.add(
        route(
            "DELETE",
            ALL,
            Access.part(Role.MANAGER),
            "trust.delete",
            "Delete a collection with all its keys of the server",
            this::delete));
    routes.add(
        route(
            "GET",
            "/v2/{gun+}/_trust/changefeed",
            Access.partOrVisitor(Role.READER),
            "trust.changes",
            "Changes of a collection",
            this::changes));
    routes.add(
        route(
            "GET",
            "/v2/_trust/changefeed",
            Access.part(Role.READER),
            "trust.changes",
            "Changes of all collections that the caller may read",
            this::allChanges));
    routes.add(
        route(
            "GET",
            "/_notary_server/health",
            Access.open(),
            "trust.health",
            "Whether collections are served",
            request -> Response.json(200, Map.of())));
    return routes;
  }

  private static Route route(
      String method,
      String path,
      Access access,
      String action,
      String summary,
      Route.Handler handler) {
    return new Route(method, path, access, action, summary, TrustStyle.INSTANCE, handler);
  }

  /** The collection that a call is about, once the caller was let in. */
  private record Entered(Collection collection, String user) {}

  private Entered enter(Request request) {
    Gun gun = Gun.parse(request.pathParameter("gun"), request.origin());
    Optional<Namespace> namespace = namespaces.of(gun.repository());
    request.requirePart(
        namespace.map(Namespace::instance),
        Part.repository(gun.repository().text()),
        namespace.filter(Namespace::anonymousPull).isPresent());
    return new Entered(
        new Collection(namespace.orElseThrow().instance(), gun.text(), gun.repository().text()),
        request.caller().map(Principal::user).orElse(Spot.VISITOR));
  }

  private static String file(Request request) {
    StringBuilder file = new StringBuilder(request.pathParameter("file1"));
    for (int i = 2; i <= MOST_SEGMENTS && request.pathParameters().containsKey("file" + i); i++) {
      file.append('/').append(request.pathParameter("file" + i));
    }
    return file.toString();
  }

  private Response get(Request request) {
    Collection collection = enter(request).collection();
    if (request.method().equals("HEAD")) {
      // Nor does notary's server answer these.
      throw noMetadata();
    }
    String file = file(request);
    Matcher byHash = BY_HASH.matcher(file);
    Matcher byVersion = BY_VERSION.matcher(file);
    Matcher current = CURRENT.matcher(file);
    Optional<TrustCollections.File> found;
    boolean fixed = true;
    if (byHash.matches()) {
      found =
          trust.byHash(
              collection, byHash.group(1), byHash.group(2).toLowerCase(java.util.Locale.ROOT));
    } else if (byVersion.matches()) {
      found = trust.byVersion(collection, byVersion.group(2), Integer.parseInt(byVersion.group(1)));
    } else {
      fixed = false;
      found = current.matches() ? trust.current(collection, current.group(1)) : Optional.empty();
    }
    TrustCollections.File answer = found.orElseThrow(TrustRoutes::noMetadata);
    return Response.bytes(200, "application/json", answer.bytes())
        .withHeader(
            "Cache-Control", fixed ? "private, max-age=2592000, immutable" : "private, no-cache")
        .withHeader(
            "Last-Modified",
            DateTimeFormatter.RFC_1123_DATE_TIME.format(answer.at().atZone(ZoneOffset.UTC)));
  }

  private Response key(Request request, String role) {
    Entered entered = enter(request);
    if (request.method().equals("HEAD")) {
      throw noMetadata();
    }
    return key(trust.key(entered.collection(), role, entered.user()));
  }

  private Response rotate(Request request, String role) {
    Entered entered = enter(request);
    return key(trust.newKey(entered.collection(), role, entered.user()));
  }

  private static Response key(String json) {
    return Response.bytes(200, "application/json", json.getBytes(UTF_8))
        .withHeader("Cache-Control", "no-store");
  }

  private Response publish(Request request) {
    Entered entered = enter(request);
    Map<String, byte[]> files = new LinkedHashMap<>();
    Multipart.files(request.onlyHeader("content-type"), request.body())
        .forEach((name, bytes) -> files.put(name.replaceFirst("\\.json$", ""), bytes));
    trust.publish(entered.collection(), files, entered.user());
    return Response.empty(200);
  }

  private Response delete(Request request) {
    Entered entered = enter(request);
    trust.delete(entered.collection(), entered.user());
    return Response.empty(200);
  }

  private Response changes(Request request) {
    Collection collection = enter(request).collection();
    return told(
        request,
        List.of(
            new TrustCollections.Reader(
                collection.instance(), false, List.of(), List.of(collection.repository()))),
        Optional.of(collection.gun()));
  }

  private Response allChanges(Request request) {
    Principal caller = request.requireLister();
    List<TrustCollections.Reader> readable =
        ReadRights.by(caller).stream()
            .map(rights ->
                new TrustCollections.Reader(
                    rights.instance(), rights.whole(), rights.namespaces(), rights.repositories()))
            .toList();
    return told(request, readable, Optional.empty());
  }

  /** A negative number of records, or none to begin from, reads backwards from the end. */
  private Response told(
      Request request, List<TrustCollections.Reader> readable, Optional<String> gun) {
    long records = number(request, "records", "0");
    long from = number(request, "change_id", "0");
    boolean backwards = records < 0 || from < 0;
    long limit = records == 0 ? USUAL_CHANGES : Math.abs(records);
    List<Map<String, Object>> changes =
        trust
            .changes(
                readable,
                gun,
                backwards && from <= 0 ? Long.MAX_VALUE : from,
                backwards,
                (int) Math.min(limit, TrustCollections.MOST_CHANGES))
            .stream()
            .map(TrustRoutes::view)
            .toList();
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("count", changes.size());
    answer.put("records", changes);
    return Response.json(200, answer);
  }

  private static long number(Request request, String name, String otherwise) {
    String text = request.query(name).filter(given -> !given.isEmpty()).orElse(otherwise);
    if (!NUMBER.matcher(text).matches()) {
      throw new Failure(
          Failure.Kind.INVALID,
          "registry.trust.bad-parameters",
          "The parameter " + name + " is no whole number.",
          "Leave it out, or give a number.");
    }
    return Long.parseLong(text);
  }

  private static Map<String, Object> view(Change change) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("ID", Long.toString(change.id()));
    view.put("CreatedAt", change.at().toString());
    view.put("GUN", change.gun());
    view.put("Version", change.version());
    view.put("SHA256", change.sha256());
    view.put("Category", change.category());
    return view;
  }

  private static Failure noMetadata() {
    return new Failure(
        Failure.Kind.NOT_FOUND,
        "registry.trust.no-metadata",
        "There is no such file.",
        "Sign something first: docker trust sign IMAGE, or notary init.");
  }
}
