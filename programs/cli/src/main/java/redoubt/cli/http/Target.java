package redoubt.cli.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;
import redoubt.core.Failure;

/**
 * Which server, and what it has to prove itself with.
 *
 * @param server {@code https://HOST[:PORT]}, nothing after the port; or {@code unix:PATH}, a socket
 *     on this machine
 * @param ca PEM file of the authorities to trust; empty for the platform's own
 */
public record Target(URI server, Optional<Path> ca) {
  private static final String UNIX = "unix";

  public Target {
    String path = server.getPath() == null ? "" : server.getPath();
    boolean remote =
        "https".equalsIgnoreCase(server.getScheme())
            && server.getHost() != null
            && server.getUserInfo() == null
            && server.getQuery() == null
            && (path.isEmpty() || path.equals("/"));
    if (!remote && !(UNIX.equals(server.getScheme()) && path.startsWith("/"))) {
      throw badServer(server.toString());
    }
  }

  /**
   * @throws Failure {@code cli.bad-server}
   */
  public static Target of(String server, Optional<Path> ca) {
    if (server.startsWith(UNIX + ":/")) {
      return local(Path.of(server.substring(UNIX.length() + 1)));
    }
    String text = server.contains("://") ? server : "https://" + server;
    try {
      return new Target(URI.create(text), ca);
    } catch (IllegalArgumentException e) {
      throw badServer(server);
    }
  }

  /** The server that listens on a socket of this machine. */
  public static Target local(Path socket) {
    try {
      String path = socket.toAbsolutePath().toString();
      return new Target(new URI(UNIX, null, path, null), Optional.empty());
    } catch (URISyntaxException e) {
      throw badServer(UNIX + ":" + socket);
    }
  }

  /** The socket, for a server on this machine. */
  Optional<Path> socket() {
    return UNIX.equals(server.getScheme())
        ? Optional.of(Path.of(server.getPath()))
        : Optional.empty();
  }

  /** Whether it is reached by a socket of this machine. */
  public boolean isLocal() {
    return socket().isPresent();
  }

  /** Whether every machine would find itself under this address. */
  public boolean isLoopback() {
    return isLocal() || host().equals("localhost") || host().matches("127\\..*|::1|0+(:0*)*:0*1");
  }

  private static Failure badServer(String server) {
    return new Failure(
        Failure.Kind.INVALID,
        "cli.bad-server",
        "\"" + server + "\" is not the address of a server.",
        "Name it as https://HOST:PORT, or as unix:PATH.");
  }

  /**
   * Whether the other is this very target. Spelt out, because the platform generates a record's
   * {@code equals} anew in each process that uses it, which is a good part of a command's time.
   */
  boolean isSame(Target other) {
    return server.equals(other.server) && ca.equals(other.ca);
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
    return socket().isPresent()
        ? "localhost"
        : server.getHost() + (server.getPort() < 0 ? "" : ":" + server.getPort());
  }

  @Override
  public String toString() {
    return socket().map(path -> UNIX + ":" + path).orElseGet(() -> "https://" + authority());
  }
}
