package redoubt.server;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redoubt.core.Failure;

/**
 * The server's directory: 0700, held by one server at a time. The lock is the operating system's,
 * so it ends with the process however that ends.
 */
public final class DataDirectory implements AutoCloseable {
  /**
   * Name of the empty file that is locked. A server must not open it a second time: the lock of a
   * process ends as soon as the process closes any descriptor of the file (fcntl(2)).
   */
  public static final String LOCK_FILE = "server.lock";

  /** Name of the directory with the content of images, which is no key material. */
  public static final String IMAGES = "images";

  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rwx------");

  /** Bytes of an address, without its end (sockaddr_un, unix(7)). */
  private static final int LONGEST_SOCKET = 107;

  private final Path path;
  private final FileChannel lockFile;

  private DataDirectory(Path path, FileChannel lockFile) {
    this.path = path;
    this.lockFile = lockFile;
  }

  /**
   * Creates the directory if needed, makes it private and takes it.
   *
   * @throws Failure {@code server.directory-in-use} when another server holds it
   */
  public static DataDirectory take(Path path) {
    try {
      create(path);
      FileChannel file =
          FileChannel.open(
              path.resolve(LOCK_FILE),
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      if (tryLock(file) == null) {
        file.close();
        throw new Failure(
            Failure.Kind.UNAVAILABLE,
            "server.directory-in-use",
            "Another server runs on " + path + ".",
            "Stop it, or name another directory with --data DIR.");
      }
      return new DataDirectory(path, file);
    } catch (IOException e) {
      throw new Failure(
          Failure.Kind.UNAVAILABLE,
          "server.directory-unusable",
          "The data directory " + path + " cannot be used: " + reason(e) + ".",
          "Name a directory that you may write with --data DIR.",
          e);
    }
  }

  /** The messages of these exceptions are the name of the file alone. */
  private static String reason(IOException e) {
    String file = String.valueOf(e.getMessage());
    return switch (e) {
      case FileAlreadyExistsException _ -> file + " is not a directory";
      case AccessDeniedException _ -> file + " may not be written";
      case NoSuchFileException _ -> file + " cannot be made";
      default -> file;
    };
  }

  private static void create(Path path) throws IOException {
    if (path.getParent() != null) {
      Files.createDirectories(path.getParent());
    }
    try {
      Files.createDirectory(path, PosixFilePermissions.asFileAttribute(PRIVATE));
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(path)) {
        throw e;
      }
      // Whoever else could enter it could take the place of the server's socket and files.
      Files.setPosixFilePermissions(path, PRIVATE);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  public Path path() {
    return path;
  }

  /**
   * Where the unix socket for commands on this machine is; empty when the directory's name is too
   * long for one.
   */
  public Optional<Path> socket() {
    Path socket = path.toAbsolutePath().resolve("redoubt.sock");
    return Optional.of(socket)
        .filter(file -> file.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST_SOCKET);
  }

  /** Writes a file 0600 so that it is there whole or not at all. */
  public void writePrivate(String name, String contents) {
    Path draft = path.resolve(name + ".new");
    try {
      Files.deleteIfExists(draft);
      Files.createFile(
          draft,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try (FileChannel out = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        out.write(java.nio.ByteBuffer.wrap(contents.getBytes(StandardCharsets.UTF_8)));
        out.force(true);
      }
      Files.move(draft, path.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new Failure(
          Failure.Kind.UNAVAILABLE,
          "server.directory-unusable",
          "The file " + path.resolve(name) + " cannot be written: " + e.getMessage() + ".",
          "Free space or rights on the disk and try again.",
          e);
    }
  }

  @Override
  public void close() {
    try {
      lockFile.close();
    } catch (IOException e) {
      throw new IllegalStateException("the lock of " + path + " was not let go", e);
    }
  }
}
