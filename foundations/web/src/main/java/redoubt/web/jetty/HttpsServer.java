package redoubt.web.jetty;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import redoubt.core.Failure;
import redoubt.web.Dispatcher;

/**
 * One HTTPS port, TLS 1.2 and 1.3 only, HTTP/1.1 and HTTP/2, and, if asked for, a unix socket and a
 * port without TLS for programs on this machine. Each call runs on a virtual thread and may block.
 * {@link #close} lets running calls end, for at most ten seconds.
 */
public final class HttpsServer implements AutoCloseable {
  /**
   * Where to listen and what to bear.
   *
   * @param port 0 for any free one
   * @param socket unix socket to serve too, without TLS, for the owner of its directory, which has
   *     to be private; replaces what a crashed server left there. Without it, if it cannot be, the
   *     server runs and warns
   * @param mostBodyMemory what the whole bodies of all running calls may take together; a call that
   *     needs more is refused with 503
   * @param bodyDeadline a whole body that is not whole by then is refused with 400
   * @param mostConcurrentCalls further calls are refused with 503, but for {@code /livez}
   * @param plain port to serve too, without TLS
   * @param publicOrigin scheme, host and port that clients outside see, where something stands
   *     between them and the server
   */
  public record Settings(
      String host,
      int port,
      Optional<Path> socket,
      int mostBodyMemory,
      Duration bodyDeadline,
      int mostConcurrentCalls,
      Optional<PlainPort> plain,
      Optional<String> publicOrigin) {
    public Settings(
        String host,
        int port,
        Optional<Path> socket,
        int mostBodyMemory,
        Duration bodyDeadline,
        int mostConcurrentCalls) {
      this(
          host,
          port,
          socket,
          mostBodyMemory,
          bodyDeadline,
          mostConcurrentCalls,
          Optional.empty(),
          Optional.empty());
    }

    public static Settings on(String host, int port) {
      return new Settings(host, port, Optional.empty(), 32 << 20, Duration.ofSeconds(30), 2048);
    }

    public Settings and(Path unixSocket) {
      return new Settings(
          host,
          port,
          Optional.of(unixSocket),
          mostBodyMemory,
          bodyDeadline,
          mostConcurrentCalls,
          plain,
          publicOrigin);
    }

    public Settings and(Optional<PlainPort> plainPort, Optional<String> origin) {
      return new Settings(
          host, port, socket, mostBodyMemory, bodyDeadline, mostConcurrentCalls, plainPort, origin);
    }
  }

  private static final int INPUT_BUFFER = 64 << 10;
  private static final Duration IDLE = Duration.ofSeconds(60);
  private static final Duration DRAIN = Duration.ofSeconds(10);

  private final Server server;
  private final ServerConnector connector;
  private final Optional<ServerConnector> plain;

  private HttpsServer(Server server, ServerConnector connector, Optional<ServerConnector> plain) {
    this.server = server;
    this.connector = connector;
    this.plain = plain;
  }

  /**
   * Listens at once.
   *
   * @throws Failure {@code web.cannot-listen} when an address is taken or not ours
   */
  public static HttpsServer start(Settings settings, SSLContext tls, Dispatcher dispatcher) {
    QueuedThreadPool threads = new QueuedThreadPool(64, 4);
    threads.setName("http");
    VirtualThreadPool calls = new VirtualThreadPool(0);
    calls.setName("call");
    threads.setVirtualThreadsExecutor(calls);
    Server server = new Server(threads);
    server.addBean(calls);

    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendDateHeader(true);
    http.setRequestHeaderSize(16 << 10);
    // The cache would keep credentials of callers in memory, and finding out that a token is in it
    // costs more than reading it.
    http.setHeaderCacheSize(0);
    // A slash inside a parameter comes as %2F. Paths are matched before they are decoded, segment
    // by segment, so that it separates nothing.
    http.setUriCompliance(
        UriCompliance.DEFAULT.with(
            "SLASH_IN_PARAMETERS", UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR));
    HttpConfiguration plain = new HttpConfiguration(http);
    SecureRequestCustomizer secure = new SecureRequestCustomizer();
    // Clients reach a server by names and addresses that the certificate need not carry as SNI.
    secure.setSniHostCheck(false);
    http.addCustomizer(secure);

    SslContextFactory.Server ssl = new SslContextFactory.Server();
    ssl.setSslContext(tls);
    ssl.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    ssl.setRenegotiationAllowed(false);
    ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
    alpn.setDefaultProtocol("http/1.1");
    ServerConnector connector =
        new ServerConnector(
            server,
            1,
            1,
            new SslConnectionFactory(ssl, alpn.getProtocol()),
            alpn,
            new HTTP2ServerConnectionFactory(http),
            http1(http));
    connector.setHost(settings.host());
    connector.setPort(settings.port());
    connector.setIdleTimeout(IDLE.toMillis());
    connector.setAcceptQueueSize(1024);
    server.addConnector(connector);
    Optional<ServerConnector> second =
        settings
            .plain()
            .map(port -> {
              ServerConnector open = port.connector(server, plain);
              open.setIdleTimeout(IDLE.toMillis());
              open.setAcceptQueueSize(1024);
              server.addConnector(open);
              return open;
            });
    server.setHandler(
        new CallHandler(
            dispatcher,
            calls,
            settings.mostConcurrentCalls(),
            new BodyReader.Limits(
                new Semaphore(settings.mostBodyMemory() >> 10), settings.bodyDeadline()),
            settings.plain(),
            settings.publicOrigin()));
    server.setErrorHandler(new Rejections());
    server.setStopTimeout(DRAIN.toMillis());
    HttpsServer started = new HttpsServer(server, connector, second);
    try {
      listen("--listen", connector);
      second.ifPresent(open -> listen("--http", open));
      server.start();
    } catch (Exception e) {
      connector.close();
      second.ifPresent(ServerConnector::close);
      started.close();
      throw e instanceof Failure failure ? failure : new IllegalStateException("no server", e);
    }
    settings.socket().ifPresent(path -> LocalSocket.open(server, path, plain, IDLE));
    return started;
  }

  /** Bodies come in pieces as large as these, each of which costs a change of threads. */
  static HttpConnectionFactory http1(HttpConfiguration http) {
    HttpConnectionFactory factory = new HttpConnectionFactory(http);
    factory.setInputBufferSize(INPUT_BUFFER);
    return factory;
  }

  private static void listen(String option, ServerConnector port) {
    try {
      port.open();
    } catch (IOException e) {
      throw new Failure(
          Failure.Kind.UNAVAILABLE,
          "web.cannot-listen",
          "The server cannot listen on " + port.getHost() + ":" + port.getPort() + ".",
          "Free the port or name another with " + option + " HOST:PORT.",
          e);
    }
  }

  /** The port that is listened on. */
  public int port() {
    return connector.getLocalPort();
  }

  /** The port without TLS, if there is one. */
  public OptionalInt plainPort() {
    return plain.map(open -> OptionalInt.of(open.getLocalPort())).orElseGet(OptionalInt::empty);
  }

  /** Protocols offered by ALPN, best first. */
  public List<String> protocols() {
    return List.copyOf(connector.getProtocols());
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the HTTPS server did not stop", e);
    }
  }
}
