package redoubt.web.jetty;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import redoubt.web.Json;

/**
 * What the HTTP server refuses before any route is looked for, such as a path whose encoding is
 * wrong: problem+json (RFC 9457) as of the routes, with the status that the HTTP server chose.
 */
final class Rejections implements Request.Handler {
  /** Writing waits for nothing. */
  @Override
  public Invocable.InvocationType getInvocationType() {
    return Invocable.InvocationType.NON_BLOCKING;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    String correlation = UUID.randomUUID().toString();
    Map<String, Object> problem = new LinkedHashMap<>();
    problem.put("type", "about:blank");
    problem.put("title", title(status));
    problem.put("status", status);
    problem.put("detail", remedy(status));
    problem.put("code", status < 500 ? "web.bad-request" : "web.internal");
    problem.put("correlationId", correlation);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/problem+json");
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    response.getHeaders().put("Correlation-Id", correlation);
    boolean bodyless = request.getMethod().equals("HEAD");
    response.write(true, bodyless ? null : ByteBuffer.wrap(Json.bytes(problem)), callback);
    return true;
  }

  private static String title(int status) {
    return switch (status) {
      case 414 -> "The URL is too long.";
      case 431 -> "The headers are too large.";
      default ->
          status < 500
              ? "The request is not one that this server reads."
              : "The server failed before it came to the call.";
    };
  }

  private static String remedy(int status) {
    return status < 500
        ? "Check the URL and the headers: encode the path once, without dots and empty segments."
        : "Look into the server's log.";
  }
}
