package redoubt.signatures.http;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import redoubt.oci.Digest;
import redoubt.oci.RepositoryName;
import redoubt.signatures.Images;
import redoubt.signatures.facts.Subject;
import redoubt.signatures.trust.Glance;
import redoubt.signatures.trust.Reach;
import redoubt.signatures.trust.Verdicts;
import redoubt.web.Access;
import redoubt.web.ApiStyle;
import redoubt.web.Part;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/** What is said of many images, in short. */
public final class GlanceRoutes {
  private static final int MOST_TAGS = 10;
  private static final int MOST = 100;

  private final Verdicts verdicts;
  private final Images images;

  public GlanceRoutes(Verdicts verdicts, Images images) {
    this.verdicts = verdicts;
    this.images = images;
  }

  public List<Route> routes() {
    return List.of(
        new Route(
            "GET",
            "/v1/images/{name+}/trust",
            Access.part(Role.READER),
            "container-registry.signature.read",
            "Say in short of some images whether they are trusted, as it was last judged",
            ApiStyle.redoubt(),
            this::glance),
        new Route(
            "GET",
            "/v1/instances/{instance}/namespaces/{namespace}/signers/{signer}/reach",
            Access.part(Role.READER),
            "signatures.signer.reach",
            "Say which images are trusted because of a signer, and which would not be without",
            ApiStyle.redoubt(),
            this::reach));
  }

  private Response glance(Request request) {
    RepositoryName repository = new RepositoryName(request.pathParameter("name"));
    request.requirePart(
        images.owner(repository.first()), Part.repository(repository.text()), false);
    List<Digest> asked =
        Arrays.stream(request.query("digests").orElse("").split(",", MOST + 1))
            .filter(text -> !text.isEmpty())
            .limit(MOST)
            .map(Digest::parse)
            .toList();
    return Response.json(
        200,
        Map.of(
            "items",
            verdicts.glance(request.instance(), repository, asked).stream()
                .map(GlanceRoutes::view)
                .toList()));
  }

  private static Map<String, Object> view(Glance glance) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("digest", glance.image().toString());
    view.put("trusted", glance.trusted());
    view.put("said", glance.said());
    view.put("signers", glance.signers());
    view.put("signed", glance.signed());
    view.put("due", glance.due());
    view.put("at", glance.at().toString());
    return view;
  }

  private Response reach(Request request) {
    String namespace = SignerRoutes.namespace(request, images);
    Reach reach = verdicts.reach(request.instance(), namespace, request.pathParameter("signer"));
    return Response.json(
        200,
        Map.of(
            "items", reach.images().stream().map(this::view).toList(),
            "more", reach.more()));
  }

  private Map<String, Object> view(Reach.Touched touched) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("repository", touched.image().name());
    view.put("tags", tags(touched.image()));
    view.put("digest", touched.image().digest().toString());
    view.put("stays", touched.stays());
    view.put("said", touched.said());
    return view;
  }

  /** Of an image of another registry its tags are not known here. */
  private List<String> tags(Subject image) {
    return image.isForeign()
        ? List.of()
        : images.tags(image.repository(), image.digest(), MOST_TAGS);
  }
}
