package redoubt.cli.encryption;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import redoubt.cli.Terminal;
import redoubt.core.Failure;

/** The server of this machine as others reach it: what {@code redoubt up} wrote down. */
final class Surroundings {
  private Surroundings() {}

  static String server(Terminal terminal) throws IOException {
    String named = terminal.environment().getOrDefault("REDOUBT_SERVER", "");
    if (!named.isEmpty()) {
      return named;
    }
    return Files.readString(there(directory(terminal).resolve("server.url"), "--plugin-server"))
        .strip();
  }

  static Path ca(Terminal terminal) {
    String named = terminal.environment().getOrDefault("REDOUBT_CA", "");
    return named.isEmpty()
        ? there(directory(terminal).resolve("ca.pem"), "--plugin-ca")
        : Path.of(named);
  }

  private static Path directory(Terminal terminal) {
    String data = terminal.environment().getOrDefault("REDOUBT_DATA", "");
    return data.isEmpty()
        ? Path.of(terminal.environment().getOrDefault("HOME", System.getProperty("user.home", "/")))
            .resolve(".redoubt")
        : Path.of(data);
  }

  private static Path there(Path file, String option) {
    if (!Files.isReadable(file)) {
      throw new Failure(
          Failure.Kind.INVALID,
          "cli.plugin-server-unknown",
          "How the plugin reaches the server is not known here.",
          "Name it with " + option + ".");
    }
    return file;
  }
}
