package redoubt.cli.encryption;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import redoubt.cli.Terminal;
import redoubt.cli.http.Target;
import redoubt.core.Failure;

/**
 * How a plugin on a node reaches the server: as the option says, else as this command does over the
 * network. A server that another is named for is not trusted through this one's authority.
 *
 * @param url of the server
 * @param authority PEM file that the plugin is to trust
 */
record Surroundings(String url, Path authority) {
  static Surroundings of(
      Target used, Optional<String> pluginServer, Optional<Path> pluginAuthority) {
    Path authority =
        pluginAuthority
            .or(used::ca)
            .filter(Files::isReadable)
            .orElseThrow(() ->
                new Failure(
                    Failure.Kind.INVALID,
                    "cli.plugin-ca-unknown",
                    "Which authority the plugin is to trust is not known here"
                        + pluginAuthority
                            .or(used::ca)
                            .map(file -> ": " + file + " cannot be read.")
                            .orElse("."),
                    "Name the server's ca.pem with --plugin-ca FILE."));
    return new Surroundings(pluginServer.orElse(used.toString()), authority);
  }

  /** This machine as the kubelet calls it unless told otherwise; empty if many have that name. */
  static Optional<String> node() throws IOException {
    return Optional.of(Files.readString(Path.of("/proc/sys/kernel/hostname")))
        .map(name -> name.strip().toLowerCase(Locale.ROOT))
        .filter(name -> name.matches("[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?"))
        .filter(name -> !name.startsWith("localhost"));
  }

  /** Says what goes wrong where the plugin's node is not the server's machine. */
  void warn(Terminal terminal) {
    if (Target.of(url, Optional.empty()).isLoopback()) {
      terminal
          .err()
          .println(
              "redoubt: the plugin will look for the server at "
                  + url
                  + ", which is its own node; name another address with --plugin-server");
    }
  }
}
