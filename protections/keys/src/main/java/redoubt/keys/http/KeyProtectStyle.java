package redoubt.keys.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import redoubt.core.Failure;
import redoubt.keys.KeyFailure;
import redoubt.keys.KeyProtectError;
import redoubt.web.ApiStyle;
import redoubt.web.HttpStatus;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Route;

/**
 * How the Key Protect API names the instance (header {@code Bluemix-Instance}) and tells of errors:
 * a collection of one error with its reasons.
 *
 * <p>Differs from the plain HTTP reading in what clients expect: a caller who lacks a role gets 401
 * {@code UNAUTHORIZED_ERR}; a token that is no token gets 400 {@code BEARER_SUB_EXTRACTION_ERR}.
 */
public final class KeyProtectStyle implements ApiStyle {
  public static final KeyProtectStyle INSTANCE = new KeyProtectStyle();

  static final String INSTANCE_HEADER = "Bluemix-Instance";
  private static final String MORE_INFO = "https://cloud.ibm.com/apidocs/key-protect";
  private static final Pattern INSTANCE_ID = Pattern.compile("[A-Za-z0-9._-]{1,100}");

  private KeyProtectStyle() {}

  @Override
  public Response failure(Failure failure, Request request) {
    KeyProtectError error = errorOf(failure);
    String message = failure instanceof KeyFailure ? failure.what() : messageOf(failure, error);
    int status = HttpStatus.of(error.kind());
    Map<String, Object> reason = new LinkedHashMap<>();
    reason.put("code", error.name());
    reason.put("message", message);
    reason.put("status", status);
    reason.put("moreInfo", MORE_INFO);
    reason.put("remedy", failure instanceof KeyFailure ? error.remedy() : failure.remedy());
    if (failure instanceof KeyFailure known) {
      known.field().ifPresent(name -> reason.put("target", target(error, name)));
    }
    String summary =
        error == KeyProtectError.UNAUTHORIZED_ERR
            ? "Unauthorized: " + KeyProtectError.UNAUTHORIZED_ERR.message()
            : title(error.kind())
                + ": "
                + Operation.of(request).couldNot()
                + ": Please see 'reasons' for more details ("
                + error.name()
                + ")";
    Map<String, Object> resource = new LinkedHashMap<>();
    resource.put("errorMsg", summary);
    resource.put("reasons", List.of(reason));
    return KmsCollection.ERROR.response(status, List.of(resource));
  }

  @Override
  public Optional<String> instance(Request request) {
    return request.onlyHeader(INSTANCE_HEADER).filter(id -> INSTANCE_ID.matcher(id).matches());
  }

  @Override
  public String action(Route route, Request request) {
    return ActionRoutes.auditName(route, request);
  }

  private static Map<String, String> target(KeyProtectError error, String name) {
    String type = error == KeyProtectError.INVALID_QUERY_PARAM_ERR ? "query_param" : "field";
    return Map.of("type", type, "name", name);
  }

  /** Our own texts hold what the fixed text of a general code cannot say. */
  private static String messageOf(Failure failure, KeyProtectError error) {
    return switch (failure.kind()) {
      case INVALID, NOT_FOUND, CONFLICT, GONE, TOO_LARGE, UNPROCESSABLE, NOT_SUPPORTED ->
          KeyProtectError.withCode(failure.code()).isPresent()
              ? failure.what()
              : error.message() + ": " + failure.what();
      case UNAUTHENTICATED, FORBIDDEN, TOO_MANY, UNAVAILABLE, INTERNAL -> error.message();
    };
  }

  private static KeyProtectError errorOf(Failure failure) {
    return KeyProtectError.withCode(failure.code())
        .orElseGet(() ->
            switch (failure.kind()) {
              case INVALID ->
                  switch (failure.code()) {
                    case "web.bad-query" -> KeyProtectError.INVALID_QUERY_PARAM_ERR;
                    case "web.no-instance" -> KeyProtectError.BAD_HEADER_ERR;
                    default -> KeyProtectError.BAD_BODY_ERR;
                  };
              case UNAUTHENTICATED ->
                  failure.code().endsWith(".bad-token")
                          || failure.code().endsWith(".malformed-token")
                      ? KeyProtectError.BEARER_SUB_EXTRACTION_ERR
                      : KeyProtectError.UNAUTHORIZED_ERR;
              case FORBIDDEN -> KeyProtectError.UNAUTHORIZED_ERR;
              case NOT_FOUND -> KeyProtectError.NOT_FOUND_ERR;
              case CONFLICT -> KeyProtectError.KEY_ACTION_INVALID_STATE_ERR;
              case GONE -> KeyProtectError.KEY_DELETED_ERR;
              case TOO_LARGE -> KeyProtectError.BODY_TOO_LARGE_ERR;
              case UNPROCESSABLE -> KeyProtectError.KEY_INVALID_STATE_ERR;
              case TOO_MANY -> KeyProtectError.TOO_MANY_REQUESTS_ERR;
              case UNAVAILABLE -> KeyProtectError.UNAVAILABLE_ERR;
              case NOT_SUPPORTED -> KeyProtectError.NOT_SUPPORTED_ERR;
              case INTERNAL -> KeyProtectError.INTERNAL_ERR;
            });
  }

  private static String title(Failure.Kind kind) {
    return switch (kind) {
      case INVALID -> "Bad Request";
      case UNAUTHENTICATED -> "Unauthorized";
      case FORBIDDEN -> "Forbidden";
      case NOT_FOUND -> "Not Found";
      case CONFLICT -> "Conflict";
      case GONE -> "Gone";
      case TOO_LARGE -> "Request Entity Too Large";
      case UNPROCESSABLE -> "Unprocessable Entity";
      case TOO_MANY -> "Too Many Requests";
      case UNAVAILABLE -> "Service Unavailable";
      case NOT_SUPPORTED -> "Not Implemented";
      case INTERNAL -> "Internal Server Error";
    };
  }
}
