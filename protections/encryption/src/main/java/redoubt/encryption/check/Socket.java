package redoubt.encryption.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import redoubt.core.Failure;

/** The file that a plugin listens on. */
final class Socket {
  private Socket() {}

  /** Who may connect may decrypt every secret. */
  static Observation permissions(Trial trial) {
    try {
      Set<PosixFilePermission> allowed = Files.getPosixFilePermissions(trial.socket());
      return allowed.contains(PosixFilePermission.OTHERS_WRITE)
          ? Observation.failed("Every user of the node may connect, and so decrypt every secret.")
          : Observation.passed("only its owner, or a group, may connect");
    } catch (NoSuchFileException e) {
      throw new Failure(
          Failure.Kind.NOT_FOUND,
          "kms.no-socket",
          "There is no socket " + trial.socket() + ".",
          "Start the plugin, or name its socket with --socket.",
          e);
    } catch (IOException e) {
      return Observation.notTried("the socket's mode cannot be read here");
    }
  }
}
