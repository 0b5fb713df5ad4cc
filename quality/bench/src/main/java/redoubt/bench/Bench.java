package redoubt.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The figures of docs/performance.md. {@code Bench ROOT [SECONDS [ROUNDS [PART...]]]}. */
public final class Bench {
  private static final Set<String> ALL =
      Set.of(
          "starts",
          "objects",
          "plugin",
          "ledger",
          "calls",
          "registry",
          "lists",
          "signatures",
          "admission");

  /** Of blobs, in megabytes. */
  private static final List<Integer> SIZES = List.of(1, 10, 100);

  private Bench() {}

  public static void main(String[] arguments) throws Exception {
    Path root = Path.of(arguments[0]);
    int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 15;
    int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 3;
    List<String> named =
        List.of(arguments).subList(Math.min(3, arguments.length), arguments.length);
    Set<String> parts = named.isEmpty() ? ALL : Set.copyOf(named);
    if (!ALL.containsAll(parts)) {
      throw new IllegalArgumentException("the parts are " + new TreeSet<>(ALL));
    }
    Path directory = Files.createTempDirectory("redoubt-bench");
    try {
      if (parts.contains("starts")) {
        Starts.measure(root, directory.resolve("starts"));
      }
      if (parts.contains("objects")) {
        StoredObjects.measure(directory.resolve("objects"), rounds);
      }
      if (parts.contains("plugin")) {
        PluginCalls.measure(root, directory.resolve("plugin"), seconds, rounds);
      }
      if (parts.contains("ledger")) {
        Appends.measure(directory.resolve("appends"), seconds);
      }
      if (parts.contains("calls")) {
        Calls.measure(directory.resolve("calls"), seconds, rounds);
      }
      if (parts.contains("registry")) {
        Registries.measure(root, directory.resolve("registry"), seconds, rounds, SIZES);
      }
      if (parts.contains("lists")) {
        Lists.measure(root, directory.resolve("lists"), seconds);
      }
      if (parts.contains("signatures")) {
        Signatures.measure(root);
      }
      if (parts.contains("admission")) {
        Admissions.measure(directory.resolve("admission"), seconds, rounds);
      }
    } finally {
      delete(directory);
    }
  }

  static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
