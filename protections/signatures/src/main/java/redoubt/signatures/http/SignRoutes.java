package redoubt.signatures.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.oci.Digest;
import redoubt.oci.Reference;
import redoubt.oci.RepositoryName;
import redoubt.signatures.Images;
import redoubt.signatures.SignatureFailures;
import redoubt.signatures.sign.ImageSigning;
import redoubt.signatures.sign.SigningKeys;
import redoubt.signatures.trust.PolicyReader;
import redoubt.web.Access;
import redoubt.web.ApiStyle;
import redoubt.web.Part;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/** Signs images. Whoever asks may write in the repository and in the key's ring. */
public final class SignRoutes {
  private final ImageSigning signing;
  private final Images images;

  public SignRoutes(ImageSigning signing, Images images) {
    this.signing = signing;
    this.images = images;
  }

  public List<Route> routes() {
    return List.of(
        new Route(
            "POST",
            "/v1/images/{name+}/sign/{reference}",
            Access.part(Role.WRITER),
            "container-registry.signature.write",
            "Sign an image with a signing key of its instance",
            ApiStyle.redoubt(),
            this::sign));
  }

  private Response sign(Request request) {
    RepositoryName repository = new RepositoryName(request.pathParameter("name"));
    Optional<String> owner = images.owner(repository.first());
    request.requirePart(owner, Part.repository(repository.text()), false);
    JsonNode wish = request.json();
    SigningKeys.Key key = key(request, wish.path("key").asText(""));
    Digest digest =
        switch (Reference.parse(request.pathParameter("reference"))) {
          case Reference.ByDigest named -> named.digest();
          case Reference.ByTag named ->
              images.tagged(repository, named.tag()).orElseThrow(SignatureFailures::noImage);
        };
    ImageSigning.Outcome outcome =
        signing.sign(
            new ImageSigning.Order(
                request.instance(),
                repository,
                digest,
                wish.path("recursive").asBoolean(false),
                request.principal().user()),
            key);
    return Response.json(201, view(repository, digest, key, outcome));
  }

  /** A key in a ring where the caller may nothing is answered like one that does not exist. */
  private SigningKeys.Key key(Request request, String name) {
    String instance = request.instance();
    SigningKeys.Key key =
        signing
            .key(instance, name)
            .filter(found -> request.allowsToo(instance, Part.ring(found.ring()), Role.READER))
            .orElseThrow(SignatureFailures::noSigningKey);
    if (!request.allowsToo(instance, Part.ring(key.ring()), Role.WRITER)) {
      throw SignatureFailures.keyForbidden(key.name());
    }
    return key;
  }

  private static Map<String, Object> view(
      RepositoryName repository, Digest image, SigningKeys.Key key, ImageSigning.Outcome outcome) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("repository", repository.text());
    view.put("digest", image.toString());
    view.put("key", key.name());
    view.put(
        "signatures",
        outcome.made().stream()
            .map(made -> {
              Map<String, Object> one = new LinkedHashMap<>();
              one.put("image", made.image().toString());
              one.put("format", PolicyReader.word(made.format()));
              one.put("manifest", made.manifest().toString());
              one.put("evidence", made.evidence().toString());
              return one;
            })
            .toList());
    outcome.noNotation().ifPresent(why -> view.put("noNotation", why));
    if (!outcome.absent().isEmpty()) {
      view.put("absent", outcome.absent().stream().map(Digest::toString).toList());
    }
    return view;
  }
}
