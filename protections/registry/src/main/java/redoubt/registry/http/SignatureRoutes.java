package redoubt.registry.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import redoubt.core.Failure;
import redoubt.oci.Digest;
import redoubt.registry.Namespaces;
import redoubt.registry.SignatureObjects;
import redoubt.web.Access;
import redoubt.web.BodyRule;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/**
 * Signatures beside images (OpenShift's extension of the registry, which the containers tools use
 * where {@code X-Registry-Supports-Signatures} stands).
 */
final class SignatureRoutes {
  private static final String PATH = "/extensions/v2/{name+}/signatures/{digest}";
  private static final int VERSION = 2;
  private static final String TYPE = "atomic";
  private static final int MOST_BYTES = 128 << 10;

  private final Namespaces namespaces;
  private final SignatureObjects signatures;

  SignatureRoutes(Namespaces namespaces, SignatureObjects signatures) {
    this.namespaces = namespaces;
    this.signatures = signatures;
  }

  List<Route> routes() {
    return List.of(
        new Route(
            "GET",
            PATH,
            Access.partOrVisitor(Role.READER),
            "container-registry.signature.read",
            "Signatures beside an image",
            OciStyle.INSTANCE,
            this::list),
        new Route(
            "PUT",
            PATH,
            Access.part(Role.WRITER),
            "container-registry.signature.write",
            "Put a signature beside an image",
            OciStyle.INSTANCE,
            new BodyRule.Whole(MOST_BYTES),
            this::put));
  }

  private Response list(Request request) {
    Spot spot = Spot.of(request, namespaces);
    return OciStyle.version(
        Response.json(
            200,
            Map.of(
                "signatures",
                signatures
                    .list(spot.namespace().instance(), spot.repository(), digest(request))
                    .stream()
                    .map(SignatureRoutes::view)
                    .toList())));
  }

  private static Digest digest(Request request) {
    return Digest.parse(request.pathParameter("digest"));
  }

  private static Map<String, Object> view(SignatureObjects.Kept kept) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("schemaVersion", VERSION);
    view.put("name", kept.name());
    view.put("type", TYPE);
    view.put("content", Base64.getEncoder().encodeToString(kept.content()));
    return view;
  }

  private Response put(Request request) {
    Spot spot = Spot.of(request, namespaces);
    JsonNode wish = request.json();
    if (wish.path("schemaVersion").asInt() != VERSION || !wish.path("type").asText().equals(TYPE)) {
      throw badSignature(null);
    }
    try {
      signatures.put(
          spot.namespace().instance(),
          spot.user(),
          spot.repository(),
          digest(request),
          new SignatureObjects.Kept(
              wish.path("name").asText(),
              Base64.getDecoder().decode(wish.path("content").asText())));
    } catch (IllegalArgumentException e) {
      throw badSignature(e);
    }
    return OciStyle.version(Response.empty(201));
  }

  private static Failure badSignature(@org.jspecify.annotations.Nullable Throwable why) {
    return new Failure(
        Failure.Kind.INVALID,
        "registry.bad-signature",
        "That is no signature of schema version 2 and type atomic, in base64.",
        "Use a tool that knows the extension, such as skopeo.",
        why);
  }
}
