package redoubt.web;

import java.util.Objects;

/**
 * One method of one path, who may call it and what does the work.
 *
 * @param method {@code GET}, {@code HEAD}, {@code POST}, {@code PUT}, {@code PATCH} or {@code
 *     DELETE}
 * @param path segments {@code literal} or {@code {name}}; {@code {name+}} takes one or more, as
 *     many as it can; a last {@code {name...}} takes the rest
 * @param action name under which the ledger knows the call, also when it is refused
 * @param summary one line for the OpenAPI document
 * @param style shape of errors and where the instance is named
 * @param body how the body is read
 */
public record Route(
    String method,
    String path,
    Access access,
    String action,
    String summary,
    ApiStyle style,
    BodyRule body,
    Handler handler) {
  /** Does the work of a route. May block; runs on a virtual thread. */
  @FunctionalInterface
  public interface Handler {
    Response handle(Request request) throws Exception;
  }

  /** One that takes a body as most do. */
  public Route(
      String method,
      String path,
      Access access,
      String action,
      String summary,
      ApiStyle style,
      Handler handler) {
    this(method, path, access, action, summary, style, BodyRule.USUAL, handler);
  }

  public Route {
    Objects.requireNonNull(access, "access");
    Objects.requireNonNull(style, "style");
    Objects.requireNonNull(body, "body");
    Objects.requireNonNull(handler, "handler");
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("a path starts with a slash: " + path);
    }
    if (!method.matches("GET|HEAD|POST|PUT|PATCH|DELETE")) {
      throw new IllegalArgumentException("no such method: " + method);
    }
  }
}
