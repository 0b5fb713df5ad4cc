package redoubt.web.jetty;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.Failure;
import redoubt.web.Dispatcher;

/**
 * Hands a Jetty request to the dispatcher and writes what comes back. Each call runs on a virtual
 * thread of its own, so that one that waits, for its client or the database, holds up no other.
 */
final class CallHandler extends Handler.Abstract {
  private static final Logger LOG = LoggerFactory.getLogger(CallHandler.class);
  private static final int STREAM_BUFFER = 32 << 10;
  private static final int MOST_DRAINED = 8 << 20;

  private final Dispatcher dispatcher;
  private final Executor calls;
  private final int mostBodyBytes;

  CallHandler(Dispatcher dispatcher, Executor calls, int mostBodyBytes) {
    super(Invocable.InvocationType.NON_BLOCKING);
    this.dispatcher = dispatcher;
    this.calls = calls;
    this.mostBodyBytes = mostBodyBytes;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    calls.execute(() -> {
      try {
        answer(request, response, callback);
      } catch (IOException | RuntimeException | Error e) {
        Response.writeError(request, response, callback, e);
      }
    });
    return true;
  }

  private void answer(Request request, Response response, Callback callback) throws IOException {
    String query = request.getHttpURI().getQuery();
    redoubt.web.Response answer =
        dispatcher.answer(
            request.getMethod(),
            request.getHttpURI().getPath(),
            query == null ? "" : query,
            headers(request),
            () -> body(request),
            remoteAddress(request));
    drain(request);
    response.setStatus(answer.status());
    answer.headers().forEach((name, value) -> response.getHeaders().put(name, value));
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    if (!response.getHeaders().contains(HttpHeader.CACHE_CONTROL)) {
      response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    }
    boolean bodyless = request.getMethod().equals("HEAD");
    switch (answer.body()) {
      case redoubt.web.Response.Bytes whole ->
          response.write(true, bodyless ? null : ByteBuffer.wrap(whole.bytes()), callback);
      case redoubt.web.Response.Stream stream -> {
        if (!bodyless) {
          try (OutputStream out =
              new BufferedOutputStream(Content.Sink.asOutputStream(response), STREAM_BUFFER)) {
            stream.writer().to(out);
          }
        }
        callback.succeeded();
      }
    }
  }

  /** Who comes through the unix socket is on this machine. */
  private static String remoteAddress(Request request) {
    SocketAddress remote = request.getConnectionMetaData().getRemoteSocketAddress();
    return remote instanceof InetSocketAddress
        ? Request.getRemoteAddr(request)
        : InetAddress.getLoopbackAddress().getHostAddress();
  }

  private static Map<String, List<String>> headers(Request request) {
    Map<String, List<String>> headers = new HashMap<>();
    for (HttpField field : request.getHeaders()) {
      headers
          .computeIfAbsent(field.getName().toLowerCase(Locale.ROOT), name -> new ArrayList<>(1))
          .add(field.getValue() == null ? "" : field.getValue());
    }
    // HTTP/2 names the host in the pseudo-header :authority only (RFC 9113 section 8.3.1).
    String authority = request.getHttpURI().getAuthority();
    if (authority != null) {
      headers.putIfAbsent("host", List.of(authority));
    }
    return headers;
  }

  private byte[] body(Request request) {
    if (request.getLength() > mostBodyBytes) {
      throw tooLarge();
    }
    try (InputStream in = Content.Source.asInputStream(request)) {
      byte[] body = in.readNBytes(mostBodyBytes + 1);
      if (body.length > mostBodyBytes) {
        throw tooLarge();
      }
      return body;
    } catch (IOException | HttpException.RuntimeException e) {
      throw new Failure(
          Failure.Kind.INVALID,
          "web.incomplete",
          "The body ended, or came too slowly, before it was whole.",
          "Send all of it without long pauses.",
          e);
    }
  }

  /**
   * Reads past what is left of a body that is not huge. An answer before the end of the body makes
   * HTTP/2 reset the stream, and the client would see that instead of the refusal.
   */
  private static void drain(Request request) {
    if (request.getLength() == 0 || request.getLength() > MOST_DRAINED) {
      return;
    }
    try (InputStream in = Content.Source.asInputStream(request)) {
      in.skip(MOST_DRAINED);
    } catch (IOException | HttpException.RuntimeException e) {
      LOG.debug("a client broke off", e);
    }
  }

  private Failure tooLarge() {
    return new Failure(
        Failure.Kind.TOO_LARGE,
        "web.too-large",
        "The body is larger than " + mostBodyBytes + " bytes.",
        "Send less in one call.");
  }
}
