package redoubt.registry.http;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import redoubt.core.Failure;
import redoubt.oci.Digest;
import redoubt.oci.RepositoryName;
import redoubt.registry.Namespace;
import redoubt.registry.Namespaces;
import redoubt.registry.RegistryFailures;
import redoubt.registry.access.ReadRights;
import redoubt.registry.push.Incoming;
import redoubt.registry.push.Uploads;
import redoubt.web.Access;
import redoubt.web.BodyRule;
import redoubt.web.Part;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/** Blobs that come in (OCI distribution specification, "Pushing blobs"). */
final class UploadRoutes {
  private static final String ALL = "/v2/{name+}/blobs/uploads/";
  private static final String ONE = "/v2/{name+}/blobs/uploads/{upload}";
  private static final BodyRule BODY =
      new BodyRule.Streamed(1L << 40, Duration.ofSeconds(60), 1 << 10);

  private final Namespaces namespaces;
  private final Uploads uploads;

  UploadRoutes(Namespaces namespaces, Uploads uploads) {
    this.namespaces = namespaces;
    this.uploads = uploads;
  }

  List<Route> routes() {
    return List.of(
        route("POST", ALL, "Begin an upload, push a blob at once, or mount it", this::begin),
        route("PATCH", ONE, "Send a piece of a blob", this::append),
        route("PUT", ONE, "Send the last piece, if any, and say the digest", this::finish),
        route("GET", ONE, "How much of a blob has come", this::status),
        route("DELETE", ONE, "Cancel an upload", this::cancel));
  }

  private static Route route(String method, String path, String summary, Route.Handler handler) {
    return new Route(
        method,
        path,
        Access.part(Role.WRITER),
        "container-registry.image.push",
        summary,
        OciStyle.INSTANCE,
        method.equals("GET") || method.equals("DELETE") ? BodyRule.USUAL : BODY,
        handler);
  }

  private Response begin(Request request) {
    Spot spot = Spot.toPushTo(request, namespaces);
    Optional<Digest> mounted = request.query("mount").map(Digest::parse);
    if (mounted.isPresent() && mount(request, spot, mounted.get())) {
      return created(spot, mounted.get());
    }
    Optional<Digest> digest = request.query("digest").map(Digest::parse);
    if (digest.isPresent()) {
      uploads.push(spot.repository(), spot.user(), digest.get(), piece(request));
      return created(spot, digest.get());
    }
    UUID upload = uploads.begin(spot.repository(), spot.user());
    return told(202, spot, upload, 0);
  }

  /**
   * From the repository that is named, if the caller may read it; without a name from any of the
   * instance that the caller may read with what they show.
   */
  private boolean mount(Request request, Spot spot, Digest digest) {
    Optional<RepositoryName> from = request.query("from").map(RepositoryName::new);
    if (from.isEmpty()) {
      return uploads.mount(
          spot.repository(),
          ReadRights.in(spot.namespace().instance(), request.principal()),
          digest);
    }
    Optional<Namespace> there = from.flatMap(namespaces::of);
    boolean readable =
        there.isPresent()
            && (there.get().anonymousPull()
                || request.allowsToo(
                    there.get().instance(), Part.repository(from.get().text()), Role.READER));
    return readable && uploads.mount(spot.repository(), from.get(), digest);
  }

  private Response append(Request request) {
    Spot spot = Spot.toPushTo(request, namespaces);
    UUID upload = upload(request);
    try {
      return told(202, spot, upload, uploads.append(spot.repository(), upload, piece(request)));
    } catch (Failure e) {
      return orElsewhere(e, request, spot, upload);
    }
  }

  private Response finish(Request request) {
    Spot spot = Spot.toPushTo(request, namespaces);
    UUID upload = upload(request);
    Digest digest = Digest.parse(request.query("digest").orElse(""));
    try {
      uploads.finish(spot.repository(), upload, digest, piece(request));
      return created(spot, digest);
    } catch (Failure e) {
      return orElsewhere(e, request, spot, upload);
    }
  }

  /** Tells who sent a piece that does not fit where to go on. */
  private Response orElsewhere(Failure failure, Request request, Spot spot, UUID upload) {
    if (!failure.code().equals("registry.out-of-order")) {
      throw failure;
    }
    long acknowledged = uploads.acknowledged(spot.repository(), upload);
    return position(OciStyle.INSTANCE.failure(failure, request), spot, upload, acknowledged);
  }

  private Response status(Request request) {
    Spot spot = Spot.of(request, namespaces);
    UUID upload = upload(request);
    return told(204, spot, upload, uploads.acknowledged(spot.repository(), upload));
  }

  private Response cancel(Request request) {
    Spot spot = Spot.of(request, namespaces);
    uploads.cancel(spot.repository(), upload(request));
    return OciStyle.version(Response.empty(204));
  }

  private static UUID upload(Request request) {
    try {
      return UUID.fromString(request.pathParameter("upload"));
    } catch (IllegalArgumentException e) {
      throw RegistryFailures.noUpload();
    }
  }

  private static Incoming piece(Request request) {
    Optional<String> told = request.onlyHeader("content-range");
    if (told.isEmpty()) {
      return new Incoming(
          OptionalLong.empty(), OptionalLong.empty(), announced(request), request::stream);
    }
    ContentRange range = ContentRange.of(told.get());
    OptionalLong length = OptionalLong.of(range.length());
    return new Incoming(OptionalLong.of(range.first()), length, length, request::stream);
  }

  /** What is sent in chunks has no length beforehand. */
  private static OptionalLong announced(Request request) {
    return request
        .onlyHeader("content-length")
        .filter(text -> text.matches("\\d{1,18}"))
        .map(text -> OptionalLong.of(Long.parseLong(text)))
        .orElse(OptionalLong.empty());
  }

  private static Response created(Spot spot, Digest digest) {
    return OciStyle.version(Response.empty(201))
        .withHeader("Location", spot.path("blobs/" + digest))
        .withHeader("Docker-Content-Digest", digest.toString());
  }

  private static Response told(int status, Spot spot, UUID upload, long acknowledged) {
    return position(OciStyle.version(Response.empty(status)), spot, upload, acknowledged);
  }

  private static Response position(Response response, Spot spot, UUID upload, long acknowledged) {
    return response
        .withHeader("Location", spot.path("blobs/uploads/" + upload))
        .withHeader("Range", "0-" + Math.max(0, acknowledged - 1))
        .withHeader("Docker-Upload-UUID", upload.toString());
  }
}
