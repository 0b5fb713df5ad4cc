package redoubt.server;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import redoubt.core.Failure;
import redoubt.core.Outward;
import redoubt.server.ImageOptions.ImagePlace;
import redoubt.store.ConnectionSettings;
import redoubt.web.jetty.PlainPort;

/**
 * How a server is to run.
 *
 * @param data the server's directory
 * @param database your PostgreSQL; empty starts one in the data directory
 * @param seal where master keys lie
 * @param outward which addresses of clusters are connected to
 * @param nodesAreHere whether it was said that loopback addresses of clusters are this machine's
 * @param registry how container tools reach the registry, and where content lies
 */
public record ServerOptions(
    Path data,
    String host,
    int port,
    Optional<ConnectionSettings> database,
    SealOptions seal,
    Outward outward,
    boolean nodesAreHere,
    RegistryOptions registry) {

  /** With the usual registry. */
  public ServerOptions(
      Path data,
      String host,
      int port,
      Optional<ConnectionSettings> database,
      SealOptions seal,
      Outward outward) {
    this(data, host, port, database, seal, outward, false, RegistryOptions.USUAL);
  }

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
  public ServerOptions reaching(Optional<Boolean> loopback) {
    Outward reached =
        loopback
            .map(yes -> yes ? Outward.THIS_MACHINE_TOO : Outward.OTHER_MACHINES)
            .orElse(outward);
    return new ServerOptions(
        data, host, port, database, seal, reached, loopback.orElse(nodesAreHere), registry);
  }

  /**
   * Whether clients call this server by a host, with its port if they say one.
   *
   * @param listening the port that it listens on
   */
  boolean isCalled(String authority, int listening) {
    return publicName().filter(authority::equals).isPresent()
        || authority.equals(host + ":" + listening)
        || registry
            .plain()
            .filter(plain ->
                List.of(plain.host(), "localhost").stream()
                    .anyMatch(name -> authority.equals(name + ":" + plain.port())))
            .isPresent();
  }

  /**
   * A name by which images of this server are called; empty when it listens on all addresses and
   * was not told what clients see.
   *
   * @param listening the port that it listens on
   */
  Optional<String> imagesAreCalled(int listening) {
    return publicName()
        .or(() ->
            Optional.of(host + ":" + listening)
                .filter(_ -> !host.equals("0.0.0.0") && !host.contains("::")));
  }

  private Optional<String> publicName() {
    return registry.publicOrigin().map(origin -> origin.replaceFirst("^https?://", ""));
  }

  /** The same with another registry. */
  public ServerOptions with(RegistryOptions other) {
    return new ServerOptions(data, host, port, database, seal, outward, nodesAreHere, other);
  }

  /**
   * How container tools reach the registry, and where its content lies.
   *
   * @param plain address for tools of this machine, without TLS
   * @param publicOrigin what clients outside call the server
   */
  public record RegistryOptions(
      Optional<PlainPort> plain, Optional<String> publicOrigin, ImagePlace images) {
    public static final RegistryOptions USUAL =
        new RegistryOptions(Optional.empty(), Optional.empty(), ImagePlace.USUAL);
    private static final List<String> SERVED = List.of("/v2/", "/extensions/v2/");

    /**
     * @throws Failure {@code server.bad-option}, {@code web.plain-is-for-this-machine}
     */
    public static RegistryOptions of(Optional<String> http, Optional<String> publicUrl) {
      return new RegistryOptions(
          http.map(RegistryOptions::plain),
          publicUrl.map(RegistryOptions::origin),
          ImagePlace.USUAL);
    }

    /** The same with content elsewhere. */
    public RegistryOptions keptIn(ImagePlace place) {
      return new RegistryOptions(plain, publicOrigin, place);
    }

    private static PlainPort plain(String http) {
      HostAndPort address = HostAndPort.parse("--http", http, "127.0.0.1:5000");
      return new PlainPort(address.host(), address.port(), SERVED);
    }

    private static String origin(String url) {
      if (!url.matches("https?://[A-Za-z0-9._\\[\\]:-]{1,255}/?")) {
        throw StorageOptions.wrong(
            "--public-url " + url + " is not https://HOST or https://HOST:PORT.",
            "For example --public-url https://registry.example.com.");
      }
      return url.replaceFirst("/$", "");
    }
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
