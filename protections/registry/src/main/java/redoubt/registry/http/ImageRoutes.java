package redoubt.registry.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.oci.Digest;
import redoubt.oci.Reference;
import redoubt.oci.RepositoryName;
import redoubt.oci.Tag;
import redoubt.registry.Namespace;
import redoubt.registry.Namespaces;
import redoubt.registry.RegistryFailures;
import redoubt.registry.access.ReadRights;
import redoubt.registry.life.Image;
import redoubt.registry.life.Life;
import redoubt.registry.life.Trash;
import redoubt.registry.manifests.Manifests;
import redoubt.registry.sql.ImageRows;
import redoubt.web.Access;
import redoubt.web.ApiStyle;
import redoubt.web.Part;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/** Images of an instance and its trash, for people rather than for clients of registries. */
final class ImageRoutes {
  private static final String ALL = "/v1/instances/{instance}/images";
  private static final String TRASH = "/v1/instances/{instance}/trash";
  private static final int PAGE = 100;

  private final Namespaces namespaces;
  private final Manifests manifests;
  private final Life life;

  ImageRoutes(Namespaces namespaces, Manifests manifests, Life life) {
    this.namespaces = namespaces;
    this.manifests = manifests;
    this.life = life;
  }

  List<Route> routes() {
    return List.of(
        readers(ALL, "list", "List images that the caller may read", this::list),
        readers(ALL + "/{digest}", "inspect", "Show one image", this::show),
        route("POST", ALL + "/tag", Role.WRITER, "image.tag", "Give an image a tag", this::tag),
        route("POST", ALL + "/untag", Role.WRITER, "image.untag", "End a tag", this::untag),
        route(
            "POST",
            ALL + "/delete",
            Role.WRITER,
            "image.delete",
            "Move an image to the trash with all its tags",
            this::delete),
        route(
            "POST",
            ALL + "/prune",
            Role.WRITER,
            "image.bulkdelete",
            "Move images without a tag to the trash",
            this::prune),
        route("GET", TRASH, Role.READER, "trash.list", "List the trash", this::trash),
        route(
            "POST",
            TRASH + "/restore",
            Role.WRITER,
            "trash.restore",
            "Restore an image from the trash",
            this::restore));
  }

  /** For readers of the instance, and of a part of it. */
  private static Route readers(String path, String verb, String summary, Route.Handler handler) {
    return new Route(
        "GET",
        path,
        Access.part(Role.READER),
        "container-registry.image." + verb,
        summary,
        ApiStyle.redoubt(),
        handler);
  }

  private static Route route(
      String method, String path, Role role, String action, String summary, Route.Handler handler) {
    return new Route(
        method,
        path,
        Access.part(role),
        "container-registry." + action,
        summary,
        ApiStyle.redoubt(),
        Within.some(handler));
  }

  private Response list(Request request) {
    String instance = request.pathParameter("instance");
    request.requireSomewhere(instance);
    return page(request, ReadRights.in(instance, request.principal()), false);
  }

  private Response trash(Request request) {
    return page(request, ReadRights.in(request.instance(), request.principal()), true);
  }

  private Response page(Request request, ReadRights reader, boolean trash) {
    List<Image> found =
        life.lists()
            .list(
                new ImageRows.Wanted(
                    reader,
                    request.query("namespace"),
                    request.query("repository"),
                    request.query("digest"),
                    trash,
                    tagged(request),
                    request.query("after").orElse(""),
                    PAGE + 1));
    if (found.isEmpty()) {
      requireThere(request);
    }
    List<Image> shown = found.subList(0, Math.min(PAGE, found.size()));
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("items", request.named(shown.stream().map(ImageRoutes::view).toList(), "pushedBy"));
    if (found.size() > PAGE) {
      page.put("next", shown.getLast().repository() + "@" + shown.getLast().digest());
    }
    return Response.json(200, page);
  }

  /** A name that is misspelt is not an empty list; what may not be read is not there. */
  private void requireThere(Request request) {
    String instance = request.instance();
    Optional<RepositoryName> repository = request.query("repository").map(RepositoryName::new);
    Optional<String> namespace =
        request.query("namespace").or(() -> repository.map(RepositoryName::first));
    if (namespace.isEmpty()) {
      return;
    }
    if (repository.filter(name -> !name.first().equals(namespace.get())).isPresent()) {
      throw RegistryFailures.noRepository(repository.get());
    }
    Namespace _ = namespaces.require(instance, namespace.get());
    ReadRights rights = ReadRights.in(instance, request.principal());
    boolean whole = rights.hasNamespace(namespace.get());
    if (!whole
        && rights.repositories().stream()
            .noneMatch(name -> name.startsWith(namespace.get() + "/"))) {
      throw RegistryFailures.noNamespace();
    }
    if (repository.isPresent()
        && !((whole || rights.repositories().contains(repository.get().text()))
            && life.lists().has(instance, repository.get().text()))) {
      throw RegistryFailures.noRepository(repository.get());
    }
  }

  private static ImageRows.Tagged tagged(Request request) {
    if (!flag(request, "tagged")) {
      return ImageRows.Tagged.NO_MATTER;
    }
    return flag(request, "all") ? ImageRows.Tagged.ANYHOW : ImageRows.Tagged.AS_IMAGE;
  }

  private static boolean flag(Request request, String name) {
    return request.query(name).filter("true"::equals).isPresent();
  }

  private Response show(Request request) {
    String instance = request.pathParameter("instance");
    request.requireSomewhere(instance);
    String repository =
        request
            .query("repository")
            .orElseThrow(
                () -> RegistryFailures.badField("repository", "Name the repository in the query."));
    request.requirePart(
        namespaces
            .of(new RepositoryName(repository))
            .map(Namespace::instance)
            .filter(instance::equals),
        Part.repository(repository),
        false);
    return Response.json(
        200,
        request.named(
            view(
                life.lists()
                    .require(
                        request.instance(),
                        repository,
                        Digest.parse(request.pathParameter("digest")))),
            "pushedBy"));
  }

  static Map<String, Object> view(Image image) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("repository", image.repository().text());
    view.put("digest", image.digest().toString());
    view.put("tags", image.tags());
    view.put("mediaType", image.mediaType());
    Fields.artifactType(view, image.artifactType());
    view.put("size", image.size());
    image.created().ifPresent(at -> view.put("createdAt", at.toString()));
    view.put("pushedAt", image.pushedAt().toString());
    view.put("pushedBy", image.pushedBy());
    image
        .deleted()
        .ifPresent(at -> {
          view.put("deletedAt", at.toString());
          view.put("endsAt", at.plus(Trash.KEPT).toString());
        });
    return view;
  }

  /** A repository of the caller's instance. */
  private RepositoryName repository(Request request, JsonNode wish) {
    RepositoryName repository = Fields.repository(wish);
    Within.repository(request, repository);
    request.concerns(Fields.image(repository, wish));
    Optional<Namespace> there = namespaces.of(repository);
    if (there.filter(its -> its.instance().equals(request.instance())).isEmpty()) {
      throw RegistryFailures.noRepository(repository);
    }
    return repository;
  }

  private static Manifests.Actor actor(Request request) {
    return new Manifests.Actor(request.instance(), request.principal().user());
  }

  private Response tag(Request request) {
    JsonNode wish = request.json();
    RepositoryName repository = repository(request, wish);
    Tag tag = new Tag(wish.path("newTag").asText(""));
    Digest digest = manifests.tag(actor(request), repository, Fields.reference(wish), tag);
    return Response.json(
        200, named(repository, Map.of("digest", digest.toString(), "tag", tag.text())));
  }

  private static Map<String, Object> named(RepositoryName repository, Map<String, Object> more) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("repository", repository.text());
    view.putAll(new java.util.TreeMap<>(more));
    return view;
  }

  private Response untag(Request request) {
    JsonNode wish = request.json();
    RepositoryName repository = repository(request, wish);
    Tag tag = new Tag(wish.path("tag").asText(""));
    manifests.delete(actor(request), repository, new Reference.ByTag(tag));
    return Response.json(200, named(repository, Map.of("tag", tag.text())));
  }

  private Response delete(Request request) {
    JsonNode wish = request.json();
    RepositoryName repository = repository(request, wish);
    Digest digest = manifests.require(repository, Fields.reference(wish)).digest();
    manifests.delete(actor(request), repository, new Reference.ByDigest(digest));
    return Response.json(200, named(repository, Map.of("digest", digest.toString())));
  }

  private Response prune(Request request) {
    JsonNode wish = request.json();
    boolean dryRun = Fields.flag(wish, "dryRun").orElse(false);
    Optional<String> repository = text(wish, "repository");
    Optional<String> namespace = text(wish, "namespace");
    if (repository.isPresent()) {
      Within.repository(request, new RepositoryName(repository.get()));
    } else if (namespace.isPresent()) {
      Within.namespace(request, namespace.get());
    } else {
      Within.all(request);
    }
    List<Image> gone =
        life.lists()
            .pruneUntagged(
                request.instance(),
                namespace,
                repository,
                Fields.flag(wish, "assumeUnused").orElse(false),
                dryRun ? Optional.empty() : Optional.of(request.principal().user()));
    return Response.json(
        200,
        Map.of(
            "dryRun",
            dryRun,
            "items",
            request.named(gone.stream().map(ImageRoutes::view).toList(), "pushedBy")));
  }

  private static Optional<String> text(JsonNode wish, String field) {
    return Optional.of(wish.path(field).asText("")).filter(text -> !text.isEmpty());
  }

  private Response restore(Request request) {
    JsonNode wish = request.json();
    RepositoryName repository = repository(request, wish);
    Trash.Restored restored =
        life.trash().restore(actor(request), repository, Fields.reference(wish));
    return Response.json(
        200,
        named(
            repository,
            Map.of(
                "digest",
                restored.digest().toString(),
                "tags",
                restored.tags(),
                "leftInTrash",
                restored.left())));
  }
}
