package redoubt.signatures.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.oci.Digest;
import redoubt.oci.Reference;
import redoubt.oci.RepositoryName;
import redoubt.oci.Tag;
import redoubt.signatures.Check;
import redoubt.signatures.Fact;
import redoubt.signatures.Images;
import redoubt.signatures.SignatureFailures;
import redoubt.signatures.Signer;
import redoubt.signatures.facts.Subject;
import redoubt.signatures.trust.PolicyReader;
import redoubt.signatures.trust.Verdicts;
import redoubt.web.Access;
import redoubt.web.ApiStyle;
import redoubt.web.Part;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/** What is said of an image, and why. */
public final class TrustRoutes {
  /** Signatures in one answer, those first that may count. */
  private static final int MOST_TOLD = 200;

  private final Verdicts verdicts;
  private final Images images;

  public TrustRoutes(Verdicts verdicts, Images images) {
    this.verdicts = verdicts;
    this.images = images;
  }

  public List<Route> routes() {
    return List.of(
        new Route(
            "GET",
            "/v1/images/{name+}/trust/{reference}",
            Access.part(Role.READER),
            "container-registry.signature.read",
            "Say whether an image is trusted, who signed it, and why",
            ApiStyle.redoubt(),
            this::show));
  }

  private Response show(Request request) {
    RepositoryName repository = new RepositoryName(request.pathParameter("name"));
    Optional<String> owner = images.owner(repository.first());
    request.requirePart(owner, Part.repository(repository.text()), false);
    Reference reference = Reference.parse(request.pathParameter("reference"));
    Optional<Tag> tag =
        reference instanceof Reference.ByTag named ? Optional.of(named.tag()) : Optional.empty();
    Digest digest =
        switch (reference) {
          case Reference.ByDigest named -> named.digest();
          case Reference.ByTag named ->
              images.tagged(repository, named.tag()).orElseThrow(SignatureFailures::noImage);
        };
    if (images.manifest(repository, digest).isEmpty()) {
      throw SignatureFailures.noImage();
    }
    return Response.json(
        200, view(verdicts.upToDate(new Subject(request.instance(), repository, digest), tag)));
  }

  static Map<String, Object> view(Verdicts.Answer answer) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("repository", answer.subject().name());
    view.put("digest", answer.subject().digest().toString());
    view.put("trusted", answer.verdict().trusted());
    view.put("said", answer.verdict().said());
    view.put("pending", answer.pending());
    view.put("signers", answer.verdict().signers());
    view.put("explanation", view(answer.verdict().check()));
    view.put(
        "signatures", answer.facts().stream().limit(MOST_TOLD).map(TrustRoutes::view).toList());
    return view;
  }

  private static Map<String, Object> view(Fact fact) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("format", PolicyReader.word(fact.format()));
    view.put("evidence", fact.evidence().toString());
    view.put("authentic", fact.isAuthentic());
    view.put("signer", view(fact.signer()));
    fact.attests().ifPresent(type -> view.put("attests", type));
    fact.goodFrom().ifPresent(begin -> view.put("goodFrom", begin.toString()));
    fact.goodUntil().ifPresent(end -> view.put("goodUntil", end.toString()));
    view.put("claims", fact.claims());
    view.put("checks", view(fact.check()));
    return view;
  }

  private static Map<String, Object> view(Signer signer) {
    Map<String, Object> view = new LinkedHashMap<>();
    switch (signer) {
      case Signer.Key key -> {
        view.put("kind", "key");
        view.put("fingerprint", key.fingerprint());
      }
      case Signer.Certificate leaf -> {
        view.put("kind", "certificate");
        view.put("subject", leaf.subject());
        view.put("fingerprint", leaf.fingerprint());
        view.put("authority", leaf.anchor());
        view.put("authorities", leaf.anchors());
      }
      case Signer.Identity who -> {
        view.put("kind", "keyless");
        view.put("identity", who.identity());
        view.put("issuer", who.issuer());
      }
      case Signer.OpenPgp pgp -> {
        view.put("kind", "openpgp");
        view.put("fingerprint", pgp.primary());
        view.put("signing", pgp.signing());
      }
      case Signer.Role role -> {
        view.put("kind", "role");
        view.put("gun", role.gun());
        view.put("role", role.role());
        view.put("keys", role.keys());
        view.put("rootKeys", role.rootKeys());
      }
      case Signer.Unknown _ -> view.put("kind", "unknown");
    }
    return view;
  }

  private static Map<String, Object> view(Check check) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("name", check.name());
    view.put(
        "outcome", check.outcome().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
    view.put("said", check.said());
    if (!check.parts().isEmpty()) {
      view.put("parts", check.parts().stream().map(TrustRoutes::view).toList());
    }
    return view;
  }
}
