package redoubt.keys.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import redoubt.keys.Key;
import redoubt.keys.KeyProtectError;
import redoubt.keys.Registration;
import redoubt.keys.registrations.RegistrationBook;
import redoubt.keys.registrations.RegistrationChange;
import redoubt.keys.sql.RegistrationRows;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.store.Database;
import redoubt.web.Access;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/** Registrations: everybody may read them, services write them. */
public final class RegistrationRoutes {
  private static final String OF_KEY = "/api/v2/keys/{key}/registrations";
  private static final String ONE = OF_KEY + "/{resource}";
  private static final int PAGE = 200;
  private static final int LONGEST_QUERY = 600;

  private final Database database;
  private final Ledger ledger;
  private final KeyAccess access;
  private final RegistrationBook book;
  private final InstantSource clock;

  public RegistrationRoutes(
      Database database,
      Ledger ledger,
      KeyAccess access,
      RegistrationBook book,
      InstantSource clock) {
    this.database = database;
    this.ledger = ledger;
    this.access = access;
    this.book = book;
    this.clock = clock;
  }

  public List<Route> routes() {
    return List.of(
        route(
            "GET",
            "/api/v2/keys/registrations",
            "list",
            "Lists what all keys protect",
            this::listAll),
        route("GET", OF_KEY, "list", "Lists what a key protects", this::listOfKey),
        route("POST", ONE, "create", "Registers a resource with a key", this::create),
        route("PUT", ONE, "write", "Replaces a registration", this::replace),
        route("PATCH", ONE, "merge", "Changes a registration", this::merge),
        route("DELETE", ONE, "delete", "Ends a registration", this::delete));
  }

  private static Route route(
      String method, String path, String verb, String summary, Route.Handler handler) {
    return new Route(
        method,
        path,
        Access.ring(Role.READER),
        "kms.registrations." + verb,
        summary,
        KeyProtectStyle.INSTANCE,
        handler);
  }

  private Response listAll(Request request) {
    Request.Rings visible = request.visibleRings();
    Optional<Set<String>> rings = visible.all() ? Optional.empty() : Optional.of(visible.named());
    Optional<String> named = KmsRequest.ring(request);
    if (named.isPresent()) {
      request.requireRing(named.get());
      rings = named.map(Set::of);
    }
    return list(request, Optional.empty(), rings);
  }

  private Response listOfKey(Request request) {
    Key key = access.require(request);
    return list(request, Optional.of(key.id()), Optional.empty());
  }

  private Response list(Request request, Optional<UUID> key, Optional<Set<String>> rings) {
    KmsRequest.Page page = KmsRequest.page(request, PAGE);
    boolean counted = KmsRequest.flag(request, "totalCount").orElse(false);
    RegistrationRows.Wanted wanted =
        new RegistrationRows.Wanted(
            key,
            request.query("urlEncodedResourceCRNQuery").map(RegistrationRoutes::pattern),
            KmsRequest.flag(request, "preventKeyDeletion"),
            rings);
    List<Registration> found =
        database.read(handle ->
            RegistrationRows.find(handle, request.instance(), wanted, page.limit(), page.offset()));
    OptionalLong total =
        counted
            ? OptionalLong.of(
                database.read(handle -> RegistrationRows.count(handle, request.instance(), wanted)))
            : OptionalLong.empty();
    ledger.append(
        Entry.ok(
            clock.instant(),
            request.instance(),
            request.principal().user(),
            "kms.registrations.list",
            key.map(UUID::toString).orElse(""),
            Map.of()));
    return KmsCollection.REGISTRATION.response(
        200, found.stream().map(RegistrationRoutes::shown).toList(), total);
  }

  /** A CRN in which an asterisk stands for any characters; clients encode it once more. */
  private static String pattern(String query) {
    if (query.length() > LONGEST_QUERY) {
      throw KeyProtectError.queryParameter(
          "urlEncodedResourceCRNQuery", "at most " + LONGEST_QUERY + " characters");
    }
    try {
      String crn =
          query.indexOf('%') < 0
              ? query
              : URLDecoder.decode(query.replace("+", "%2B"), StandardCharsets.UTF_8);
      return RegistrationRows.literal(crn).replace('*', '%');
    } catch (IllegalArgumentException e) {
      throw KeyProtectError.queryParameter("urlEncodedResourceCRNQuery", "URL encoded");
    }
  }

  private Response create(Request request) {
    Key key = ofService(request);
    book.create(key, resource(request), told(request), request.principal().user());
    return one(key, resource(request), 201);
  }

  private Response replace(Request request) {
    Key key = ofService(request);
    book.replace(key, resource(request), told(request), request.principal().user());
    return one(key, resource(request), 200);
  }

  private Response merge(Request request) {
    Key key = ofService(request);
    book.merge(key, resource(request), told(request), request.principal().user());
    return one(key, resource(request), 200);
  }

  private Response delete(Request request) {
    Key key = ofService(request);
    book.delete(key, resource(request), request.principal().user());
    return Response.empty(204);
  }

  private Response one(Key key, String resource, int status) {
    Registration registration =
        database
            .read(handle -> RegistrationRows.find(handle, key.tenant(), key.id(), resource))
            .orElseThrow(() -> KeyProtectError.REGISTRATION_NOT_FOUND_ERR.failure());
    return KmsCollection.REGISTRATION.response(status, List.of(shown(registration)));
  }

  private Key ofService(Request request) {
    Key key = access.require(request);
    if (!request.principal().service()) {
      throw KeyProtectError.SERVICE_ONLY_ERR.failure();
    }
    return key;
  }

  private static String resource(Request request) {
    return request.pathParameter("resource");
  }

  private static RegistrationChange told(Request request) {
    if (request.body().length == 0) {
      return RegistrationChange.NONE;
    }
    Fields fields = KmsBody.resource(request, KmsCollection.REGISTRATION_INPUT);
    return new RegistrationChange(
        fields.flag("preventKeyDeletion"),
        fields.text("description", 1, 240),
        fields.text("registrationMetadata", 1, 4096),
        fields.text("keyVersionId").map(RegistrationRoutes::uuid));
  }

  private static UUID uuid(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw KeyProtectError.field("keyVersionId", "a UUID");
    }
  }

  private static Map<String, Object> shown(Registration registration) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("keyId", registration.key().toString());
    shown.put("keyName", registration.keyName());
    shown.put("resourceCrn", registration.resource());
    shown.put("createdBy", registration.createdBy());
    shown.put("creationDate", KmsTime.text(registration.createdAt()));
    shown.put("updatedBy", registration.updatedBy());
    shown.put("lastUpdated", KmsTime.text(registration.updatedAt()));
    registration.description().ifPresent(text -> shown.put("description", text));
    registration.metadata().ifPresent(text -> shown.put("registrationMetadata", text));
    shown.put("preventKeyDeletion", registration.preventsDeletion());
    registration
        .version()
        .ifPresent(version ->
            shown.put(
                "keyVersion",
                Map.of(
                    "id",
                    version.id().toString(),
                    "creationDate",
                    KmsTime.text(version.createdAt()))));
    return shown;
  }
}
