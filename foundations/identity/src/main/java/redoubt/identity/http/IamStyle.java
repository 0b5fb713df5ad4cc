package redoubt.identity.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import redoubt.core.Failure;
import redoubt.identity.LoginBarred;
import redoubt.web.ApiStyle;
import redoubt.web.HttpStatus;
import redoubt.web.Request;
import redoubt.web.Response;

/**
 * Errors as IBM's clients read them from IAM: {@code errorCode}, {@code errorMessage}, {@code
 * context.requestId}. A bad API key is a 400, as there; clients repeat 429 and 5xx.
 */
final class IamStyle implements ApiStyle {
  @Override
  public Response failure(Failure failure, Request request) {
    int status =
        failure.kind() == Failure.Kind.UNAUTHENTICATED ? 400 : HttpStatus.of(failure.kind());
    Map<String, Object> error = new LinkedHashMap<>();
    error.put(
        "errorCode",
        failure.kind() == Failure.Kind.UNAUTHENTICATED ? "BXNIM0415E" : failure.code());
    error.put("errorMessage", failure.what());
    error.put("errorDetails", failure.remedy());
    error.put("code", failure.code());
    error.put("context", Map.of("requestId", request.correlationId()));
    Response response = Response.json(status, error);
    return failure instanceof LoginBarred barred
        ? response.withHeader("Retry-After", Long.toString(barred.retryAfter().toSeconds()))
        : response;
  }

  @Override
  public Optional<String> instance(Request request) {
    return Optional.empty();
  }
}
