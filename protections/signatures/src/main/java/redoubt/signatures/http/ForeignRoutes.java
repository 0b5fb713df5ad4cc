package redoubt.signatures.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.oci.Digest;
import redoubt.signatures.SignatureFailures;
import redoubt.signatures.foreign.Cover;
import redoubt.signatures.sql.WorkloadRows;
import redoubt.signatures.watch.Covers;
import redoubt.signatures.watch.Overview;
import redoubt.signatures.watch.Watch;
import redoubt.web.Access;
import redoubt.web.ApiStyle;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/** Images of other registries: which are run, whether they are trusted, and who may sign them. */
public final class ForeignRoutes {
  private static final String ALL = "/v1/instances/{instance}/foreign-images";

  private final Watch watch;
  private final Covers covers;
  private final Overview overview;

  public ForeignRoutes(Watch watch, Covers covers, Overview overview) {
    this.watch = watch;
    this.covers = covers;
    this.overview = overview;
  }

  public List<Route> routes() {
    return List.of(
        route("GET", ALL, Role.READER, "list", "List images that workloads name", this::list),
        route(
            "GET",
            ALL + "/image",
            Role.READER,
            "show",
            "Show what is known of an image of another registry, without asking it",
            this::show),
        route(
            "POST",
            ALL + "/verify",
            Role.WRITER,
            "verify",
            "Say whether an image of another registry is trusted, who signed it, and why",
            this::verify),
        route(
            "GET",
            ALL + "/covers",
            Role.READER,
            "covers",
            "List which namespaces say who may sign images of other registries",
            this::covers),
        route(
            "PUT",
            ALL + "/covers",
            Role.MANAGER,
            "cover",
            "Say which namespace's signers and policy hold for images of another registry",
            this::cover),
        route(
            "DELETE",
            ALL + "/covers",
            Role.MANAGER,
            "uncover",
            "Let no namespace say who may sign images of another registry",
            this::uncover));
  }

  private static Route route(
      String method, String path, Role role, String verb, String summary, Route.Handler handler) {
    return new Route(
        method,
        path,
        Access.instance(role),
        "signatures.foreign." + verb,
        summary,
        ApiStyle.redoubt(),
        handler);
  }

  private Response list(Request request) {
    return Response.json(
        200,
        Map.of(
            "items",
            overview.of(request.instance()).stream().map(ForeignRoutes::view).toList(),
            "clusters",
            overview.clusters(request.instance()).stream().map(ForeignRoutes::view).toList()));
  }

  private Response show(Request request) {
    Overview.Line line =
        overview
            .one(request.instance(), request.query("image").orElse(""))
            .orElseThrow(SignatureFailures::noForeignImage);
    Map<String, Object> view = view(line);
    line.tracked()
        .flatMap(watch::known)
        .ifPresent(answer -> view.put("trust", TrustRoutes.view(answer)));
    return Response.json(200, view);
  }

  private Response verify(Request request) {
    Watch.Asked asked = watch.verify(request.instance(), field(request.json(), "image"));
    Map<String, Object> view = TrustRoutes.view(asked.answer());
    asked.askedAt().ifPresent(at -> view.put("askedAt", at.toString()));
    if (!asked.problem().isEmpty()) {
      view.put("problem", asked.problem());
    }
    return Response.json(200, view);
  }

  private Response covers(Request request) {
    return Response.json(
        200,
        Map.of(
            "items",
            request.named(
                covers.list(request.instance()).stream().map(ForeignRoutes::view).toList(),
                "setBy")));
  }

  private Response cover(Request request) {
    JsonNode wish = request.json();
    return Response.json(
        200,
        request.named(
            view(
                covers.set(
                    request.instance(),
                    request.principal().user(),
                    field(wish, "prefix"),
                    field(wish, "namespace"),
                    lookaside(wish))),
            "setBy"));
  }

  private Response uncover(Request request) {
    covers.remove(
        request.instance(),
        request.principal().user(),
        request.query("prefix").orElseThrow(SignatureFailures::badForeignName));
    return Response.empty(204);
  }

  private static Optional<URI> lookaside(JsonNode wish) {
    JsonNode given = wish.path("lookaside");
    try {
      return given.isMissingNode() || given.isNull()
          ? Optional.empty()
          : Optional.of(new URI(given.asText()));
    } catch (URISyntaxException e) {
      throw SignatureFailures.badLookaside();
    }
  }

  private static String field(JsonNode wish, String name) {
    String text = wish.path(name).asText("").strip();
    if (text.isEmpty() || text.length() > 512) {
      throw SignatureFailures.badForeignName();
    }
    return text;
  }

  private static Map<String, Object> view(Cover cover) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("prefix", cover.prefix());
    view.put("namespace", cover.namespace());
    cover.lookaside().ifPresent(uri -> view.put("lookaside", uri.toString()));
    view.put("setAt", cover.setAt().toString());
    view.put("setBy", cover.setBy());
    return view;
  }

  private static Map<String, Object> view(WorkloadRows.Watched watched) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("name", watched.cluster().name());
    watched.readAt().ifPresent(at -> view.put("readAt", at.toString()));
    if (!watched.said().isEmpty()) {
      view.put("problem", watched.said());
    }
    return view;
  }

  private static Map<String, Object> view(Overview.Line line) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("image", line.image());
    view.put(
        "places",
        line.places().stream()
            .map(place -> Map.of("cluster", place.cluster(), "namespace", place.namespace()))
            .toList());
    view.put("running", line.running().stream().map(Digest::toString).toList());
    line.tracked()
        .ifPresent(tracked -> {
          view.put("namespace", tracked.namespace());
          tracked.digest().ifPresent(digest -> view.put("digest", digest.toString()));
          tracked.askedAt().ifPresent(at -> view.put("askedAt", at.toString()));
        });
    if (!line.problem().isEmpty()) {
      view.put("problem", line.problem());
    }
    line.glance()
        .ifPresent(glance -> {
          view.put("trusted", glance.trusted());
          view.put("said", glance.said());
          view.put("signers", glance.signers());
          view.put("signed", glance.signed());
          view.put("due", glance.due());
        });
    return view;
  }
}
