package redoubt.cli.http;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import redoubt.core.Failure;

/**
 * Which server, and what it has to prove itself with.
 *
 * @param server {@code https://HOST[:PORT]}, nothing after the port
 * @param ca PEM file of the authorities to trust; empty for the platform's own
 */
public record Target(URI server, Optional<Path> ca) {
  public Target {
    String path = server.getPath() == null ? "" : server.getPath();
    if (!"https".equalsIgnoreCase(server.getScheme())
        || server.getHost() == null
        || server.getUserInfo() != null
        || server.getQuery() != null
        || !(path.isEmpty() || path.equals("/"))) {
      throw badServer(server.toString());
    }
  }

  /**
   * @throws Failure {@code cli.bad-server}
   */
  public static Target of(String server, Optional<Path> ca) {
    String text = server.contains("://") ? server : "https://" + server;
    try {
      return new Target(URI.create(text), ca);
    } catch (IllegalArgumentException e) {
      throw badServer(server);
    }
  }

  private static Failure badServer(String server) {
    return new Failure(
        Failure.Kind.INVALID,
        "cli.bad-server",
        "\"" + server + "\" is not the address of a server.",
        "Name it as https://HOST:PORT.");
  }

  /** An IPv6 address without its brackets. */
  String host() {
    String host = server.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  int port() {
    return server.getPort() < 0 ? 443 : server.getPort();
  }

  /** {@code HOST:PORT} as a Host header has it. */
  String authority() {
    return server.getHost() + (server.getPort() < 0 ? "" : ":" + server.getPort());
  }

  @Override
  public String toString() {
    return "https://" + authority();
  }
}
