package redoubt.crypto;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import redoubt.core.Failure;

/**
 * Files that only the server's own user may read. Written whole or not at all, and durable: after a
 * crash there is the old file or the new one. Reading refuses a file that others could read or
 * change.
 */
public final class PrivateFiles {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> FOR_ALL =
      PosixFilePermissions.fromString("rw-r--r--");
  private static final Set<PosixFilePermission> DIRECTORY =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.GROUP_EXECUTE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE);

  private PrivateFiles() {}

  /** Makes a directory 0700 with all it lies in; one that exists must be writable by us alone. */
  public static void createDirectory(Path directory) {
    try {
      Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(DIRECTORY));
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(directory);
      if (permissions.contains(PosixFilePermission.GROUP_WRITE)
          || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
        throw unsafe(directory, "others may change what lies in it", "chmod 700");
      }
    } catch (IOException e) {
      throw failed("make the directory", directory, e);
    }
  }

  /** Writes 0600, replacing what was there. */
  public static void write(Path file, byte[] contents) {
    write(file, contents, OWNER_ONLY);
  }

  /** Writes a file without secrets, 0644, in the same durable way. */
  public static void writePublic(Path file, byte[] contents) {
    write(file, contents, FOR_ALL);
  }

  /**
   * Writes 0600 unless there is a file of that name.
   *
   * @return whether it was written
   */
  public static boolean writeNew(Path file, byte[] contents) {
    try {
      Path fresh = writeBeside(file, contents, OWNER_ONLY);
      try {
        // A hard link is the one atomic "put here unless there is one".
        Files.createLink(file, fresh);
      } catch (FileAlreadyExistsException e) {
        return false;
      } finally {
        Files.delete(fresh);
      }
      syncDirectory(file);
      return true;
    } catch (IOException e) {
      throw failed("write", file, e);
    }
  }

  /**
   * Reads a small file.
   *
   * @return empty when there is none
   * @throws Failure {@code crypto.unsafe-file} when it is no regular file of ours, or when others
   *     may read or change it
   */
  public static Optional<byte[]> read(Path file, int atMost) {
    try (FileChannel channel =
        FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      PosixFileAttributes attributes =
          Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!attributes.isRegularFile()) {
        throw unsafe(file, "it is not a regular file", "look at");
      }
      if (!isOurs((int) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS))) {
        throw unsafe(file, "it belongs to another user", "chown");
      }
      if (attributes.permissions().stream().anyMatch(OTHERS::contains)) {
        throw unsafe(file, "others may read or change it", "chmod 600");
      }
      if (channel.size() > atMost) {
        throw unsafe(file, "it is larger than " + atMost + " bytes", "look at");
      }
      ByteBuffer contents = ByteBuffer.allocate((int) channel.size());
      while (contents.hasRemaining() && channel.read(contents) >= 0) {
        // Reads on until the end of the file.
      }
      return Optional.of(
          contents.hasRemaining()
              ? Arrays.copyOf(contents.array(), contents.position())
              : contents.array());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      if (Files.isSymbolicLink(file)) {
        throw unsafe(file, "it is a symbolic link", "look at");
      }
      throw failed("read", file, e);
    }
  }

  /**
   * Overwrites and removes, also when the thread is interrupted meanwhile; does nothing when there
   * is none.
   */
  public static void destroy(Path file) {
    boolean interrupted = Thread.interrupted();
    try {
      while (!isDestroyed(file)) {
        interrupted |= Thread.interrupted();
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** An interrupt closes the file on the way. */
  private static boolean isDestroyed(Path file) {
    try {
      try (FileChannel channel =
          FileChannel.open(file, Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))) {
        channel.write(ByteBuffer.allocate((int) Math.min(channel.size(), 1 << 20)));
        channel.force(true);
      }
      Files.delete(file);
      syncDirectory(file);
      return true;
    } catch (NoSuchFileException e) {
      return true;
    } catch (ClosedByInterruptException e) {
      return false;
    } catch (IOException e) {
      throw failed("destroy", file, e);
    }
  }

  /** Root is as good as we are: it reads and changes every file anyway. */
  private static boolean isOurs(int owner) {
    return owner == 0 || owner == new UnixSystem().getUid();
  }

  private static void write(Path file, byte[] contents, Set<PosixFilePermission> permissions) {
    try {
      Path fresh = writeBeside(file, contents, permissions);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      syncDirectory(file);
    } catch (IOException e) {
      throw failed("write", file, e);
    }
  }

  private static Path writeBeside(Path file, byte[] contents, Set<PosixFilePermission> permissions)
      throws IOException {
    Path fresh =
        file.resolveSibling(
            "." + file.getFileName() + "." + HexFormat.of().formatHex(Randomness.bytes(6)));
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
            PosixFilePermissions.asFileAttribute(permissions))) {
      ByteBuffer rest = ByteBuffer.wrap(contents);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    } catch (IOException e) {
      Files.deleteIfExists(fresh);
      throw e;
    }
    return fresh;
  }

  private static void syncDirectory(Path file) throws IOException {
    try (FileChannel directory =
        FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  private static Failure unsafe(Path file, String why, String remedy) {
    return new Failure(
        Failure.Kind.INTERNAL,
        "crypto.unsafe-file",
        "The file " + file + " is not used, because " + why + ".",
        "Find out who had access, then: " + remedy + " " + file + ".");
  }

  private static Failure failed(String verb, Path file, IOException cause) {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "crypto.file",
        "Could not " + verb + " " + file + " (" + cause.getClass().getSimpleName() + ").",
        "See to it that the disk has room and that the server may read and write there.",
        cause);
  }
}
