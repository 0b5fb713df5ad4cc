package redoubt.web.jetty;

import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import redoubt.core.Failure;
import redoubt.web.ThisMachine;

/**
 * A port without TLS, HTTP/1.1, for programs on this machine. Whoever names another host than this
 * machine is refused, unless it is the one that clients outside see: a page in a browser here must
 * not reach the port under a name of its own.
 *
 * @param host a loopback address
 * @param port 0 for any free one
 * @param paths with what the paths that are served begin; all others are not there
 */
public record PlainPort(String host, int port, List<String> paths) {
  private static final String NAME = "plain";

  /** What a selector finds writable it sends itself, so that one alone uses one core. */
  private static final int SENDERS = Math.max(2, Runtime.getRuntime().availableProcessors());

  /**
   * @throws Failure {@code web.plain-is-for-this-machine} when the host is not a loopback address
   */
  public PlainPort {
    paths = List.copyOf(paths);
    if (!ThisMachine.isNamed(host)) {
      throw new Failure(
          Failure.Kind.INVALID,
          "web.plain-is-for-this-machine",
          "Without TLS the server listens on loopback addresses only, and " + host + " is none.",
          "Name one, such as 127.0.0.1:5000; from elsewhere use the HTTPS port.");
    }
  }

  ServerConnector connector(Server server, HttpConfiguration http) {
    ServerConnector connector =
        new ServerConnector(server, 1, SENDERS, HttpsServer.http1(http)) {
          @Override
          protected SocketChannelEndPoint newEndPoint(
              SocketChannel channel, ManagedSelector selector, SelectionKey key) {
            SendfileEndPoint point = new SendfileEndPoint(channel, selector, key, getScheduler());
            point.setIdleTimeout(getIdleTimeout());
            return point;
          }
        };
    connector.setName(NAME);
    connector.setHost(host);
    connector.setPort(port);
    return connector;
  }

  /** Whether a request came through such a port. */
  static boolean isFrom(Request request) {
    Connector connector = request.getConnectionMetaData().getConnector();
    return NAME.equals(connector.getName());
  }

  /**
   * @param named host and port as the client names them
   * @throws Failure {@code web.no-such-path}, {@code web.other-host}
   */
  void admit(String path, Optional<String> named, Optional<String> publicOrigin) {
    if (paths.stream().noneMatch(path::startsWith)) {
      throw new Failure(
          Failure.Kind.NOT_FOUND,
          "web.no-such-path",
          "There is nothing at this path on the port without TLS.",
          "Use the HTTPS port; here is only what begins with " + String.join(" or ", paths) + ".");
    }
    boolean known =
        named
            .filter(host ->
                ThisMachine.isNamed(host)
                    || publicOrigin.filter(origin -> origin.endsWith("//" + host)).isPresent())
            .isPresent();
    if (!known) {
      throw new Failure(
          Failure.Kind.FORBIDDEN,
          "web.other-host",
          "The port without TLS is for who calls this machine by a loopback name.",
          "Use localhost or 127.0.0.1; name what clients outside see with --public-url.");
    }
  }
}
