package redoubt.encryption.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import redoubt.encryption.proof.Plugins.Running;

/** Looks who may connect to a plugin, and tries to take its place. */
public final class SocketProof extends PluginAttack {
  private static final Duration REFUSAL = Duration.ofSeconds(60);

  public SocketProof(ProofGround ground, Plugins plugins) {
    super(
        ground,
        plugins,
        "socket",
        "Only a plugin's own user may connect to its socket, and nobody can take the place of a"
            + " plugin that runs.",
        "Read the socket's mode, started a second plugin at the same socket, and one in a directory"
            + " into which everybody may write.");
  }

  @Override
  Observation attempt(OwnGround own) throws IOException {
    Findings findings = new Findings();
    own.start(own.server());
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(own.socket());
    findings.mustHold(
        mode.equals(PosixFilePermissions.fromString("rw-------")),
        "The socket has mode " + PosixFilePermissions.toString(mode));
    try (Asking asking = own.ask()) {
      Running second = own.start(own.server(), own.socket());
      findings.mustHold(
          second.endsWithin(REFUSAL), "A second plugin started at a socket that is in use");
      findings.mustHold(
          asking.keyId().isPresent(), "The plugin stopped when a second one was started");
    }
    try (Asking asking = own.ask()) {
      findings.mustHold(
          asking.keyId().isPresent(), "New callers do not reach the first plugin any more");
    }
    Path open = Files.createDirectory(own.directory().resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    Running third = own.start(own.server(), open.resolve("kms.sock"));
    findings.mustHold(
        third.endsWithin(REFUSAL),
        "A plugin started in a directory into which everybody may write");
    return findings.observation(
        "The socket has mode 0600; both other plugins ended at once, and the first still answered.");
  }
}
