package redoubt.registry.http;

import java.util.Set;
import redoubt.core.Failure;
import redoubt.web.HttpStatus;

/** The codes of the OCI distribution specification, and which of our failures each is told for. */
enum OciError {
  BLOB_UNKNOWN(404, "registry.no-blob"),
  BLOB_UPLOAD_INVALID(
      416, "registry.out-of-order", "registry.not-satisfiable", "registry.upload-is-written"),
  BLOB_UPLOAD_UNKNOWN(404, "registry.no-upload"),
  DIGEST_INVALID(400, "oci.bad-digest", "registry.digest-differs"),
  MANIFEST_BLOB_UNKNOWN(400, "registry.blobs-are-missing"),
  MANIFEST_INVALID(400, "oci.bad-manifest"),
  MANIFEST_UNKNOWN(404, "registry.no-manifest", "oci.no-such-image"),
  NAME_INVALID(400, "oci.bad-name"),
  NAME_UNKNOWN(404, "registry.no-repository"),
  SIZE_INVALID(400, "registry.bad-range", "web.too-large", "web.incomplete"),
  TAG_INVALID(400, "oci.bad-tag"),
  UNAUTHORIZED(401),
  DENIED(403, "registry.tag-is-immutable"),
  UNSUPPORTED(405, "registry.blob-is-used"),
  TOOMANYREQUESTS(429),
  UNAVAILABLE(503),
  UNKNOWN(500);

  private final int status;

  @SuppressWarnings("ImmutableEnumChecker") // Set.of makes one that is.
  private final Set<String> failures;

  OciError(int status, String... failures) {
    this.status = status;
    this.failures = Set.of(failures);
  }

  static OciError of(Failure failure) {
    for (OciError error : values()) {
      if (error.failures.contains(failure.code())) {
        return error;
      }
    }
    return switch (failure.kind()) {
      case UNAUTHENTICATED -> UNAUTHORIZED;
      case FORBIDDEN -> DENIED;
      case TOO_MANY -> TOOMANYREQUESTS;
      case UNAVAILABLE -> UNAVAILABLE;
      case TOO_LARGE -> SIZE_INVALID;
      case NOT_SUPPORTED -> UNSUPPORTED;
      case INVALID, NOT_FOUND, CONFLICT, GONE, UNPROCESSABLE, INTERNAL -> UNKNOWN;
    };
  }

  /** The status that clients expect with the code; that of the failure where there is none. */
  int status(Failure failure) {
    return switch (failure.code()) {
      case "registry.upload-is-written" -> 409;
      case "web.too-large" -> 413;
      default -> failures.contains(failure.code()) ? status : HttpStatus.of(failure.kind());
    };
  }
}
