package redoubt.registry.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import redoubt.core.Failure;
import redoubt.oci.Digest;
import redoubt.oci.Manifest;
import redoubt.oci.Reference;
import redoubt.oci.Tag;
import redoubt.registry.Namespaces;
import redoubt.registry.manifests.Manifests;
import redoubt.registry.manifests.Pushed;
import redoubt.registry.manifests.Stored;
import redoubt.registry.quota.Traffic;
import redoubt.registry.upstream.Mirror;
import redoubt.web.Access;
import redoubt.web.BodyRule;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/**
 * Manifests and tags (OCI distribution specification, "Pulling", "Pushing", "Deleting manifests").
 */
final class ManifestRoutes {
  private static final String PATH = "/v2/{name+}/manifests/{reference}";
  private static final int MOST_TAGS = 100;

  /** RFC 7234, 5.5.2. */
  private static final String STALE = "111 redoubt \"Revalidation failed\"";

  private final Namespaces namespaces;
  private final Manifests manifests;
  private final Pulls pulls;
  private final Traffic traffic;

  ManifestRoutes(Namespaces namespaces, Pulls pulls, Traffic traffic) {
    this.namespaces = namespaces;
    this.manifests = pulls.manifests();
    this.pulls = pulls;
    this.traffic = traffic;
  }

  List<Route> routes() {
    return List.of(
        new Route(
            "GET",
            PATH,
            Access.partOrVisitor(Role.READER),
            "container-registry.image.pull",
            "Pull a manifest by tag or digest",
            OciStyle.INSTANCE,
            this::get),
        new Route(
            "PUT",
            PATH,
            Access.part(Role.WRITER),
            "container-registry.image.push",
            "Push a manifest",
            OciStyle.INSTANCE,
            new BodyRule.Whole(Manifest.MOST_BYTES),
            this::put),
        new Route(
            "DELETE",
            PATH,
            Access.part(Role.WRITER),
            "container-registry.image.delete",
            "Delete a manifest with its tags, or a tag alone",
            OciStyle.INSTANCE,
            this::delete));
  }

  private static Reference reference(Request request) {
    return Reference.parse(request.pathParameter("reference"));
  }

  private Response get(Request request) {
    Spot spot = Spot.of(request, namespaces);
    Mirror.Found found = pulls.manifest(spot, reference(request));
    Stored manifest = found.manifest();
    String digest = manifest.digest().toString();
    Map<String, String> headers = new TreeMap<>();
    headers.put("Content-Type", manifest.mediaType());
    headers.put("Docker-Content-Digest", digest);
    headers.put("ETag", "\"" + digest + "\"");
    if (found.stale()) {
      headers.put("Warning", STALE);
    }
    if (request.method().equals("HEAD") && spot.pushes()) {
      manifests.promised(spot.repository(), manifest.digest());
    }
    if (request.header("if-none-match").filter(tag -> tag.contains(digest)).isPresent()) {
      return OciStyle.version(new Response(304, headers, new Response.Bytes(new byte[0])));
    }
    if (!request.method().equals("HEAD")) {
      traffic.begins(spot.namespace().instance(), manifest.bytes().length);
      manifests.pulled(spot.actor(), spot.repository(), manifest.digest());
    }
    return OciStyle.version(new Response(200, headers, new Response.Bytes(manifest.bytes())));
  }

  private Response put(Request request) {
    Spot spot = Spot.toPushTo(request, namespaces);
    Reference reference = reference(request);
    Manifest manifest = Manifest.read(request.body(), mediaType(request));
    Pushed pushed =
        switch (reference) {
          case Reference.ByTag named ->
              manifests.put(
                  spot.actor(),
                  spot.repository(),
                  Digest.of(manifest.bytes()),
                  manifest,
                  List.of(named.tag()));
          case Reference.ByDigest named ->
              manifests.put(
                  spot.actor(), spot.repository(), named.digest(), manifest, tags(request));
        };
    Response answer =
        OciStyle.version(Response.empty(201))
            .withHeader("Location", spot.path("manifests/" + reference))
            .withHeader("Docker-Content-Digest", pushed.digest().toString());
    Optional<Digest> subject = pushed.subject();
    if (subject.isPresent()) {
      answer = answer.withHeader("OCI-Subject", subject.get().toString());
    }
    return reference instanceof Reference.ByDigest && !pushed.tags().isEmpty()
        ? answer.withHeader(
            "OCI-Tag", pushed.tags().stream().map(Tag::text).collect(Collectors.joining(", ")))
        : answer;
  }

  /** A manifest that is put by its digest may be given tags at once. */
  private static List<Tag> tags(Request request) {
    List<String> tags = request.queries().getOrDefault("tag", List.of());
    if (tags.size() > MOST_TAGS) {
      throw new Failure(
          Failure.Kind.INVALID,
          "registry.too-many-tags",
          "A manifest is given " + MOST_TAGS + " tags at once at most.",
          "Give it the others in further calls.");
    }
    return tags.stream().map(Tag::new).distinct().toList();
  }

  private static String mediaType(Request request) {
    return request.onlyHeader("content-type").orElse("").replaceFirst(";.*", "").strip();
  }

  private Response delete(Request request) {
    Spot spot = Spot.of(request, namespaces);
    manifests.delete(spot.actor(), spot.repository(), reference(request));
    return OciStyle.version(Response.empty(202));
  }
}
