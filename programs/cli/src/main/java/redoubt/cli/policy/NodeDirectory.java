package redoubt.cli.policy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import redoubt.core.Failure;

/** Files for a node: each is replaced as a whole, so that a runtime never reads half of one. */
record NodeDirectory(Path directory) {
  private static final String OF_NAMESPACES = "policies";

  /**
   * @param files with {@code path}, {@code executable} and {@code text}
   * @return files for namespaces that are there from before
   */
  List<String> put(JsonNode files) throws IOException {
    Set<Path> written = new TreeSet<>();
    for (JsonNode one : files) {
      Path file = directory.resolve(one.path("path").asText()).normalize();
      if (!file.startsWith(directory.normalize()) || file.equals(directory.normalize())) {
        throw new Failure(
            Failure.Kind.INTERNAL,
            "cli.bad-answer",
            "The server names a file outside of " + directory + ".",
            "Check that this is a Redoubt server of a version that fits this command line.");
      }
      put(file, one.path("executable").asBoolean(), one.path("text").asText());
      written.add(file);
    }
    return stale(written);
  }

  /** A runtime runs whatever lies beside its verifiers: what is unfinished lies elsewhere. */
  private void put(Path file, boolean executable, String text) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Path unfinished = Files.createTempFile(directory, ".redoubt", ".new");
    try {
      Files.writeString(unfinished, text, StandardCharsets.UTF_8);
      Files.setPosixFilePermissions(
          unfinished, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
      Files.move(
          unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private List<String> stale(Set<Path> written) throws IOException {
    Path policies = directory.resolve(OF_NAMESPACES).normalize();
    if (!Files.isDirectory(policies)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(policies)) {
      return all.filter(one -> one.toString().endsWith(".json") && !written.contains(one))
          .map(Path::toString)
          .sorted()
          .toList();
    }
  }
}
