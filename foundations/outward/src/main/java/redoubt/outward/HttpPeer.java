package redoubt.outward;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import redoubt.core.Deadline;
import redoubt.core.Outward;

/**
 * One HTTP server that somebody named, called over HTTP/1.1. Connections are kept for the next
 * call; redirects are answers like others. May be used by several threads.
 */
public final class HttpPeer implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final int LONGEST_LINE = 8 << 10;
  private static final int LONGEST_HEAD = 64 << 10;
  private static final int PIECE = 32 << 10;

  private final Outward outward;
  private final Target target;
  private final SSLContext tls;
  private final Deque<Exchange.Line> idle = new ConcurrentLinkedDeque<>();
  private final Set<Channel> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** What protects the bytes on their way. */
  public enum Way {
    /** TLS, with a certificate that names the server. */
    TLS(443),
    /** Nothing: to this machine alone. */
    PLAIN_HERE(80),
    /** Nothing, to a server that whoever runs this one named as insecure. */
    PLAIN(80);

    private final int usual;

    Way(int usual) {
      this.usual = usual;
    }

    int usualPort() {
      return usual;
    }
  }

  /**
   * Where the server is.
   *
   * @param serverName what its certificate has to name
   */
  public record Target(String host, int port, String serverName, Way way) {
    /** One that speaks TLS. */
    public Target(String host, int port, String serverName) {
      this(host, port, serverName, Way.TLS);
    }

    String authority() {
      return (bare().contains(":") ? "[" + bare() + "]" : host)
          + (port == way.usualPort() ? "" : ":" + port);
    }

    /** Without the brackets of a URL. */
    String bare() {
      return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
  }

  /**
   * A call.
   *
   * @param path with its query
   * @param body empty for none
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  public record Call(String method, String path, Map<String, String> headers, byte[] body) {
    /** Whether it does the same when it is done twice. */
    boolean mayBeRepeated() {
      return !method.equals("POST");
    }

    /** Whether a server expects a body, be it an empty one. */
    boolean hasBody() {
      return List.of("POST", "PUT", "PATCH").contains(method);
    }

    /** Without headers, which may have a credential, and without the body. */
    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  /** Takes an answer while it comes. */
  @FunctionalInterface
  public interface Reader<T> {
    T read(int status, InputStream body) throws IOException;
  }

  /** Takes an answer with its head, while it comes. */
  @FunctionalInterface
  public interface Listener<T> {
    T hear(Answer answer) throws IOException;
  }

  /** The deadline was over. */
  public static final class Late extends IOException {
    private static final long serialVersionUID = 1;
  }

  /**
   * The server cannot be spoken to under TLS: it has a certificate that is not trusted, or speaks
   * something else. To try again changes nothing.
   */
  public static final class Unprotected extends IOException {
    private static final long serialVersionUID = 1;

    Unprotected(Throwable cause) {
      super("TLS could not be begun", cause);
    }
  }

  /** The answer has more bytes than it may have. */
  public static final class TooLong extends IOException {
    private static final long serialVersionUID = 1;
  }

  public HttpPeer(Outward outward, Target target, SSLContext tls) {
    this.outward = outward;
    this.target = target;
    this.tls = tls;
  }

  /**
   * Calls, and hands the answer to the reader as it comes. Is done once, or again over another
   * connection if a kept one ended before anything of an answer came and the call may be repeated.
   *
   * @param most bytes of the answer's body
   * @param deadline for all of it: connecting, asking, reading
   * @throws AddressRefused when the name leads where nobody is to be called
   * @throws Late when the deadline was over before the reader returned
   * @throws Unprotected when TLS cannot be begun with the server
   * @throws TooLong when the reader wanted more of the answer than that
   * @throws IOException when there is no answer
   */
  public <T> T call(Call call, long most, Deadline deadline, Reader<T> reader) throws IOException {
    return ask(
        call, most, Pace.whole(deadline), answer -> reader.read(answer.status(), answer.body()));
  }

  /**
   * The same for who wants to see the head of the answer, and to give up a server that is slow.
   *
   * @throws IOException as {@link #call}
   */
  public <T> T ask(Call call, long most, Pace pace, Listener<T> listener) throws IOException {
    Exchange.Line kept = call.mayBeRepeated() ? idle.pollFirst() : null;
    if (kept != null) {
      try {
        return exchange(kept, call, most, pace, listener);
      } catch (Exchange.Unbegun e) {
        // The server closed it, as it may; nothing of an answer had come.
      }
    }
    try {
      return exchange(connect(pace.whole()), call, most, pace, listener);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private <T> T exchange(Exchange.Line line, Call call, long most, Pace pace, Listener<T> listener)
      throws IOException {
    Exchange exchange = new Exchange(line, pace);
    boolean again = false;
    try {
      exchange.send(request(call));
      Exchange.Head head = exchange.head();
      if (!(line.channel().remoteAddress() instanceof InetSocketAddress from)) {
        throw new IOException("the connection is gone");
      }
      T result;
      try (InputStream body = exchange.body(most)) {
        result = listener.hear(new Answer(head.status(), head.fields(), from.getAddress(), body));
      }
      again = exchange.isOver();
      return result;
    } finally {
      // Only such calls take one again.
      if (again && call.mayBeRepeated()) {
        idle.addFirst(line);
      } else {
        exchange.drop();
      }
      if (closed) {
        dropIdle();
      }
    }
  }

  private FullHttpRequest request(Call call) {
    FullHttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1,
            HttpMethod.valueOf(call.method()),
            call.path(),
            Unpooled.wrappedBuffer(call.body()));
    call.headers().forEach(request.headers()::set);
    request.headers().set(HttpHeaderNames.HOST, target.authority());
    if (call.body().length > 0 || call.hasBody()) {
      request.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, call.body().length);
    }
    return request;
  }

  private Exchange.Line connect(Deadline deadline) throws IOException, InterruptedException {
    IOException last = new UnknownHostException();
    boolean refused = false;
    for (InetAddress address : addresses(deadline)) {
      Exchange.Inbox inbox = new Exchange.Inbox();
      ChannelFuture connecting =
          new Bootstrap()
              .group(GuardedChannel.loop())
              .channelFactory(() -> new GuardedChannel(outward, target.way() == Way.PLAIN_HERE))
              .option(ChannelOption.AUTO_READ, false)
              .option(ChannelOption.RCVBUF_ALLOCATOR, piece())
              .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECT.toMillis())
              .handler(
                  new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                      open(channel, inbox, deadline);
                    }
                  })
              .connect(new InetSocketAddress(address, target.port()));
      if (!connecting.await(deadline.left(CONNECT).toMillis(), TimeUnit.MILLISECONDS)) {
        ChannelFuture _ = connecting.channel().close();
        last = new IOException("not connected in time");
      } else if (connecting.isSuccess()) {
        return new Exchange.Line(connecting.channel(), inbox);
      } else {
        refused |= connecting.cause() instanceof AddressRefused;
        last = new IOException("not connected", connecting.cause());
      }
    }
    if (deadline.isOver()) {
      throw new Late();
    }
    if (refused) {
      throw new AddressRefused();
    }
    throw last;
  }

  /** Whoever serves the name may take his time to answer. */
  private InetAddress[] addresses(Deadline deadline) throws IOException, InterruptedException {
    CompletableFuture<InetAddress[]> found = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("resolve")
        .start(() -> {
          try {
            found.complete(InetAddress.getAllByName(target.bare()));
          } catch (UnknownHostException | RuntimeException e) {
            found.completeExceptionally(e);
          }
        });
    try {
      return found.get(deadline.left(CONNECT).toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw new IOException("the name is not known", e);
    } catch (TimeoutException e) {
      throw new Late();
    }
  }

  /** Taken off the wire at a time, so that no more waits here than the reader is about to take. */
  private static RecvByteBufAllocator piece() {
    return new FixedRecvByteBufAllocator(PIECE).maxMessagesPerRead(1);
  }

  private void open(Channel channel, Exchange.Inbox inbox, Deadline deadline) {
    if (target.way() == Way.TLS) {
      channel.pipeline().addLast(secure(deadline));
    }
    channel.pipeline().addLast(new HttpClientCodec(LONGEST_LINE, LONGEST_HEAD, PIECE), inbox);
    open.add(channel);
    ChannelFuture _ = channel.closeFuture().addListener(ended -> open.remove(channel));
    if (closed) {
      ChannelFuture _ = channel.close();
    }
  }

  private SslHandler secure(Deadline deadline) {
    SSLEngine engine = tls.createSSLEngine(target.serverName(), target.port());
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    engine.setSSLParameters(parameters);
    SslHandler secure = new SslHandler(engine);
    secure.setHandshakeTimeoutMillis(
        Math.max(1, deadline.left(CONNECT.multipliedBy(2)).toMillis()));
    secure.setCloseNotifyFlushTimeoutMillis(100);
    return secure;
  }

  /** Calls under way fail. */
  @Override
  public void close() {
    closed = true;
    for (Channel channel : open) {
      ChannelFuture _ = channel.close();
    }
    dropIdle();
  }

  /** With what a server may have said unasked. */
  private void dropIdle() {
    for (Exchange.Line line = idle.pollFirst(); line != null; line = idle.pollFirst()) {
      line.drop();
    }
  }
}
