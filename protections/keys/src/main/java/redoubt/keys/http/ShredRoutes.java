package redoubt.keys.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import redoubt.core.Failure;
import redoubt.keys.Key;
import redoubt.keys.KeyProtectError;
import redoubt.keys.shred.BlastRadii;
import redoubt.keys.shred.CertificateJson;
import redoubt.keys.shred.Certifier;
import redoubt.keys.shred.PurgedKey;
import redoubt.keys.shred.Rehearsals;
import redoubt.web.Access;
import redoubt.web.ApiStyle;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/** What goes with a key, how that would feel, and the proof that it went. Ours. */
public final class ShredRoutes {
  private static final String KEY = "/v1/instances/{instance}/keys/{key}";

  private final KeyAccess access;
  private final BlastRadii radii;
  private final Rehearsals rehearsals;
  private final Certifier certifier;

  public ShredRoutes(
      KeyAccess access, BlastRadii radii, Rehearsals rehearsals, Certifier certifier) {
    this.access = access;
    this.radii = radii;
    this.rehearsals = rehearsals;
    this.certifier = certifier;
  }

  public List<Route> routes() {
    return List.of(
        route(
            "GET",
            "/dependents",
            Access.ring(Role.READER),
            "keys.dependents.read",
            "What would be lost with a key",
            this::dependents),
        route(
            "POST",
            "/rehearsal",
            Access.ring(Role.MANAGER),
            "kms.secrets.rehearse",
            "Take a key away for a while, as if it were deleted",
            this::begin),
        route(
            "GET",
            "/rehearsal",
            Access.ring(Role.READER),
            "keys.rehearsal.read",
            "What the last rehearsal of a key's deletion showed",
            this::report),
        route(
            "DELETE",
            "/rehearsal",
            Access.ring(Role.MANAGER),
            "kms.secrets.rehearsalend",
            "Give a key back before its rehearsal is over",
            this::end),
        route(
            "POST",
            "/readings",
            Access.ring(Role.MANAGER),
            "kms.secrets.tryreading",
            "Try now to read what a key guards",
            this::read),
        route(
            "POST",
            "/certificate",
            Access.ring(Role.MANAGER, Role.KEY_PURGE),
            Certifier.ACTION,
            "Certify that a purged key is shredded",
            this::certify));
  }

  private static Route route(
      String method,
      String path,
      Access access,
      String action,
      String summary,
      Route.Handler handler) {
    return new Route(method, KEY + path, access, action, summary, ApiStyle.redoubt(), handler);
  }

  private Response dependents(Request request) {
    return Response.json(200, ShredJson.of(radii.of(access.require(request))));
  }

  private Response begin(Request request) {
    Key key = access.require(request);
    rehearsals.begin(key, request.principal().user(), length(request));
    return report(201, key);
  }

  private static Duration length(Request request) {
    JsonNode body = request.json();
    JsonNode seconds = body.path("seconds");
    if (!body.isObject() || body.size() != 1 || !seconds.isInt()) {
      throw new Failure(
          Failure.Kind.INVALID,
          "keys.bad-rehearsal",
          "The body does not say how many seconds the rehearsal lasts.",
          "Send {\"seconds\": 300}: from 10 to 3600.");
    }
    return Duration.ofSeconds(seconds.intValue());
  }

  private Response report(Request request) {
    return report(200, access.require(request));
  }

  private Response report(int status, Key key) {
    return Response.json(status, ShredJson.of(rehearsals.report(key)));
  }

  private Response end(Request request) {
    Key key = access.require(request);
    rehearsals.end(key, request.principal().user());
    return Response.empty(204);
  }

  private Response read(Request request) {
    Key key = access.require(request);
    return Response.json(
        200,
        Map.of(
            "items",
            rehearsals.read(key, request.principal().user()).stream().map(ShredJson::of).toList()));
  }

  /** The key is gone, so what counts is the ring that it lay in. */
  private Response certify(Request request) {
    PurgedKey key = purged(request);
    return Response.json(
        201, CertificateJson.of(certifier.certify(key, request.principal().user())));
  }

  private PurgedKey purged(Request request) {
    String text = request.pathParameter("key");
    Optional<PurgedKey> purged =
        text.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
            ? certifier.find(request.instance(), UUID.fromString(text))
            : Optional.empty();
    if (purged.isEmpty()) {
      access.require(request);
      throw new Failure(
          Failure.Kind.CONFLICT,
          "keys.not-purged",
          "The key is not purged: its material is still there.",
          "Delete it and, from 4 hours later, purge it: redoubt key purge KEY.");
    }
    if (!request.visibleRings().contains(purged.get().ring())) {
      throw KeyProtectError.KEY_NOT_FOUND_ERR.failure();
    }
    return purged.get();
  }
}
