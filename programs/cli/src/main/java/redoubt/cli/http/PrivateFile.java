package redoubt.cli.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redoubt.core.Failure;

/** Files for the owner's eyes only: 0600, in directories made 0700. */
public final class PrivateFile {
  private static final FileAttribute<?> FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<?> DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private PrivateFile() {}

  public static void createDirectories(@Nullable Path directory) throws IOException {
    if (directory != null) {
      Files.createDirectories(directory, DIRECTORY);
    }
  }

  /**
   * Never writes into a file that is there already, so that no other file's rights apply.
   *
   * @throws java.nio.file.FileAlreadyExistsException when it exists
   * @throws Failure {@code cli.file} when its directory does not
   */
  public static OutputStream create(Path file) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null && !Files.isDirectory(directory)) {
      throw new Failure(
          Failure.Kind.UNAVAILABLE,
          "cli.file",
          "The directory " + directory + " is not there.",
          "Make it, or name another file.");
    }
    return Channels.newOutputStream(
        Files.newByteChannel(
            file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), FILE));
  }

  /** Replaces what is there; the new file is 0600 whatever the old one was. */
  public static void replace(Path file, byte[] contents) throws IOException {
    Files.deleteIfExists(file);
    try (OutputStream out = create(file)) {
      out.write(contents);
    }
  }
}
