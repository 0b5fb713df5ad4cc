package redoubt.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The source files of the house, without what the build makes. */
final class Sources {
  /** A file and its text. */
  record Source(Path path, String text) {
    boolean isTest() {
      return path.toString().contains("/src/test/");
    }

    /** The folder it lies in, from the root of the house. */
    String folder() {
      String whole = path.toString();
      return whole.substring(0, Math.max(0, whole.lastIndexOf('/')));
    }

    /** Whether it lies in a package with that name as one of its parts. */
    boolean inPackage(String part) {
      return folder().matches(".*/" + part + "(/.*)?");
    }

    @Override
    public String toString() {
      return path.toString();
    }
  }

  private static final List<String> STOREYS =
      List.of("foundations", "protections", "programs", "quality", "tools");

  private Sources() {}

  static Path root() {
    return Path.of(Objects.requireNonNull(System.getProperty("redoubt.root"), "redoubt.root"));
  }

  static List<Source> java() {
    return withSuffix(".java");
  }

  static List<Source> withSuffix(String suffix) {
    return STOREYS.stream().flatMap(storey -> below(root().resolve(storey), suffix)).toList();
  }

  private static Stream<Source> below(Path folder, String suffix) {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk
          .filter(path -> path.toString().endsWith(suffix) && Files.isRegularFile(path))
          .filter(path -> !path.toString().contains("/target/"))
          .map(path -> new Source(root().relativize(path), read(path)))
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
