package redoubt.server;

import java.nio.file.Path;
import java.util.Optional;
import redoubt.core.Failure;
import redoubt.core.Outward;
import redoubt.store.ConnectionSettings;

/**
 * How a server is to run.
 *
 * @param data the server's directory
 * @param database your PostgreSQL; empty starts one in the data directory
 * @param seal where master keys lie
 * @param outward which addresses of clusters are connected to
 */
public record ServerOptions(
    Path data,
    String host,
    int port,
    Optional<ConnectionSettings> database,
    SealOptions seal,
    Outward outward) {

  /** With {@link #usualOutward}. */
  public ServerOptions(
      Path data, String host, int port, Optional<ConnectionSettings> database, SealOptions seal) {
    this(data, host, port, database, seal, usualOutward(host));
  }

  /**
   * Clusters at loopback addresses are for a server that listens there itself: whoever may name
   * them then has a way to this machine already.
   */
  public static Outward usualOutward(String host) {
    return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]")
        ? Outward.THIS_MACHINE_TOO
        : Outward.OTHER_MACHINES;
  }

  /** The same, with or without clusters at loopback addresses, if that is said. */
  ServerOptions reaching(Optional<Boolean> loopback) {
    Outward reached =
        loopback
            .map(yes -> yes ? Outward.THIS_MACHINE_TOO : Outward.OTHER_MACHINES)
            .orElse(outward);
    return new ServerOptions(data, host, port, database, seal, reached);
  }

  /**
   * Where master keys lie, and what is needed to reach them.
   *
   * @param directory of the master key files, which servers on one database share; empty is {@code
   *     seal} in the data directory
   * @param passphraseFile for files: its first line encrypts the master key files
   * @param hsm the PKCS#11 token, which may be configured beside {@code file} so that root keys can
   *     live in it and master keys can move to it
   */
  public record SealOptions(
      Kind kind,
      Optional<Path> directory,
      Optional<Path> passphraseFile,
      Optional<HsmOptions> hsm) {
    /** Provider of master keys. */
    public enum Kind {
      FILE,
      PKCS11
    }

    public SealOptions {
      if (kind == Kind.PKCS11 && hsm.isEmpty()) {
        throw new Failure(
            Failure.Kind.INVALID,
            "server.no-hsm",
            "The seal pkcs11 needs a token.",
            "Name it with --pkcs11-library, --pkcs11-token and --pkcs11-pin-file.");
      }
    }

    public static SealOptions file() {
      return new SealOptions(Kind.FILE, Optional.empty(), Optional.empty(), Optional.empty());
    }
  }

  /** A PKCS#11 token: the vendor's library, the token's label, a file with the user's PIN. */
  public record HsmOptions(Path library, String token, Path pinFile) {}

  /** A server with an embedded database and master keys in files. */
  public static ServerOptions in(Path data, String host, int port) {
    return new ServerOptions(data, host, port, Optional.empty(), SealOptions.file());
  }
}
