package redoubt.web;

import redoubt.core.Failure;

/** The HTTP status (RFC 9110) of each kind of failure. */
public final class HttpStatus {
  private HttpStatus() {}

  public static int of(Failure.Kind kind) {
    return switch (kind) {
      case INVALID -> 400;
      case UNAUTHENTICATED -> 401;
      case FORBIDDEN -> 403;
      case NOT_FOUND -> 404;
      case CONFLICT -> 409;
      case GONE -> 410;
      case TOO_LARGE -> 413;
      case UNPROCESSABLE -> 422;
      case TOO_MANY -> 429;
      case INTERNAL -> 500;
      case NOT_SUPPORTED -> 501;
      case UNAVAILABLE -> 503;
    };
  }
}
