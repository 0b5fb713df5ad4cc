package redoubt.kms;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redoubt.core.Failure;

/**
 * The place of a listening unix socket. Nobody but its owner, or one group, can ever connect: the
 * socket is bound in a private directory, gets its mode there (0600, or 0660 with a group) and is
 * moved to its place whole, in the place of a dead one. A live one stays: a second server is
 * refused, by a lock beside the socket and by trying to connect.
 */
final class SocketFile implements AutoCloseable {
  /** What fits into {@code sockaddr_un.sun_path} with the zero at its end. */
  private static final int LONGEST = 107;

  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> OWNER_AND_GROUP =
      PosixFilePermissions.fromString("rw-rw----");

  private final Path path;
  private final Path draft;
  private final Optional<GroupPrincipal> group;
  private final FileChannel lockFile;
  private @Nullable Object published;

  private SocketFile(Path path, Path draft, Optional<GroupPrincipal> group, FileChannel lockFile) {
    this.path = path;
    this.draft = draft;
    this.group = group;
    this.lockFile = lockFile;
  }

  /**
   * Makes sure that a server may listen there.
   *
   * @param group a group whose members may connect too
   * @throws Failure {@code kms.socket-in-use}, {@code kms.unsafe-directory}, {@code
   *     kms.no-socket-there}, {@code kms.path-too-long}, {@code kms.unknown-group} or {@code
   *     kms.socket}
   */
  static SocketFile claim(Path socket, Optional<String> group) {
    Path path = socket.toAbsolutePath().normalize();
    Path directory = path.getParent();
    if (directory == null) {
      throw noSocket(path, "it is a directory");
    }
    Path draft = directory.resolve("." + path.getFileName() + ".new");
    checkLength(draft.resolve("s"));
    try {
      checkDirectory(directory);
      Optional<GroupPrincipal> principal = principal(path, group);
      FileChannel lock = lock(path);
      try {
        checkPlace(path);
        remove(draft);
        Files.createDirectory(
            draft,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return new SocketFile(path, draft, principal, lock);
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw failed(path, e);
    }
  }

  /** Where to bind, before {@link #publish}. */
  Path binding() {
    return draft.resolve("s");
  }

  /** Opens the bound socket to its users and puts it into its place, in one step. */
  void publish() {
    Path bound = binding();
    try {
      if (group.isPresent()) {
        Files.getFileAttributeView(bound, PosixFileAttributeView.class).setGroup(group.get());
      }
      Files.setPosixFilePermissions(bound, group.isPresent() ? OWNER_AND_GROUP : OWNER);
      published = key(bound);
      Files.move(bound, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      Files.delete(draft);
    } catch (IOException e) {
      throw failed(path, e);
    }
  }

  /** Removes the socket if it is still ours; then another server may come. */
  @Override
  public void close() {
    try (lockFile) {
      if (published != null && Files.exists(path) && published.equals(key(path))) {
        Files.delete(path);
      }
      remove(draft);
    } catch (IOException e) {
      throw failed(path, e);
    }
  }

  private static @Nullable Object key(Path file) throws IOException {
    return Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }

  private static void remove(Path draft) throws IOException {
    Files.deleteIfExists(draft.resolve("s"));
    Files.deleteIfExists(draft);
  }

  private static void checkLength(Path longest) {
    int length = longest.toString().getBytes(StandardCharsets.UTF_8).length;
    if (length > LONGEST) {
      throw new Failure(
          Failure.Kind.INVALID,
          "kms.path-too-long",
          "The socket's path is " + (length - LONGEST) + " bytes too long for a unix socket.",
          "Put the socket into a directory with a shorter name.");
    }
  }

  private static void checkDirectory(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new Failure(
          Failure.Kind.INVALID,
          "kms.unsafe-directory",
          "There is no directory " + directory + " for the socket.",
          "Make it, with mode 0755 or less.");
    }
    PosixFileAttributes attributes = Files.readAttributes(directory, PosixFileAttributes.class);
    if (attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE)
        || attributes.permissions().contains(PosixFilePermission.GROUP_WRITE)) {
      throw new Failure(
          Failure.Kind.INVALID,
          "kms.unsafe-directory",
          "Others may write into " + directory + " and so put a socket of theirs there.",
          "Do: chmod go-w " + directory);
    }
  }

  private static Optional<GroupPrincipal> principal(Path path, Optional<String> group)
      throws IOException {
    if (group.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          path.getFileSystem()
              .getUserPrincipalLookupService()
              .lookupPrincipalByGroupName(group.get()));
    } catch (UserPrincipalNotFoundException e) {
      throw new Failure(
          Failure.Kind.INVALID,
          "kms.unknown-group",
          "There is no group " + group.get() + " on this machine.",
          "Name the group that the API server runs as, by name or number.",
          e);
    }
  }

  /** Held as long as the process lives; the file stays, since removing it would race. */
  private static FileChannel lock(Path path) throws IOException {
    Path file = path.resolveSibling("." + path.getFileName() + ".lock");
    FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
            PosixFilePermissions.asFileAttribute(OWNER));
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw inUse(path);
      }
      return channel;
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw inUse(path);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static void checkPlace(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    PosixFileAttributes attributes =
        Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isOther()) {
      throw noSocket(path, "it is something else");
    }
    if (answers(path)) {
      throw inUse(path);
    }
  }

  private static boolean answers(Path path) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(path));
    } catch (IOException e) {
      String why = Objects.toString(e.getMessage(), "");
      // Anything but a refusal, such as a full queue, comes from a server that lives.
      return !why.contains("refused");
    }
  }

  private static Failure inUse(Path path) {
    return new Failure(
        Failure.Kind.CONFLICT,
        "kms.socket-in-use",
        "A server is already listening on " + path + ".",
        "Stop it first, or name another socket.");
  }

  private static Failure noSocket(Path path, String why) {
    return new Failure(
        Failure.Kind.INVALID,
        "kms.no-socket-there",
        "No socket can be made at " + path + ": " + why + ".",
        "Name a path that is free.");
  }

  private static Failure failed(Path path, IOException cause) {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "kms.socket",
        "The socket " + path + " cannot be made (" + cause.getClass().getSimpleName() + ").",
        "See to it that its directory is there and may be written by this user.",
        cause);
  }
}
