package redoubt.keys.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import redoubt.core.Failure;
import redoubt.keys.Key;
import redoubt.keys.signing.SigningFailures;
import redoubt.keys.signing.SigningKey;
import redoubt.keys.signing.SigningKeys;
import redoubt.web.Access;
import redoubt.web.ApiStyle;
import redoubt.web.Part;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/** Asymmetric keys, which sign. Ours. */
public final class SigningKeyRoutes {
  private static final String ALL = "/v1/instances/{instance}/signing-keys";
  private static final String ONE = ALL + "/{key}";

  private final SigningKeys keys;

  public SigningKeyRoutes(SigningKeys keys) {
    this.keys = keys;
  }

  public List<Route> routes() {
    return List.of(
        route("GET", ALL, Role.READER, "list", "List signing keys", this::list),
        route("POST", ALL, Role.WRITER, "create", "Make a signing key", this::create),
        route("GET", ONE, Role.READER, "read", "Show a signing key's public side", this::show),
        route("DELETE", ONE, Role.MANAGER, "destroy", "Destroy a signing key", this::destroy),
        route(
            "POST",
            ONE + "/enable",
            Role.MANAGER,
            "enable",
            "Let a signing key sign again",
            request -> enable(request, true)),
        route(
            "POST",
            ONE + "/disable",
            Role.MANAGER,
            "disable",
            "Let a signing key sign nothing",
            request -> enable(request, false)),
        route(
            "PUT",
            ONE + "/certificate",
            Role.MANAGER,
            "certify",
            "Attach certificates to a signing key",
            this::certify),
        route(
            "POST",
            ONE + "/certificate",
            Role.MANAGER,
            "certify",
            "Let a signing key sign a certificate for itself",
            this::selfSign),
        route(
            "POST",
            ONE + "/certificate-request",
            Role.MANAGER,
            "request",
            "Make a request for a certificate (PKCS #10)",
            this::request));
  }

  private static Route route(
      String method, String path, Role role, String verb, String summary, Route.Handler handler) {
    return new Route(
        method,
        path,
        Access.ring(role),
        "keys.signing-key." + verb,
        summary,
        ApiStyle.redoubt(),
        handler);
  }

  private Response list(Request request) {
    Request.Rings visible = request.visibleRings();
    return Response.json(
        200,
        Map.of(
            "items",
            request.named(
                keys.list(request.instance()).stream()
                    .filter(key -> visible.contains(key.ring()))
                    .map(SigningKeyRoutes::view)
                    .toList(),
                "createdBy")));
  }

  private Response create(Request request) {
    JsonNode wish = fields(request, Set.of("name", "algorithm", "ring"));
    String ring = wish.path("ring").asText(Key.DEFAULT_RING);
    request.requireRing(ring);
    SigningKey made =
        keys.create(
            request.instance(),
            ring,
            wish.path("name").asText(""),
            wish.path("algorithm").asText("ecdsa-p256"),
            request.principal().user());
    return Response.json(201, request.named(view(made), "createdBy"));
  }

  private static JsonNode fields(Request request, Set<String> known) {
    JsonNode wish = request.json();
    wish.properties()
        .forEach(field -> {
          if (!known.contains(field.getKey())) {
            throw badField("There is no field " + field.getKey() + " here.");
          }
        });
    if (!wish.isObject()) {
      throw badField("The body is no object.");
    }
    return wish;
  }

  private static Failure badField(String what) {
    return new Failure(
        Failure.Kind.INVALID,
        "keys.bad-signing-key",
        what,
        "See what there is: redoubt signing-key --help.");
  }

  /** A key in a ring where the caller holds no role is answered like one that does not exist. */
  private SigningKey require(Request request) {
    SigningKey key =
        keys.find(request.instance(), request.pathParameter("key"))
            .filter(found ->
                request
                    .principal()
                    .allows(request.instance(), Part.ring(found.ring()), Set.of(Role.READER)))
            .orElseThrow(SigningFailures::noKey);
    request.requireRing(key.ring());
    return key;
  }

  private Response show(Request request) {
    return Response.json(200, request.named(view(require(request)), "createdBy"));
  }

  private Response destroy(Request request) {
    SigningKey key = require(request);
    keys.destroy(key.tenant(), key.id(), request.principal().user());
    return Response.empty(204);
  }

  private Response enable(Request request, boolean enabled) {
    SigningKey key = require(request);
    return Response.json(
        200, view(keys.enable(key.tenant(), key.id(), enabled, request.principal().user())));
  }

  private Response certify(Request request) {
    SigningKey key = require(request);
    JsonNode wish = fields(request, Set.of("chain"));
    return Response.json(
        200,
        view(
            keys.certify(
                key.tenant(),
                key.id(),
                wish.path("chain").asText(""),
                request.principal().user())));
  }

  private Response selfSign(Request request) {
    SigningKey key = require(request);
    JsonNode wish = fields(request, Set.of("subject", "days"));
    JsonNode days = wish.path("days");
    if (!days.isMissingNode() && !days.isInt()) {
      throw badField("The field days is no number.");
    }
    return Response.json(
        201,
        view(
            keys.selfSign(
                key.tenant(),
                key.id(),
                wish.path("subject").asText(""),
                Duration.ofDays(days.asInt(365)),
                request.principal().user())));
  }

  private Response request(Request request) {
    SigningKey key = require(request);
    JsonNode wish = fields(request, Set.of("subject"));
    return Response.json(
        201,
        Map.of(
            "request",
            keys.request(
                key.tenant(),
                key.id(),
                wish.path("subject").asText(""),
                request.principal().user())));
  }

  private static Map<String, Object> view(SigningKey key) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", key.id().toString());
    view.put("name", key.name());
    view.put("ring", key.ring());
    view.put("algorithm", key.algorithm().word());
    view.put("state", key.enabled() ? "enabled" : "disabled");
    view.put("fingerprint", key.fingerprint());
    view.put("publicKey", key.pem());
    key.chain().ifPresent(chain -> view.put("certificate", chain));
    key.subject().ifPresent(subject -> view.put("subject", subject));
    key.until().ifPresent(until -> view.put("certifiedUntil", until.toString()));
    view.put("createdAt", key.createdAt().toString());
    view.put("createdBy", key.createdBy());
    return view;
  }
}
