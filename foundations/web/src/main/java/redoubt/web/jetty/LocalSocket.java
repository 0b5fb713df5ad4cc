package redoubt.web.jetty;

import java.io.IOException;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The unix socket beside the HTTPS port: a convenience, without which the server goes on. */
final class LocalSocket {
  private static final Logger LOG = LoggerFactory.getLogger(LocalSocket.class);

  private LocalSocket() {}

  /** Serves it too, from a server that runs; warns when that cannot be. */
  static void open(Server server, Path path, HttpConfiguration http, Duration idle) {
    UnixDomainServerConnector connector =
        new UnixDomainServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setUnixDomainPath(path);
    connector.setIdleTimeout(idle.toMillis());
    try {
      removeStale(path);
      connector.start();
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
      connector.addEventListener(
          new LifeCycle.Listener() {
            @Override
            public void lifeCycleStopped(LifeCycle stopped) {
              remove(path);
            }
          });
      server.addConnector(connector);
    } catch (Exception e) {
      LOG.warn("the unix socket {} cannot be served, HTTPS is: {}", path, e.toString());
      stop(connector);
    }
  }

  /** Commands then see at once that no server is there. */
  private static void remove(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.warn("the unix socket {} could not be removed", path, e);
    }
  }

  private static void stop(UnixDomainServerConnector connector) {
    try {
      connector.stop();
    } catch (Exception e) {
      LOG.warn("the unix socket did not close", e);
    }
  }

  /** Removes what a server that crashed has left, and nothing else. */
  private static void removeStale(Path path) throws IOException {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileSystemException(path.toString(), null, "a directory is there");
    }
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && isServed(path)) {
      throw new FileSystemException(path.toString(), null, "another server answers there");
    }
    Files.deleteIfExists(path);
  }

  private static boolean isServed(Path path) throws IOException {
    try (SocketChannel other = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      return other.isConnected();
    } catch (SocketException e) {
      return false;
    }
  }
}
