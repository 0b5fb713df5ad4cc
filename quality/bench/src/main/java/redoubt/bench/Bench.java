package redoubt.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** The figures of docs/performance.md. {@code Bench ROOT [SECONDS [ROUNDS]]}. */
public final class Bench {
  private Bench() {}

  public static void main(String[] arguments) throws Exception {
    Path root = Path.of(arguments[0]);
    int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 15;
    int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 3;
    Path directory = Files.createTempDirectory("redoubt-bench");
    try {
      Starts.measure(root, directory.resolve("starts"));
      StoredObjects.measure(directory.resolve("objects"), rounds);
      Appends.measure(directory.resolve("appends"), seconds);
      Calls.measure(directory.resolve("calls"), seconds, rounds);
    } finally {
      delete(directory);
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
