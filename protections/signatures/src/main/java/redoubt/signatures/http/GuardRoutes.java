package redoubt.signatures.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import redoubt.signatures.Images;
import redoubt.signatures.SignatureFailures;
import redoubt.signatures.tufserver.GuardedKeys;
import redoubt.signatures.tufserver.Guards;
import redoubt.web.Access;
import redoubt.web.ApiStyle;
import redoubt.web.Part;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/** Which root key guards what the server signs collections of a namespace with. */
public final class GuardRoutes {
  private static final String PATH = "/v1/instances/{instance}/namespaces/{namespace}/trust-key";

  private final Guards guards;
  private final Images images;

  public GuardRoutes(Guards guards, Images images) {
    this.guards = guards;
    this.images = images;
  }

  public List<Route> routes() {
    return List.of(
        route("GET", Role.READER, "read", "Show which root key guards signed tags", this::show),
        route("PUT", Role.MANAGER, "set", "Let a root key guard signed tags", this::set),
        route("DELETE", Role.MANAGER, "remove", "Let no root key guard signed tags", this::remove));
  }

  private static Route route(
      String method, Role role, String verb, String summary, Route.Handler handler) {
    return new Route(
        method,
        PATH,
        Access.part(role),
        "trust.guard." + verb,
        summary,
        ApiStyle.redoubt(),
        handler);
  }

  private Response show(Request request) {
    String namespace = SignerRoutes.namespace(request, images);
    return Response.json(200, view(namespace, guards.state(request.instance(), namespace)));
  }

  /**
   * Whoever names a root key, or takes one away, writes in its ring. One in a ring where the caller
   * may nothing is answered like one that does not exist.
   */
  private Response set(Request request) {
    String namespace = SignerRoutes.namespace(request, images);
    JsonNode wish = request.json();
    String instance = request.instance();
    GuardedKeys.RootKey root =
        guards
            .rootKey(instance, wish.path("rootKey").asText(""))
            .filter(found -> request.allowsToo(instance, Part.ring(found.ring()), Role.READER))
            .orElseThrow(SignatureFailures::noRootKey);
    requireWriter(request, root);
    guards.guarding(instance, namespace).ifPresent(former -> requireWriter(request, former));
    return Response.json(200, view(namespace, set(request, namespace, Optional.of(root.id()))));
  }

  private static void requireWriter(Request request, GuardedKeys.RootKey root) {
    if (!request.allowsToo(request.instance(), Part.ring(root.ring()), Role.WRITER)) {
      throw SignatureFailures.keyForbidden(root.id().toString());
    }
  }

  private Response remove(Request request) {
    String namespace = SignerRoutes.namespace(request, images);
    guards
        .guarding(request.instance(), namespace)
        .ifPresent(former -> requireWriter(request, former));
    return Response.json(200, view(namespace, set(request, namespace, Optional.empty())));
  }

  private Guards.State set(Request request, String namespace, Optional<UUID> root) {
    return guards.set(
        request.instance(),
        namespace,
        root,
        request.principal().user(),
        () -> images.owner(namespace).filter(request.instance()::equals).isPresent());
  }

  private static Map<String, Object> view(String namespace, Guards.State state) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("namespace", namespace);
    state.root().ifPresent(root -> view.put("rootKey", root.toString()));
    view.put("keys", state.keys());
    view.put("guarded", state.guarded());
    view.put(
        "left",
        state.wrapped().entrySet().stream()
            .filter(one -> !state.root().equals(Optional.of(one.getKey())))
            .map(one -> Map.of("rootKey", one.getKey().toString(), "keys", one.getValue()))
            .toList());
    return view;
  }
}
