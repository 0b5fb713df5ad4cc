package redoubt.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import redoubt.server.House;
import redoubt.server.ServerOptions;

/**
 * Starts a real server in a temporary directory, uses it for a moment and stops it, so that the JVM
 * that records a start cache sees what {@code redoubt up} needs. Nothing of it outlives the
 * process.
 */
final class ServerRehearsal {
  private ServerRehearsal() {}

  public static void main(String[] args) throws IOException {
    Path directory = Files.createTempDirectory("redoubt-rehearsal");
    int status = 1;
    try {
      rehearse(directory);
      status = 0;
    } finally {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
    System.exit(status);
  }

  private static void rehearse(Path directory) {
    Main.run(Rehearsal.terminal(Map.of()), "up", "--listen", "nowhere");
    ServerOptions options = ServerOptions.in(directory, "127.0.0.1", 0);
    try (House house = House.open(options, InstantSource.system(), step -> {})) {
      Map<String, String> environment =
          Map.of("REDOUBT_DATA", directory.toString(), "REDOUBT_SERVER", house.url());
      for (String line : List.of("key create rehearsal", "key wrap rehearsal", "key list")) {
        int status = Main.run(Rehearsal.terminal(environment), line.split(" ", -1));
        if (status != 0) {
          throw new IllegalStateException(line + " ended with " + status);
        }
      }
    }
  }
}
