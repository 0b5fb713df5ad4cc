package redoubt.encryption.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A directory of one proof, for this user alone; closing it removes it. */
final class TemporaryDirectory implements AutoCloseable {
  private static final String PREFIX = "redoubt-proof-";
  private static final Duration ABANDONED = Duration.ofHours(1);

  private final Path path;

  private TemporaryDirectory(Path path) {
    this.path = path;
  }

  /** Makes one, and removes those that killed runs left an hour ago or earlier. */
  static TemporaryDirectory make(Instant now) {
    try {
      sweep(now.minus(ABANDONED));
      return new TemporaryDirectory(
          Files.createTempDirectory(
              PREFIX,
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path path() {
    return path;
  }

  Path resolve(String name) {
    return path.resolve(name);
  }

  /** A file with mode 0600. */
  Path secret(String name, String content) {
    try {
      Path file =
          Files.createFile(
              resolve(name),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      return Files.writeString(file, content, StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void sweep(Instant before) throws IOException {
    Path here = Path.of(System.getProperty("java.io.tmpdir"));
    List<Path> left = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(here, PREFIX + "*")) {
      for (Path directory : found) {
        BasicFileAttributes attributes =
            Files.readAttributes(directory, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        boolean own =
            Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS)
                .getName()
                .equals(System.getProperty("user.name"));
        if (attributes.isDirectory()
            && own
            && attributes.lastModifiedTime().toInstant().isBefore(before)) {
          left.add(directory);
        }
      }
    }
    for (Path directory : left) {
      remove(directory);
    }
  }

  private static void remove(Path directory) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(directory)) {
      all = walk.toList();
    }
    for (Path path : all.reversed()) {
      Files.deleteIfExists(path);
    }
  }

  @Override
  public void close() {
    try {
      remove(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
