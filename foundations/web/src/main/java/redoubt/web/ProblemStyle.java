package redoubt.web;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import redoubt.core.Failure;

/** RFC 9457 problem+json; the instance is the path parameter {@code instance}. */
final class ProblemStyle implements ApiStyle {
  static final ProblemStyle INSTANCE = new ProblemStyle();

  private ProblemStyle() {}

  @Override
  public Response failure(Failure failure, Request request) {
    int status = HttpStatus.of(failure.kind());
    Map<String, Object> problem = new LinkedHashMap<>();
    problem.put("type", "about:blank");
    problem.put("title", failure.what());
    problem.put("status", status);
    problem.put("detail", failure.remedy());
    problem.put("code", failure.code());
    problem.put("correlationId", request.correlationId());
    return Response.bytes(status, "application/problem+json", Json.bytes(problem));
  }

  @Override
  public Optional<String> instance(Request request) {
    return Optional.ofNullable(request.pathParameters().get("instance"));
  }
}
