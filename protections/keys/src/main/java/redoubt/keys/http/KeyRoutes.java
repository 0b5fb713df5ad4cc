package redoubt.keys.http;

import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import redoubt.core.Failure;
import redoubt.crypto.SecretBytes;
import redoubt.keys.Key;
import redoubt.keys.KeyProtectError;
import redoubt.keys.KeyState;
import redoubt.keys.KeyVersion;
import redoubt.keys.life.Expiry;
import redoubt.keys.life.KeyAction;
import redoubt.keys.life.KeyEnd;
import redoubt.keys.life.KeyLife;
import redoubt.keys.material.Material;
import redoubt.keys.sql.KeyStore;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.store.Database;
import redoubt.web.Access;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/** One key: read, move, delete, restore, purge, and its versions. */
public final class KeyRoutes {
  private static final String KEY = "/api/v2/keys/{key}";

  private final KeyAccess access;
  private final KeyLife life;
  private final KeyEnd end;
  private final Material material;
  private final Database database;
  private final Ledger ledger;
  private final InstantSource clock;

  public KeyRoutes(
      KeyAccess access,
      KeyLife life,
      KeyEnd end,
      Material material,
      Database database,
      Ledger ledger,
      InstantSource clock) {
    this.access = access;
    this.life = life;
    this.end = end;
    this.material = material;
    this.database = database;
    this.ledger = ledger;
    this.clock = clock;
  }

  public List<Route> routes() {
    return List.of(
        route("GET", KEY, Role.READER_PLUS, KeyAction.READ, "Read a key", this::read),
        route(
            "GET",
            KEY + "/metadata",
            Role.READER,
            KeyAction.READ_METADATA,
            "Read a key without its payload",
            this::readMetadata),
        route(
            "PATCH", KEY, Role.MANAGER, KeyAction.PATCH, "Move a key to another ring", this::move),
        route("DELETE", KEY, Role.MANAGER, KeyAction.DELETE, "Delete a key", this::delete),
        route(
            "DELETE",
            KEY + "/purge",
            Role.KEY_PURGE,
            KeyAction.PURGE,
            "End a deleted key for good",
            this::purge),
        route(
            "POST",
            KEY + "/restore",
            Role.MANAGER,
            KeyAction.RESTORE,
            "Restore a deleted key",
            this::restore),
        route(
            "GET",
            KEY + "/versions",
            Role.READER,
            KeyAction.LIST_VERSIONS,
            "List the versions of a key",
            this::versions));
  }

  private static Route route(
      String method,
      String path,
      Role role,
      KeyAction action,
      String summary,
      Route.Handler handler) {
    return new Route(
        method,
        path,
        Access.ring(role),
        action.auditName(),
        summary,
        KeyProtectStyle.INSTANCE,
        handler);
  }

  private Response read(Request request) {
    Key key = access.require(request);
    Map<String, Object> json = KeyJson.of(key, clock.instant());
    if (key.extractable() && key.state() != KeyState.DESTROYED) {
      json.put("payload", payload(material, key));
    }
    record(request, key, KeyAction.READ);
    return KmsCollection.KEY.response(200, List.of(json));
  }

  /** The secret of a standard key, base64. */
  static String payload(Material material, Key key) {
    try (SecretBytes secret = material.open(key, key.version())) {
      return secret.use(Base64.getEncoder()::encodeToString);
    }
  }

  private Response readMetadata(Request request) {
    Key key = access.require(request);
    record(request, key, KeyAction.READ_METADATA);
    return KmsCollection.KEY.response(200, List.of(KeyJson.of(key, clock.instant())));
  }

  private Response move(Request request) {
    Key key = access.require(request);
    String ring = KmsBody.object(request).only("keyRingID").requiredText("keyRingID", 2, 100);
    request.requireRing(ring);
    Key moved = life.move(key, ring, request.principal().user());
    return KmsCollection.KEY.response(200, List.of(KeyJson.of(moved, clock.instant())));
  }

  private Response delete(Request request) {
    Key key = access.require(request);
    boolean force = KmsRequest.flag(request, "force").orElse(false);
    Key deleted = end.delete(key, request.principal().user(), force);
    return ended(request, deleted);
  }

  private Response purge(Request request) {
    Key key = access.require(request);
    return ended(request, end.purge(key, request.principal().user()));
  }

  /** {@code 204} unless the client asked for what was deleted. */
  private Response ended(Request request, Key key) {
    return KmsRequest.prefersRepresentation(request)
        ? KmsCollection.KEY.response(200, List.of(KeyJson.of(key, clock.instant())))
        : Response.empty(204);
  }

  private Response restore(Request request) {
    return restore(request, access.require(request));
  }

  /** Also the deprecated form. */
  Response restore(Request request, Key key) {
    Fields fields = restoreFields(request);
    try (KeyMaterialFields sent = KeyMaterialFields.of(fields)) {
      Key restored = end.restore(key, request.principal().user(), sent.payload(), sent.parcel());
      Object shown =
          KmsRequest.prefersMinimal(request)
              ? Map.of("id", restored.id().toString())
              : KeyJson.of(restored, clock.instant());
      return KmsCollection.KEY.response(201, List.of(shown));
    }
  }

  /** Material comes bare, or as the one resource of a collection. */
  private static Fields restoreFields(Request request) {
    Fields body = ActionBody.fieldsIfAny(request);
    return body.has("resources") ? KmsBody.resource(request, KmsCollection.KEY) : body;
  }

  private Response versions(Request request) {
    Key key = access.require(request);
    boolean all = KmsRequest.flag(request, "allKeyStates").orElse(false);
    if (!all && key.state() != KeyState.ACTIVE) {
      throw KeyProtectError.KEY_ACTION_INVALID_STATE_ERR.failure(
          "allKeyStates=true lists the versions of a key in any state");
    }
    KmsRequest.Page page = KmsRequest.page(request, 200);
    boolean total = KmsRequest.flag(request, "totalCount").orElse(false);
    List<KeyVersion> versions =
        database.read(handle ->
            KeyStore.versions(handle, key.tenant(), key.id(), page.limit(), page.offset()));
    OptionalLong count =
        total
            ? OptionalLong.of(
                database.<Integer>read(
                    handle -> KeyStore.countVersions(handle, key.tenant(), key.id())))
            : OptionalLong.empty();
    record(request, key, KeyAction.LIST_VERSIONS);
    return KmsCollection.KEY_VERSION.response(
        200, versions.stream().map(KeyJson::version).toList(), count);
  }

  private void record(Request request, Key key, KeyAction action) {
    Map<String, String> details = new LinkedHashMap<>();
    if (action == KeyAction.READ || action == KeyAction.READ_METADATA) {
      details.putAll(Expiry.details(key, clock.instant()));
    }
    ledger.append(
        Entry.ok(
            clock.instant(),
            key.tenant(),
            request.principal().user(),
            action.auditName(),
            key.id().toString(),
            details));
  }

  /** Refuses for want of a role, as the web does. */
  static Failure forbidden() {
    return new Failure(
        Failure.Kind.FORBIDDEN,
        "web.forbidden",
        "The credential does not allow this action here.",
        "Ask for a role that allows it, or name another instance or key ring.");
  }
}
