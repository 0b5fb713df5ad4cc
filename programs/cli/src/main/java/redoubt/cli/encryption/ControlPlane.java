package redoubt.cli.encryption;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redoubt.cli.http.PrivateFile;
import redoubt.core.Failure;
import redoubt.encryption.bundle.ApiServerManifest;

/**
 * A directory such as {@code /etc/kubernetes}. Each file is there as it was or as it is to be,
 * never in between: it is written whole beside its place, outside of the directory that the kubelet
 * watches, then moved. What was there is kept; nothing that somebody changed since is taken back.
 */
final class ControlPlane {
  static final String API_SERVER = "manifests/kube-apiserver.yaml";

  private static final String NODE = "/etc/kubernetes/";
  private static final Pattern PATH = Pattern.compile("[a-z0-9-]+(/[A-Za-z0-9.-]+)*");

  private final Path root;

  ControlPlane(@Nullable Path root) {
    this.root = java.util.Objects.requireNonNull(root, "root");
  }

  Path root() {
    return root;
  }

  void requireNew() throws IOException {
    if (Files.exists(root)) {
      throw new java.nio.file.FileAlreadyExistsException(root.toString());
    }
  }

  /**
   * Adds the EncryptionConfiguration that the API server has now, if it has one.
   *
   * @param configuration the file; without it, the one that the manifest below the root names
   */
  static ObjectNode existing(@Nullable Path root, @Nullable Path configuration, ObjectNode wish)
      throws IOException {
    if (configuration != null) {
      return wish.put("existingConfiguration", Files.readString(configuration));
    }
    if (root == null || !Files.exists(root.resolve(API_SERVER))) {
      return wish;
    }
    Optional<String> named =
        ApiServerManifest.configuration(Files.readString(root.resolve(API_SERVER)));
    if (named.isPresent()) {
      String path = named.get();
      Path file =
          path.startsWith(NODE) ? root.resolve(path.substring(NODE.length())) : Path.of(path);
      wish.put("existingConfiguration", Files.readString(file));
    }
    return wish;
  }

  /**
   * Writes files for somebody to look at and to copy; nothing that could be taken back is noted,
   * since it would be taken back where they are copied to.
   */
  void lay(JsonNode files) throws IOException {
    for (JsonNode file : files) {
      Path target = root.resolve(path(file));
      PrivateFile.createDirectories(target.getParent());
      try (OutputStream out = PrivateFile.create(target)) {
        out.write(content(file));
      }
      Files.setPosixFilePermissions(target, permissions(file.path("mode").asText()));
    }
  }

  /** Puts files in place in their order. */
  void put(JsonNode files) throws IOException {
    put(files, () -> {});
  }

  /**
   * Puts files in place in their order.
   *
   * @param beforeApiServer runs when all else is in place, whether the API server has to be changed
   *     or not, and keeps it from being changed by a failure; what was put in place until then
   *     stays, and can be taken back
   */
  void put(JsonNode files, Runnable beforeApiServer) throws IOException {
    Path backup = root.resolve("redoubt/backup/" + (backups().size() + 1));
    PrivateFile.createDirectories(backup);
    List<String> journal = new ArrayList<>();
    boolean allElse = false;
    for (JsonNode file : files) {
      String path = path(file);
      byte[] content = content(file);
      if (path.equals(API_SERVER)) {
        beforeApiServer.run();
        allElse = true;
      }
      Path target = root.resolve(path);
      if (Files.exists(target) && java.util.Arrays.equals(Files.readAllBytes(target), content)) {
        continue;
      }
      boolean replaces = Files.exists(target);
      if (replaces) {
        Path kept = backup.resolve("files").resolve(path);
        PrivateFile.createDirectories(kept.getParent());
        Files.copy(target, kept, StandardCopyOption.COPY_ATTRIBUTES);
      }
      // Noted before it is done, so that a crash in between can be taken back.
      journal.add((replaces ? "replaced " : "new ") + digest(content) + " " + path);
      PrivateFile.replace(
          backup.resolve("journal"),
          String.join("\n", journal).concat("\n").getBytes(StandardCharsets.UTF_8));
      Path fresh = backup.resolve("fresh");
      Files.deleteIfExists(fresh);
      try (OutputStream out = PrivateFile.create(fresh)) {
        out.write(content);
      }
      Files.setPosixFilePermissions(fresh, permissions(file.path("mode").asText()));
      PrivateFile.createDirectories(target.getParent());
      Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
    }
    if (!allElse) {
      beforeApiServer.run();
    }
  }

  /**
   * Takes back what was put in place last and not taken back yet, the API server first.
   *
   * @return the files
   * @throws Failure {@code cli.nothing-to-undo}; {@code cli.changed-since} before anything is done
   */
  List<String> undo() throws IOException {
    List<Path> all =
        backups().stream().filter(path -> Files.exists(path.resolve("journal"))).toList();
    if (all.isEmpty()) {
      throw new Failure(
          Failure.Kind.CONFLICT,
          "cli.nothing-to-undo",
          "Nothing was put in place in " + root + " that could be taken back.",
          "Look into " + root.resolve("redoubt/backup") + ".");
    }
    Path last = all.getLast();
    List<String> journal = Files.readAllLines(last.resolve("journal")).reversed();
    for (String line : journal) {
      String[] parts = line.split(" ", 3);
      Path target = root.resolve(parts[2]);
      boolean notDone = parts[0].equals("replaced") && isKept(last, parts[2], target);
      if (Files.exists(target)
          && !notDone
          && !digest(Files.readAllBytes(target)).equals(parts[1])) {
        throw new Failure(
            Failure.Kind.CONFLICT,
            "cli.changed-since",
            target + " was changed since it was put in place.",
            "Take the change back by hand; the file of before is below " + last + ".");
      }
    }
    List<String> restored = new ArrayList<>();
    for (String line : journal) {
      String[] parts = line.split(" ", 3);
      Path target = root.resolve(parts[2]);
      if (parts[0].equals("new")) {
        Files.deleteIfExists(target);
      } else {
        Path copy = last.resolve("fresh");
        Files.copy(
            last.resolve("files").resolve(parts[2]),
            copy,
            StandardCopyOption.REPLACE_EXISTING,
            StandardCopyOption.COPY_ATTRIBUTES);
        Files.move(copy, target, StandardCopyOption.ATOMIC_MOVE);
      }
      restored.add(parts[2]);
    }
    Files.move(last.resolve("journal"), last.resolve("undone"));
    return restored;
  }

  private static String path(JsonNode file) {
    String path = file.path("path").asText();
    if (!PATH.matcher(path).matches() || path.contains("..")) {
      throw broken();
    }
    return path;
  }

  private static byte[] content(JsonNode file) {
    return file.path("content").asText().getBytes(StandardCharsets.UTF_8);
  }

  private static boolean isKept(Path backup, String path, Path target) throws IOException {
    Path kept = backup.resolve("files").resolve(path);
    return Files.exists(target) && Files.exists(kept) && Files.mismatch(kept, target) < 0;
  }

  /** Oldest first. */
  private List<Path> backups() throws IOException {
    Path folder = root.resolve("redoubt/backup");
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> found = Files.list(folder)) {
      return found
          .filter(path -> path.getFileName().toString().matches("[0-9]{1,9}"))
          .sorted(
              java.util.Comparator.comparingInt(
                  path -> Integer.parseInt(path.getFileName().toString())))
          .toList();
    }
  }

  private static java.util.Set<java.nio.file.attribute.PosixFilePermission> permissions(
      String mode) {
    return switch (mode) {
      case "0600" -> PosixFilePermissions.fromString("rw-------");
      case "0644" -> PosixFilePermissions.fromString("rw-r--r--");
      default -> throw broken();
    };
  }

  private static String digest(byte[] content) {
    return java.util.HexFormat.of().formatHex(redoubt.crypto.Hash.sha256(content));
  }

  private static Failure broken() {
    return new Failure(
        Failure.Kind.INTERNAL,
        "cli.bad-answer",
        "The server's answer has a file that belongs nowhere.",
        "Check that this is a Redoubt server of a version that fits this command line.");
  }
}
