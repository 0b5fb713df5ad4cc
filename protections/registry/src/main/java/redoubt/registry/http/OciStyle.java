package redoubt.registry.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.core.Failure;
import redoubt.oci.RepositoryName;
import redoubt.web.ApiStyle;
import redoubt.web.Request;
import redoubt.web.Response;

/**
 * How registries tell of errors (OCI distribution specification, "Error Codes"): a list with a code
 * that clients know, and our own code and remedy as its detail. Who shows no credential is told
 * where to get a token.
 */
final class OciStyle implements ApiStyle {
  static final OciStyle INSTANCE = new OciStyle();

  private OciStyle() {}

  @Override
  public Response failure(Failure failure, Request request) {
    OciError error = OciError.of(failure);
    String remedy = remedy(failure, request);
    Map<String, Object> detail = new LinkedHashMap<>();
    detail.put("code", failure.code());
    detail.put("remedy", remedy);
    detail.put("correlationId", request.correlationId());
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("code", error.name());
    told.put("message", failure.what() + " " + remedy);
    told.put("detail", detail);
    Response answer =
        version(Response.json(error.status(failure), Map.of("errors", List.of(told))));
    return failure.kind() == Failure.Kind.UNAUTHENTICATED
        ? answer.withHeader("WWW-Authenticate", Challenge.of(request, failure))
        : answer;
  }

  /** Who uses a registry's client logs in with it. */
  private static String remedy(Failure failure, Request request) {
    return switch (failure.code()) {
      case "web.no-credential" ->
          "Log in with your client: user name iamapikey, an API key as the password.";
      case "web.forbidden" ->
          "Ask for a role in the namespace or the repository, or for the namespace to be added:"
              + " redoubt namespace add "
              + namespace(request).orElse("NAME")
              + ".";
      default -> failure.remedy();
    };
  }

  /** Of the repository that was asked for, whether it is there or not. */
  private static Optional<String> namespace(Request request) {
    return Optional.ofNullable(request.pathParameters().get("name"))
        .flatMap(RepositoryName::tryParse)
        .map(RepositoryName::first);
  }

  /** Docker's clients look for the first header, the containers tools for the second. */
  static Response version(Response response) {
    return response
        .withHeader("Docker-Distribution-Api-Version", "registry/2.0")
        .withHeader("X-Registry-Supports-Signatures", "1");
  }

  @Override
  public Optional<String> instance(Request request) {
    return Optional.empty();
  }

  /** Clients ask whether something is there before they push it, and first without a credential. */
  @Override
  public boolean isRefusal(Request request, Failure failure) {
    return switch (failure.kind()) {
      case NOT_FOUND -> false;
      case UNAUTHENTICATED -> !failure.code().equals("web.no-credential");
      default -> !failure.code().equals("registry.out-of-order");
    };
  }
}
