package redoubt.registry.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.oci.Manifest;
import redoubt.oci.Reference;
import redoubt.oci.RepositoryName;
import redoubt.registry.Namespace;
import redoubt.registry.Namespaces;
import redoubt.registry.access.ReadRights;
import redoubt.registry.browse.Browse;
import redoubt.registry.browse.ImageSight;
import redoubt.registry.browse.NamespaceSight;
import redoubt.registry.browse.RepositorySight;
import redoubt.registry.browse.Span;
import redoubt.registry.browse.TagSight;
import redoubt.web.Access;
import redoubt.web.ApiStyle;
import redoubt.web.Part;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/**
 * What there is in an instance, in pages, as far as the caller may read it: all of it, or some
 * namespaces or repositories. Looking around is no pull.
 */
public final class BrowseRoutes {
  private static final String NAMESPACES = "/v1/instances/{instance}/namespaces";
  private static final String REPOSITORIES = "/v1/instances/{instance}/repositories";
  private static final int MOST = 100;
  private static final int LONGEST_SEARCH = 255;

  private final Namespaces namespaces;
  private final Browse browse;

  public BrowseRoutes(Namespaces namespaces, Browse browse) {
    this.namespaces = namespaces;
    this.browse = browse;
  }

  /** All of them. */
  public List<Route> routes() {
    return List.of(
        route(NAMESPACES, "namespace.list", "List namespaces", this::namespaces),
        route(
            NAMESPACES + "/{namespace}/repositories",
            "image.list",
            "List repositories of a namespace",
            this::repositories),
        route(
            REPOSITORIES + "/{name+}/tags",
            "image.list",
            "List tags of a repository and what they name",
            this::tags),
        route(
            REPOSITORIES + "/{name+}/images/{reference}",
            "image.inspect",
            "Show one image: layers, config, platforms, tags, referrers",
            this::image));
  }

  private static Route route(String path, String action, String summary, Route.Handler handler) {
    return new Route(
        "GET",
        path,
        Access.part(Role.READER),
        "container-registry." + action,
        summary,
        ApiStyle.redoubt(),
        handler);
  }

  private Response namespaces(Request request) {
    ReadRights rights = rights(request);
    return Response.json(
        200,
        Map.of(
            "items",
            request.named(
                browse.namespaces(rights).stream().map(BrowseRoutes::view).toList(), "createdBy")));
  }

  private static ReadRights rights(Request request) {
    String instance = request.pathParameter("instance");
    request.requireSomewhere(instance);
    return ReadRights.in(instance, request.principal());
  }

  private static Map<String, Object> view(NamespaceSight seen) {
    Map<String, Object> view = new LinkedHashMap<>(NamespaceRoutes.view(seen.namespace()));
    view.put("repositories", seen.repositories());
    seen.upstream().ifPresent(url -> view.put("upstream", url));
    seen.usage()
        .ifPresent(usage -> {
          view.put("store", usage.live());
          view.put("trash", usage.trash());
          usage.mostLive().ifPresent(most -> view.put("limit", most));
        });
    return view;
  }

  private Response repositories(Request request) {
    ReadRights rights = rights(request);
    return page(
        request,
        browse.repositories(request.pathParameter("namespace"), rights, span(request)),
        BrowseRoutes::view);
  }

  private static Span span(Request request) {
    int limit =
        request
            .query("limit")
            .filter(text -> text.matches("[0-9]{1,9}"))
            .map(Integer::parseInt)
            .orElse(MOST);
    return new Span(
        text(request, "search"),
        text(request, "after"),
        text(request, "before"),
        Math.clamp(limit, 1, MOST));
  }

  private static String text(Request request, String name) {
    return request
        .query(name)
        .map(text -> text.replace("\0", ""))
        .map(text -> text.substring(0, Math.min(text.length(), LONGEST_SEARCH)))
        .orElse("");
  }

  private static <T> Response page(
      Request request,
      Span.Page<T> page,
      java.util.function.Function<T, Map<String, Object>> view) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("items", request.named(page.items().stream().map(view).toList(), "movedBy"));
    body.put("earlier", page.earlier());
    body.put("later", page.later());
    return Response.json(200, body);
  }

  private static Map<String, Object> view(RepositorySight seen) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("name", seen.name());
    view.put("tags", seen.tags());
    seen.pushedAt().ifPresent(at -> view.put("pushedAt", at.toString()));
    view.put("size", seen.size());
    return view;
  }

  /** The repository, once the caller was let in; the same answer where there is none. */
  private RepositoryName repository(Request request) {
    RepositoryName repository = new RepositoryName(request.pathParameter("name"));
    Optional<String> owner =
        namespaces
            .of(repository)
            .map(Namespace::instance)
            .filter(request.pathParameter("instance")::equals);
    request.requirePart(owner, Part.repository(repository.text()), false);
    return repository;
  }

  private Response tags(Request request) {
    RepositoryName repository = repository(request);
    boolean all = request.query("all").filter("true"::equals).isPresent();
    return page(request, browse.tags(repository, span(request), all), BrowseRoutes::view);
  }

  private static Map<String, Object> view(TagSight seen) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("name", seen.name());
    view.put("digest", seen.digest().toString());
    view.put("mediaType", seen.mediaType());
    Fields.artifactType(view, seen.artifactType());
    view.put("size", seen.size());
    view.put("movedAt", seen.movedAt().toString());
    view.put("movedBy", seen.movedBy());
    view.put("platforms", seen.platforms());
    return view;
  }

  private Response image(Request request) {
    RepositoryName repository = repository(request);
    Reference reference = Reference.parse(request.pathParameter("reference"));
    return Response.json(
        200,
        request.named(
            view(repository, browse.image(request.instance(), repository, reference)), "pushedBy"));
  }

  private static Map<String, Object> view(RepositoryName repository, ImageSight seen) {
    Manifest manifest = seen.manifest();
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("repository", repository.text());
    view.put("digest", seen.digest().toString());
    view.put("mediaType", manifest.mediaType());
    Fields.artifactType(view, manifest.artifactType());
    manifest.subject().ifPresent(subject -> view.put("subject", subject.digest().toString()));
    view.put("size", seen.size());
    view.put("pushedAt", seen.pushedAt().toString());
    view.put("pushedBy", seen.pushedBy());
    view.put("annotations", manifest.annotations());
    view.put("tags", seen.tags().first());
    view.put("moreTags", seen.tags().more());
    view.put("listedBy", seen.listedBy().stream().map(Digest::toString).toList());
    view.put("referrers", seen.about().first().stream().map(BrowseRoutes::view).toList());
    view.put("moreReferrers", seen.about().more());
    seen.runs().ifPresent(runs -> view.put("runs", runs));
    switch (manifest) {
      case Manifest.Image image -> {
        view.put("config", view(image.config()));
        view.put("layers", image.layers().stream().map(BrowseRoutes::view).toList());
        seen.config().ifPresent(config -> view.put("image", config));
      }
      case Manifest.Index index ->
          view.put(
              "manifests",
              index.manifests().stream()
                  .map(child -> {
                    Map<String, Object> entry = view(child);
                    entry.put("there", seen.there().contains(child.digest()));
                    return entry;
                  })
                  .toList());
    }
    return view;
  }

  private static Map<String, Object> view(Descriptor descriptor) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("mediaType", descriptor.mediaType());
    view.put("digest", descriptor.digest().toString());
    view.put("size", descriptor.size());
    descriptor.platform().ifPresent(platform -> view.put("platform", platform.toString()));
    descriptor.artifactType().ifPresent(type -> view.put("artifactType", type));
    return view;
  }

  private static Map<String, Object> view(ImageSight.About about) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("mediaType", about.mediaType());
    view.put("digest", about.digest().toString());
    view.put("size", about.size());
    Fields.artifactType(view, about.artifactType());
    view.put("holds", about.holds().stream().map(Digest::toString).toList());
    return view;
  }
}
