package redoubt.encryption.check;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redoubt.core.Failure;

/** The file that a plugin listens on. */
final class Socket {
  private Socket() {}

  /**
   * Connects once, so that a plugin that is not there is not taken for a bad one.
   *
   * @throws Failure {@code kms.no-socket} or {@code kms.socket-denied}
   */
  static void answers(Path socket) {
    try {
      if (!Files.readAttributes(socket, BasicFileAttributes.class).isOther()) {
        throw noSocket(socket + " is no socket.", null);
      }
      try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        channel.connect(UnixDomainSocketAddress.of(socket));
      }
    } catch (NoSuchFileException e) {
      throw noSocket("There is no socket " + socket + ".", e);
    } catch (AccessDeniedException e) {
      throw denied(socket, e);
    } catch (IOException e) {
      if (Objects.toString(e.getMessage(), "").contains("denied")) {
        throw denied(socket, e);
      }
      throw noSocket("Nobody listens on " + socket + ".", e);
    }
  }

  /** Who may connect may decrypt every secret. */
  static Observation permissions(Trial trial) {
    try {
      Set<PosixFilePermission> allowed = Files.getPosixFilePermissions(trial.socket());
      return allowed.contains(PosixFilePermission.OTHERS_WRITE)
          ? Observation.failed("Every user of the node may connect, and so decrypt every secret.")
          : Observation.passed("only its owner, or a group, may connect");
    } catch (IOException e) {
      return Observation.notTried("the socket's mode cannot be read here");
    }
  }

  private static Failure noSocket(String what, @Nullable Exception cause) {
    return new Failure(
        Failure.Kind.NOT_FOUND,
        "kms.no-socket",
        what,
        "Start the plugin, or name its socket with --socket.",
        cause);
  }

  private static Failure denied(Path socket, Exception cause) {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "kms.socket-denied",
        "This user may not connect to " + socket + ".",
        "Run it as the user of the API server, or as root.",
        cause);
  }
}
