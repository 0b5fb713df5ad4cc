package redoubt.signatures.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import redoubt.core.Failure;
import redoubt.signatures.SignatureFailures;
import redoubt.signatures.console.pages.JterevokeGenerated;
import redoubt.web.Access;
import redoubt.web.HttpStatus;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;
import redoubt.web.console.Api;
import redoubt.web.console.Console;
import redoubt.web.console.Notice;
import redoubt.web.console.Page;
import redoubt.web.console.Part;

/** Revokes a signer, after a page that names the images that lose its signature. */
final class RevokePages {
  private static final String PATH = "/instances/{instance}/signers/{namespace}/{signer}/revoke";

  private final Console console;
  private final SignerApi api;

  RevokePages(Console console, SignerApi api) {
    this.console = console;
    this.api = api;
  }

  List<Route> routes() {
    return List.of(
        console.page(
            PATH,
            Access.signedIn(),
            "signatures.signer.list",
            "Asks before a signer is revoked.",
            request -> ask(request, "", Optional.empty())),
        console.form(
            PATH,
            Access.signedIn(),
            "signatures.signer.revoke",
            "Revokes a signer.",
            this::revoke));
  }

  private Response ask(Request request, String reason, Optional<Failure> failure) {
    String instance = request.pathParameter("instance");
    String namespace = request.pathParameter("namespace");
    String name = request.pathParameter("signer");
    SignerView signer =
        api.get(request, "/signers").items().stream()
            .filter(one -> one.path("name").asText().equals(name))
            .findFirst()
            .map(one -> SignerView.of(one, console::moment))
            .orElseThrow(() -> SignatureFailures.noSigner(namespace));
    if (!request
        .principal()
        .allows(instance, redoubt.web.Part.namespace(namespace), List.of(Role.MANAGER))) {
      throw notAllowed();
    }
    JsonNode reach =
        signer.isLive()
            ? api.get(request, "/signers/" + Api.segment(name) + "/reach").json()
            : JsonNodeFactory.instance.objectNode();
    List<RevokePage.Touched> touched = new ArrayList<>();
    reach.path("items").forEach(image -> touched.add(touched(instance, image)));
    RevokePage page =
        new RevokePage(
            instance,
            namespace,
            signer,
            touched,
            reach.path("more").asBoolean(),
            reason,
            console.csrf(request),
            failure.map(Notice::of));
    Part body = out -> JterevokeGenerated.render(out, null, page);
    return console.show(
        request,
        failure.map(it -> HttpStatus.of(it.kind())).orElse(200),
        new Page("Revoke " + name, TrustConsole.SECTION, body));
  }

  private static Failure notAllowed() {
    return new Failure(
        Failure.Kind.FORBIDDEN,
        "web.forbidden",
        "The credential does not allow this action here.",
        "Ask a manager of the namespace.");
  }

  private static RevokePage.Touched touched(String instance, JsonNode image) {
    String repository = image.path("repository").asText();
    String digest = image.path("digest").asText();
    String path =
        "/instances/"
            + Api.segment(instance)
            + "/image/"
            + Arrays.stream(repository.split("/", -1))
                .map(Api::segment)
                .collect(Collectors.joining("/"))
            + "/at/"
            + Api.segment(digest);
    List<String> tags = new ArrayList<>();
    image.path("tags").forEach(tag -> tags.add(tag.asText()));
    return new RevokePage.Touched(
        path,
        repository,
        List.copyOf(tags),
        digest,
        image.path("stays").asBoolean(),
        image.path("said").asText());
  }

  private Response revoke(Request request) {
    String reason = request.form().getOrDefault("reason", "").strip();
    try {
      JsonNode _ =
          api.send(
              request,
              "POST",
              "/signers/" + Api.segment(request.pathParameter("signer")) + "/revoke",
              Map.of("reason", reason));
      return console.redirect(SignerApi.page(request) + "?done=revoked");
    } catch (Failure failure) {
      return TrustConsole.again(failure, () -> ask(request, reason, Optional.of(failure)));
    }
  }
}
