package redoubt.registry.http;

import java.util.Optional;
import redoubt.core.Failure;
import redoubt.oci.RepositoryName;
import redoubt.registry.access.Gun;
import redoubt.web.Request;

/**
 * Tells a client where to get a token, and for what to ask (Docker's token authentication; RFC 6750
 * section 3).
 */
final class Challenge {
  /**
   * Where tokens are given, below the origin. No name of a repository begins with an underscore.
   */
  static final String TOKEN_PATH = "/v2/_auth/token";

  /** For whom tokens are. */
  private static final String SERVICE = "redoubt";

  private Challenge() {}

  static String of(Request request, Failure failure) {
    String challenge =
        "Bearer realm=\""
            + request.origin().orElse("")
            + TOKEN_PATH
            + "\",service=\""
            + SERVICE
            + "\""
            + scope(request).map(scope -> ",scope=\"" + scope + "\"").orElse("");
    return switch (failure.code()) {
      case "web.no-credential" -> challenge;
      case "web.narrow-token", "web.forbidden" -> challenge + ",error=\"insufficient_scope\"";
      default -> challenge + ",error=\"invalid_token\"";
    };
  }

  private static Optional<String> scope(Request request) {
    String gun = request.pathParameters().get("gun");
    if (gun != null) {
      return Optional.of("repository:" + gun + ":" + trustActions(request))
          .filter(scope -> isGun(gun, request));
    }
    if (request.path().equals("/v2/_catalog") || request.path().equals("/v2/_trust/changefeed")) {
      return Optional.of("registry:catalog:*");
    }
    return Optional.ofNullable(request.pathParameters().get("name"))
        .filter(Challenge::isName)
        .map(name -> "repository:" + name + ":" + actions(request) + mountedFrom(request));
  }

  /** A client that mounts a blob reads another repository too. */
  private static String mountedFrom(Request request) {
    return request
        .query("from")
        .filter(Challenge::isName)
        .map(name -> " repository:" + name + ":pull")
        .orElse("");
  }

  private static boolean isName(String text) {
    try {
      return new RepositoryName(text).isNested();
    } catch (Failure e) {
      return false;
    }
  }

  private static boolean isGun(String text, Request request) {
    try {
      return Gun.parse(text, request.origin()).repository().isNested();
    } catch (Failure e) {
      return false;
    }
  }

  private static String trustActions(Request request) {
    boolean managed = request.method().equals("DELETE") || request.path().endsWith(".key");
    return switch (request.method()) {
      case "GET", "HEAD" -> request.path().endsWith(".key") ? "pull,push" : "pull";
      default -> managed ? "*" : "pull,push";
    };
  }

  private static String actions(Request request) {
    return switch (request.method()) {
      case "GET", "HEAD" -> request.pathParameters().containsKey("upload") ? "pull,push" : "pull";
      case "DELETE" -> "delete";
      default -> "pull,push";
    };
  }
}
