package redoubt.registry.http;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import redoubt.oci.Digest;
import redoubt.registry.Namespaces;
import redoubt.registry.RegistryFailures;
import redoubt.registry.push.Blob;
import redoubt.registry.push.Blobs;
import redoubt.registry.quota.Traffic;
import redoubt.web.Access;
import redoubt.web.ByteRange;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/** Blobs that are there (OCI distribution specification, "Pulling blobs", "Deleting Blobs"). */
final class BlobRoutes {
  private static final String PATH = "/v2/{name+}/blobs/{digest}";

  private final Namespaces namespaces;
  private final Blobs blobs;
  private final Pulls pulls;
  private final Traffic traffic;

  BlobRoutes(Namespaces namespaces, Pulls pulls, Traffic traffic) {
    this.namespaces = namespaces;
    this.blobs = pulls.blobs();
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
            "Pull a blob, or a range of it",
            OciStyle.INSTANCE,
            this::get),
        new Route(
            "DELETE",
            PATH,
            Access.part(Role.WRITER),
            "container-registry.image.delete",
            "Let a repository serve a blob no more",
            OciStyle.INSTANCE,
            this::delete));
  }

  private Response get(Request request) {
    Spot spot = Spot.of(request, namespaces);
    Digest digest = Digest.parse(request.pathParameter("digest"));
    Map<String, String> headers = new TreeMap<>();
    headers.put("Content-Type", "application/octet-stream");
    headers.put("Docker-Content-Digest", digest.toString());
    headers.put("ETag", "\"" + digest + "\"");
    headers.put("Accept-Ranges", "bytes");
    // What a digest names never changes.
    headers.put("Cache-Control", "private, max-age=31536000, immutable");
    Response same = OciStyle.version(new Response(304, headers, new Response.Bytes(new byte[0])));
    boolean has =
        request.header("if-none-match").filter(tag -> tag.contains(digest.toString())).isPresent();
    if (request.method().equals("HEAD")) {
      long size = pulls.size(spot, digest);
      return has
          ? same
          : OciStyle.version(new Response(200, headers, new Response.Sized(size, out -> {})));
    }
    Blob blob = pulls.blob(spot, digest);
    if (has) {
      return same;
    }
    ByteRange range =
        mayBeRange(request, digest)
            ? ByteRange.of(request.onlyHeader("range"), blob.size())
            : new ByteRange.Whole();
    String tenant = spot.namespace().instance();
    return switch (range) {
      case ByteRange.Whole() -> {
        traffic.begins(tenant, blob.size());
        yield OciStyle.version(
            new Response(200, headers, blobs.read(tenant, blob, 0, blob.size())));
      }
      case ByteRange.Piece piece -> {
        traffic.begins(tenant, piece.length());
        headers.put(
            "Content-Range", "bytes " + piece.first() + "-" + piece.last() + "/" + blob.size());
        yield OciStyle.version(
            new Response(206, headers, blobs.read(tenant, blob, piece.first(), piece.length())));
      }
      case ByteRange.Nothing() ->
          OciStyle.INSTANCE
              .failure(RegistryFailures.notSatisfiable(), request)
              .withHeader("Content-Range", "bytes */" + blob.size());
    };
  }

  /** A client that has a part of another content wants all of this one (RFC 9110, 13.1.5). */
  private static boolean mayBeRange(Request request, Digest digest) {
    return request.header("if-range").map(tag -> tag.equals("\"" + digest + "\"")).orElse(true);
  }

  private Response delete(Request request) {
    Spot spot = Spot.of(request, namespaces);
    blobs.unlink(spot.repository(), Digest.parse(request.pathParameter("digest")));
    return OciStyle.version(Response.empty(202));
  }
}
