package redoubt.signatures.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import redoubt.signatures.Images;
import redoubt.signatures.SignatureFailures;
import redoubt.signatures.signers.NamedSigner;
import redoubt.signatures.signers.SignerKind;
import redoubt.signatures.signers.Signers;
import redoubt.web.Access;
import redoubt.web.ApiStyle;
import redoubt.web.Part;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/** Signers of a namespace. */
public final class SignerRoutes {
  private static final String ALL = "/v1/instances/{instance}/namespaces/{namespace}/signers";

  private final Signers signers;
  private final Images images;

  public SignerRoutes(Signers signers, Images images) {
    this.signers = signers;
    this.images = images;
  }

  public List<Route> routes() {
    return List.of(
        route("GET", ALL, Role.READER, "list", "List who may sign in a namespace", this::list),
        route("POST", ALL, Role.MANAGER, "add", "Say who may sign in a namespace", this::add),
        route(
            "POST",
            ALL + "/{signer}/revoke",
            Role.MANAGER,
            "revoke",
            "Let nothing that a signer has signed count any more",
            this::revoke));
  }

  private static Route route(
      String method, String path, Role role, String verb, String summary, Route.Handler handler) {
    return new Route(
        method,
        path,
        Access.part(role),
        "signatures.signer." + verb,
        summary,
        ApiStyle.redoubt(),
        handler);
  }

  /**
   * Lets in who holds the route's role in the namespace, or in the whole instance; one of another
   * instance is not there.
   *
   * @throws redoubt.core.Failure {@code web.forbidden}, {@code signatures.no-namespace}
   */
  static String namespace(Request request, Images images) {
    String namespace = request.pathParameter("namespace");
    String instance = request.pathParameter("instance");
    request.requirePart(Optional.of(instance), Part.namespace(namespace), false);
    if (images.owner(namespace).filter(instance::equals).isEmpty()) {
      throw SignatureFailures.noNamespace();
    }
    return namespace;
  }

  private Response list(Request request) {
    String namespace = namespace(request, images);
    List<NamedSigner> listed = signers.list(request.instance(), namespace);
    Map<String, String> unread = signers.known(request.instance(), namespace).unread();
    return Response.json(200, Map.of("items", named(request, listed, unread)));
  }

  private Response add(Request request) {
    String namespace = namespace(request, images);
    JsonNode wish = request.json();
    requireFields(wish);
    String word = wish.path("kind").asText("");
    Map<String, String> terms = new TreeMap<>();
    wish.path("terms")
        .properties()
        .forEach(term -> terms.put(term.getKey(), term.getValue().asText()));
    return Response.json(
        201,
        named(
                request,
                List.of(
                    signers.add(
                        request.instance(),
                        namespace,
                        request.principal().user(),
                        wish.path("name").asText(""),
                        SignerKind.of(word)
                            .orElseThrow(() ->
                                SignatureFailures.badSigner(
                                    "There is no kind of signer " + word + ".")),
                        wish.path("credential").asText(""),
                        terms)),
                Map.of())
            .getFirst());
  }

  /** A field that is misspelt would be a rule that is lost. */
  private static void requireFields(JsonNode wish) {
    wish.properties()
        .forEach(field -> {
          if (!Set.of("name", "kind", "credential", "terms").contains(field.getKey())) {
            throw SignatureFailures.badSigner(
                "There is no field " + field.getKey() + " beside name, kind, credential, terms.");
          }
        });
    JsonNode terms = wish.path("terms");
    if (!terms.isMissingNode() && !terms.isObject()) {
      throw SignatureFailures.badSigner("The field terms is no object.");
    }
    terms
        .properties()
        .forEach(term -> {
          if (!term.getValue().isTextual()) {
            throw SignatureFailures.badSigner("The term " + term.getKey() + " is no text.");
          }
        });
  }

  private Response revoke(Request request) {
    String namespace = namespace(request, images);
    return Response.json(
        200,
        named(
                request,
                List.of(
                    signers.revoke(
                        request.instance(),
                        namespace,
                        request.principal().user(),
                        request.pathParameter("signer"),
                        request.json().path("reason").asText(""))),
                Map.of())
            .getFirst());
  }

  private static List<Map<String, Object>> named(
      Request request, List<NamedSigner> signers, Map<String, String> unread) {
    return request.named(
        signers.stream()
            .map(signer -> view(signer, Optional.ofNullable(unread.get(signer.name())), signers))
            .toList(),
        "addedBy",
        "revokedBy");
  }

  private static Map<String, Object> view(
      NamedSigner signer, Optional<String> unread, List<NamedSigner> all) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", signer.id().toString());
    view.put("namespace", signer.namespace());
    view.put("name", signer.name());
    view.put("kind", signer.credential().kind().word());
    view.put("prints", signer.credential().prints());
    view.put("terms", signer.credential().terms());
    view.put("credential", signer.credential().text());
    view.put("addedAt", signer.addedAt().toString());
    view.put("addedBy", signer.addedBy());
    view.put("state", signer.isLive() ? "live" : "revoked");
    signer
        .revocation()
        .ifPresent(revocation -> {
          view.put("revokedAt", revocation.at().toString());
          view.put("revokedBy", revocation.by());
          view.put("reason", revocation.reason());
        });
    all.stream()
        .filter(other -> signer.isLive() && !other.isLive() && other.isSame(signer))
        .findFirst()
        .ifPresent(other -> view.put("endedWith", other.name()));
    unread.ifPresent(why -> view.put("unread", why));
    return view;
  }
}
