package redoubt.web.jetty;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.Failure;
import redoubt.web.ApiStyle;
import redoubt.web.Call;
import redoubt.web.Dispatcher;

/**
 * Hands a Jetty request to the dispatcher and writes what comes back. Each call runs on a virtual
 * thread of its own, so that one that waits, for its client or the database, holds up no other.
 */
final class CallHandler extends Handler.Abstract {
  private static final Logger LOG = LoggerFactory.getLogger(CallHandler.class);
  private static final int STREAM_BUFFER = 32 << 10;
  private static final int FILE_BUFFER = 128 << 10;

  /** Answered also when all permits are taken: a busy server lives. */
  private static final String LIVE = "/livez";

  private final Dispatcher dispatcher;
  private final Executor calls;
  private final Semaphore permits;
  private final BodyReader.Limits bodies;
  private final Optional<PlainPort> plain;
  private final Optional<String> publicOrigin;

  CallHandler(
      Dispatcher dispatcher,
      Executor calls,
      int mostConcurrentCalls,
      BodyReader.Limits bodies,
      Optional<PlainPort> plain,
      Optional<String> publicOrigin) {
    super(Invocable.InvocationType.NON_BLOCKING);
    this.dispatcher = dispatcher;
    this.calls = calls;
    this.permits = new Semaphore(mostConcurrentCalls);
    this.bodies = bodies;
    this.plain = plain;
    this.publicOrigin = publicOrigin;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    boolean permitted = permits.tryAcquire();
    if (!permitted && !LIVE.equals(request.getHttpURI().getPath())) {
      response.getHeaders().put(HttpHeader.RETRY_AFTER, "1");
      refuse(busy(), request, response, callback);
      return true;
    }
    if (plain.isPresent() && PlainPort.isFrom(request)) {
      try {
        plain.get().admit(request.getHttpURI().getPath(), host(request), publicOrigin);
      } catch (Failure failure) {
        if (permitted) {
          permits.release();
        }
        refuse(failure, request, response, callback);
        return true;
      }
    }
    BodyReader body = new BodyReader(request, bodies);
    Callback end =
        Callback.from(
            callback,
            () -> {
              body.release();
              if (permitted) {
                permits.release();
              }
            });
    calls.execute(() -> {
      try {
        redoubt.web.Response answer = answer(request, body);
        if (permitted) {
          body.drain();
        }
        if (body.outOfMemory()) {
          response.getHeaders().put(HttpHeader.RETRY_AFTER, "1");
        }
        send(answer, request, response, end);
      } catch (IOException | RuntimeException | Error e) {
        breakOff(e, request, response, end);
      }
    });
    return true;
  }

  private redoubt.web.Response answer(Request request, BodyReader body) {
    String query = request.getHttpURI().getQuery();
    return dispatcher.answer(
        new Call(
            request.getMethod(),
            request.getHttpURI().getPath(),
            query == null ? "" : query,
            headers(request),
            body,
            remoteAddress(request),
            request.isSecure() || isLocal(request),
            publicOrigin));
  }

  private static Optional<String> host(Request request) {
    return Optional.ofNullable(request.getHttpURI().getAuthority());
  }

  private static void send(
      redoubt.web.Response answer, Request request, Response response, Callback callback)
      throws IOException {
    response.setStatus(answer.status());
    answer.headers().forEach((name, value) -> response.getHeaders().put(name, value));
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    if (!response.getHeaders().contains(HttpHeader.CACHE_CONTROL)) {
      response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    }
    length(answer)
        .ifPresent(length -> response.getHeaders().put(HttpHeader.CONTENT_LENGTH, length));
    if (request.getMethod().equals("HEAD")) {
      // An end without a write can end the next call of the connection, too (Jetty 12.1.10).
      response.write(true, BufferUtil.EMPTY_BUFFER, callback);
      return;
    }
    switch (answer.body()) {
      case redoubt.web.Response.Bytes whole ->
          response.write(true, ByteBuffer.wrap(whole.bytes()), callback);
      case redoubt.web.Response.Stream _, redoubt.web.Response.Sized _ ->
          write(answer.body(), response, callback);
      case redoubt.web.Response.FileRegion region -> send(region, request, response, callback);
    }
  }

  private static void send(
      redoubt.web.Response.FileRegion region, Request request, Response response, Callback callback)
      throws IOException {
    SeekableByteChannel bytes = region.opener().open();
    if (bytes instanceof FileChannel file
        && request.getConnectionMetaData().getConnection().getEndPoint()
            instanceof SendfileEndPoint plain) {
      try (file) {
        plain.send(file, region.offset(), region.length(), response);
      }
      callback.succeeded();
      return;
    }
    Content.copy(
        Content.Source.from(
            new ByteBufferPool.Sized(
                request.getComponents().getByteBufferPool(), true, FILE_BUFFER),
            bytes,
            region.offset(),
            region.length()),
        response,
        callback);
  }

  /** What the client is told before the body; nothing where RFC 9110 (section 8.6) forbids it. */
  private static OptionalLong length(redoubt.web.Response answer) {
    if (answer.status() == 204 || answer.status() == 304) {
      return OptionalLong.empty();
    }
    return switch (answer.body()) {
      case redoubt.web.Response.Bytes whole -> OptionalLong.of(whole.bytes().length);
      case redoubt.web.Response.Stream stream -> OptionalLong.empty();
      case redoubt.web.Response.Sized sized -> OptionalLong.of(sized.length());
      case redoubt.web.Response.FileRegion region -> OptionalLong.of(region.length());
    };
  }

  private static void write(redoubt.web.Response.Body body, Response response, Callback callback)
      throws IOException {
    // To close it says that the answer is whole, so that only success may.
    OutputStream out =
        new BufferedOutputStream(Content.Sink.asOutputStream(response), STREAM_BUFFER);
    body.writeTo(out);
    out.close();
    callback.succeeded();
  }

  /** Lets the client see that the answer is not whole, or, if none has begun, that it failed. */
  private static void breakOff(
      Throwable why, Request request, Response response, Callback callback) {
    if (response.isCommitted()) {
      LOG.debug("an answer broke off", why);
      callback.failed(why);
      return;
    }
    LOG.error("{} {} broke", request.getMethod(), request.getHttpURI().getPath(), why);
    try {
      response.reset();
    } catch (IllegalStateException e) {
      // Nobody can be answered any more; what the call held is given back all the same.
      callback.failed(e);
      return;
    }
    Failure internal =
        new Failure(
            Failure.Kind.INTERNAL,
            "web.internal",
            "The server failed while it answered; the call may have been done.",
            "Look into the server's log.");
    refuse(internal, request, response, callback);
  }

  private static void refuse(
      Failure failure, Request request, Response response, Callback callback) {
    redoubt.web.Request bare =
        new redoubt.web.Request(
            request.getMethod(),
            request.getHttpURI().getPath(),
            Map.of(),
            Map.of(),
            headers(request),
            new byte[0],
            remoteAddress(request));
    redoubt.web.Response answer =
        ApiStyle.redoubt()
            .failure(failure, bare)
            .withHeader("Correlation-Id", bare.correlationId());
    try {
      send(answer, request, response, callback);
    } catch (IOException e) {
      callback.failed(e);
    }
  }

  /** The server has no room for the call at the moment. */
  static Failure busy() {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "web.busy",
        "The server has as many calls as it can bear; nothing was done.",
        "Try again in a second.");
  }

  /** Who comes through the unix socket is on this machine. */
  private static String remoteAddress(Request request) {
    return isLocal(request)
        ? InetAddress.getLoopbackAddress().getHostAddress()
        : Request.getRemoteAddr(request);
  }

  private static boolean isLocal(Request request) {
    SocketAddress remote = request.getConnectionMetaData().getRemoteSocketAddress();
    return !(remote instanceof InetSocketAddress);
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
}
