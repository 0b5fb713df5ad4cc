package redoubt.keys.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import redoubt.keys.Key;
import redoubt.keys.KeyProtectError;
import redoubt.keys.KeyVersion;
import redoubt.keys.life.KeyAction;
import redoubt.keys.life.KeyEnd;
import redoubt.keys.life.KeyLife;
import redoubt.keys.life.KeyRotation;
import redoubt.keys.material.Material;
import redoubt.keys.use.Wrapping;
import redoubt.web.Access;
import redoubt.web.Part;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/**
 * Actions with a key: {@code POST /keys/{key}/actions/ACTION}, and the deprecated form {@code POST
 * /keys/{key}?action=ACTION}, which restores too.
 */
public final class ActionRoutes {
  private static final String DEPRECATED = "/api/v2/keys/{key}";

  /** The actions, their names in the API and who may do them. */
  private enum Action {
    WRAP("wrap", KeyAction.WRAP, Role.READER),
    UNWRAP("unwrap", KeyAction.UNWRAP, Role.READER),
    REWRAP("rewrap", KeyAction.REWRAP, Role.READER),
    ROTATE("rotate", KeyAction.ROTATE, Role.WRITER),
    DISABLE("disable", KeyAction.DISABLE, Role.MANAGER),
    ENABLE("enable", KeyAction.ENABLE, Role.MANAGER),
    SET_FOR_DELETION("setKeyForDeletion", KeyAction.SET_FOR_DELETION, Role.WRITER),
    UNSET_FOR_DELETION("unsetKeyForDeletion", KeyAction.UNSET_FOR_DELETION, Role.WRITER),
    SYNC("sync", KeyAction.SYNC, Role.WRITER),
    RESTORE("restore", KeyAction.RESTORE, Role.MANAGER);

    private final String text;
    private final KeyAction action;
    private final Role role;

    Action(String text, KeyAction action, Role role) {
      this.text = text;
      this.action = action;
      this.role = role;
    }

    private static Optional<Action> of(String text) {
      return Arrays.stream(values())
          .filter(action -> action.text.equalsIgnoreCase(text))
          .findFirst();
    }
  }

  private final KeyAccess access;
  private final KeyLife life;
  private final KeyEnd end;
  private final KeyRotation rotation;
  private final Wrapping wrapping;
  private final KeyRoutes keyRoutes;

  public ActionRoutes(
      KeyAccess access,
      KeyLife life,
      KeyEnd end,
      KeyRotation rotation,
      Wrapping wrapping,
      KeyRoutes keyRoutes) {
    this.access = access;
    this.life = life;
    this.end = end;
    this.rotation = rotation;
    this.wrapping = wrapping;
    this.keyRoutes = keyRoutes;
  }

  public List<Route> routes() {
    List<Route> routes =
        new java.util.ArrayList<>(
            Arrays.stream(Action.values())
                .filter(action -> action != Action.RESTORE)
                .map(action ->
                    new Route(
                        "POST",
                        "/api/v2/keys/{key}/actions/" + action.text,
                        Access.ring(action.role),
                        action.action.auditName(),
                        "Key action: " + action.text.toLowerCase(Locale.ROOT),
                        KeyProtectStyle.INSTANCE,
                        request -> perform(action, request, access.require(request))))
                .toList());
    routes.add(
        new Route(
            "POST",
            DEPRECATED,
            Access.ring(Role.READER),
            "kms.secrets.action",
            "Key action named by the query parameter action; deprecated",
            KeyProtectStyle.INSTANCE,
            this::deprecated));
    return routes;
  }

  /** Name of the action that a call asks for, in whatever form. */
  static String auditName(Route route, Request request) {
    return route.method().equals("POST") && route.path().equals(DEPRECATED)
        ? asked(request).map(action -> action.action.auditName()).orElse(route.action())
        : route.action();
  }

  private static Optional<Action> asked(Request request) {
    return request.query("action").flatMap(Action::of);
  }

  private Response deprecated(Request request) {
    Action action =
        asked(request)
            .orElseThrow(() -> KeyProtectError.queryParameter("action", "the name of an action"));
    Key key = access.require(request);
    if (!request
        .principal()
        .allows(request.instance(), Part.ring(key.ring()), Set.of(action.role))) {
      throw KeyRoutes.forbidden();
    }
    return perform(action, request, key);
  }

  private Response perform(Action action, Request request, Key key) {
    String actor = request.principal().user();
    return switch (action) {
      case WRAP -> wrap(ActionBody.read(request), key, actor);
      case UNWRAP -> unwrap(ActionBody.read(request), key, actor);
      case REWRAP -> rewrap(ActionBody.read(request), key, actor);
      case ROTATE -> {
        Fields fields =
            ActionBody.fieldsIfAny(request)
                .only("payload", "encryptedNonce", "iv", "encryptionAlgorithm");
        try (KeyMaterialFields sent = KeyMaterialFields.of(fields)) {
          rotation.rotate(key, actor, sent.payload(), sent.parcel());
        }
        yield Response.empty(204);
      }
      case DISABLE -> done(() -> life.disable(key, actor));
      case ENABLE -> done(() -> life.enable(key, actor));
      case SET_FOR_DELETION -> done(() -> end.setForDeletion(key, actor));
      case UNSET_FOR_DELETION -> done(() -> end.unsetForDeletion(key, actor));
      case SYNC -> done(() -> life.sync(key, actor));
      case RESTORE -> keyRoutes.restore(request, key);
    };
  }

  private static Response done(Runnable work) {
    work.run();
    return Response.empty(204);
  }

  private Response wrap(ActionBody body, Key key, String actor) {
    Wrapping.Wrapped wrapped = wrapping.wrap(key, body.plaintext(), body.aad(), actor);
    StringBuilder json = new StringBuilder(512).append('{');
    wrapped
        .plaintext()
        .ifPresent(bytes -> {
          field(json, "plaintext", Base64.getEncoder().encodeToString(bytes)).append(',');
          Material.zero(bytes);
        });
    body.plaintext().ifPresent(Material::zero);
    field(json, "ciphertext", wrapped.ciphertext().text()).append(',');
    return answer(version(json, "keyVersion", wrapped.version()));
  }

  private Response unwrap(ActionBody body, Key key, String actor) {
    Wrapping.Unwrapped unwrapped =
        wrapping.unwrap(key, body.requiredCiphertext(), body.aad(), actor);
    StringBuilder json = new StringBuilder(512).append('{');
    field(json, "plaintext", Base64.getEncoder().encodeToString(unwrapped.plaintext())).append(',');
    Material.zero(unwrapped.plaintext());
    unwrapped
        .fresh()
        .ifPresent(fresh -> {
          field(json, "ciphertext", fresh.ciphertext().text()).append(',');
          version(json, "rewrappedKeyVersion", fresh.version()).append(',');
        });
    return answer(version(json, "keyVersion", unwrapped.version()));
  }

  private Response rewrap(ActionBody body, Key key, String actor) {
    Wrapping.Rewrapped rewrapped =
        wrapping.rewrap(key, body.requiredCiphertext(), body.aad(), actor);
    StringBuilder json = new StringBuilder(512).append('{');
    field(json, "ciphertext", rewrapped.ciphertext().text()).append(',');
    version(json, "keyVersion", rewrapped.version()).append(',');
    return answer(version(json, "rewrappedKeyVersion", rewrapped.rewrapped()));
  }

  /** Values are base64 or ids: nothing in them needs escaping. */
  private static StringBuilder field(StringBuilder json, String name, String value) {
    return json.append('"').append(name).append("\":\"").append(value).append('"');
  }

  private static StringBuilder version(StringBuilder json, String name, KeyVersion version) {
    json.append('"').append(name).append("\":{\"id\":\"").append(version.id()).append("\"}");
    return json;
  }

  private static Response answer(StringBuilder json) {
    return Response.bytes(
        200, "application/json", json.append('}').toString().getBytes(StandardCharsets.ISO_8859_1));
  }
}
