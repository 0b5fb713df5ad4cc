package redoubt.registry.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.core.Failure;
import redoubt.web.ApiStyle;
import redoubt.web.Request;
import redoubt.web.Response;

/**
 * How notary's server tells of errors: clients show the detail of a refused update, if all of the
 * answer is no longer than a kibibyte. Who may not do something is answered with 401, as clients
 * expect, whether a token was shown or not.
 */
final class TrustStyle implements ApiStyle {
  static final TrustStyle INSTANCE = new TrustStyle();

  private static final int LONGEST = 400;

  private TrustStyle() {}

  /** Code and message of notary's server, and the kind of error that its clients know. */
  private record Told(int status, String code, String message, String kind) {}

  private static Told told(Failure failure) {
    String code = failure.code();
    return switch (code.substring(code.indexOf("trust.") < 0 ? 0 : code.indexOf("trust."))) {
      case "trust.bad-root" -> update("ErrBadRoot");
      case "trust.bad-targets" -> update("ErrBadTargets");
      case "trust.bad-snapshot" -> update("ErrBadSnapshot");
      case "trust.bad-hierarchy" -> update("ErrBadHierarchy");
      case "trust.bad-update", "trust.too-large", "web.too-large" -> update("ErrValidation");
      case "trust.old-version" ->
          refused("VERSION", "A newer version of metadata is already available.");
      case "trust.bad-role" ->
          refused("INVALID_ROLE", "The role you are attempting to operate on is invalid.");
      case "trust.no-filename" -> refused("NO_FILENAME", "No file/role name provided.");
      case "trust.malformed-upload" ->
          refused("MALFORMED_UPLOAD", "The body of your request is malformed.");
      case "trust.bad-parameters" ->
          refused("INVALID_PARAMETERS", "The parameters provided are not valid.");
      case "trust.foreign-host", "oci.bad-name" ->
          refused("INVALID_GUN", "The server does not support actions on images of this name.");
      case "trust.no-metadata", "web.no-such-path", "web.no-such-method" ->
          new Told(
              404, "METADATA_NOT_FOUND", "You have requested metadata that does not exist.", "");
      default -> byKind(failure);
    };
  }

  private static Told byKind(Failure failure) {
    return switch (failure.kind()) {
      case UNAUTHENTICATED, FORBIDDEN ->
          new Told(401, "UNAUTHORIZED", "authentication required", "");
      default -> {
        OciError error = OciError.of(failure);
        yield new Told(error.status(failure), error.name(), failure.what(), "");
      }
    };
  }

  private static Told update(String kind) {
    return new Told(400, "INVALID_UPDATE", "Update sent by the client is invalid.", kind);
  }

  private static Told refused(String code, String message) {
    return new Told(400, code, message, "ErrValidation");
  }

  @Override
  public Response failure(Failure failure, Request request) {
    Told told = told(failure);
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("code", told.code());
    error.put("message", told.message());
    error.put(
        "detail",
        told.kind().isEmpty()
            ? Map.of("code", failure.code(), "remedy", failure.remedy())
            : Map.of("Name", told.kind(), "Error", Map.of("Msg", sentence(failure))));
    Response answer =
        OciStyle.version(Response.json(told.status(), Map.of("errors", List.of(error))));
    return told.status() == 401
        ? answer.withHeader("WWW-Authenticate", Challenge.of(request, failure))
        : answer;
  }

  private static String sentence(Failure failure) {
    String both = failure.what() + " " + failure.remedy();
    return both.length() <= LONGEST ? both : both.substring(0, LONGEST) + "…";
  }

  @Override
  public Optional<String> instance(Request request) {
    return Optional.empty();
  }

  /** Clients ask what is there first, and first without a credential. */
  @Override
  public boolean isRefusal(Request request, Failure failure) {
    return switch (failure.kind()) {
      case NOT_FOUND -> false;
      case UNAUTHENTICATED -> !failure.code().equals("web.no-credential");
      default -> true;
    };
  }
}
