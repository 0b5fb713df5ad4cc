package redoubt.registry.content;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The file system: {@code places/ab/abcd…}, where what is written also stays, since its name says
 * nothing of its content. Files are 0600 and directories 0700. A file is forced to the disk when it
 * is settled, and so is the directory that got its name.
 */
public final class FileStore implements ContentStore {
  private static final FileAttribute<?> OWNERS_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<?> OWNERS_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path directory;
  private final Path places;
  private final Path idFile;
  private final Set<Path> durable = ConcurrentHashMap.newKeySet();

  /** Empty until the store is known to have one. */
  private volatile Optional<String> id = Optional.empty();

  private FileStore(Path directory) {
    this.directory = directory;
    this.places = directory.resolve("places");
    this.idFile = directory.resolve("store.id");
  }

  /** Uses the directory, which is made if it is not there. */
  public static FileStore in(Path directory) throws IOException {
    Files.createDirectories(directory, OWNERS_DIRECTORY);
    Path places = directory.resolve("places");
    if (directory(places)) {
      force(directory);
    }
    return new FileStore(directory);
  }

  /** Returns whether it had to be made. */
  private static boolean directory(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      return false;
    }
    try {
      Files.createDirectory(path, OWNERS_DIRECTORY);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  private static void force(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Whoever finds a folder that another writer has just made waits for it all the same. */
  private void makeDurable(Path folder) throws IOException {
    if (!durable.contains(folder)) {
      boolean _ = directory(folder);
      force(places);
      durable.add(folder);
    }
  }

  /** The file of a place. */
  public Path file(Place place) {
    return places.resolve(place.text().substring(0, 2)).resolve(place.text());
  }

  @Override
  public Draft write(Place place, long length) throws IOException {
    Path file = file(place);
    Path folder = places.resolve(place.text().substring(0, 2));
    makeDurable(folder);
    FileChannel channel;
    try {
      channel = channel(file, length);
    } catch (NoSuchFileException e) {
      requireThere();
      // Somebody took the folder away: it is made again.
      durable.remove(folder);
      makeDurable(folder);
      channel = channel(file, length);
    }
    try {
      if (channel.size() < length) {
        throw new EOFException("less is there than was acknowledged");
      }
      channel.truncate(length);
      channel.position(length);
      return new FileDraft(channel, folder, length);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** What is to be gone on with is not made anew. */
  private static FileChannel channel(Path file, long length) throws IOException {
    Set<StandardOpenOption> options =
        length == 0
            ? Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE)
            : Set.of(StandardOpenOption.WRITE);
    return FileChannel.open(file, options, OWNERS_FILE);
  }

  private static final class FileDraft implements Draft {
    private final FileChannel channel;
    private final Path folder;
    private long length;

    FileDraft(FileChannel channel, Path folder, long length) {
      this.channel = channel;
      this.folder = folder;
      this.length = length;
    }

    @Override
    public void append(ByteBuffer bytes) throws IOException {
      while (bytes.hasRemaining()) {
        length += channel.write(bytes);
      }
    }

    @Override
    public long length() {
      return length;
    }

    @Override
    public void settle(Runnable alive) throws IOException {
      channel.force(false);
      force(folder);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  @Override
  public SeekableByteChannel open(Place place) throws IOException {
    try {
      return FileChannel.open(file(place), StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      requireThere();
      throw e;
    }
  }

  @Override
  public boolean isLocal() {
    return true;
  }

  /** The file's number, length and time of change, which every write moves on (inode(7)). */
  @Override
  public String stamp(Place place) throws IOException {
    try {
      Map<String, Object> state = Files.readAttributes(file(place), "unix:ino,size,ctime");
      return state.get("ino") + ":" + state.get("size") + ":" + state.get("ctime");
    } catch (NoSuchFileException e) {
      requireThere();
      throw e;
    }
  }

  @Override
  public void remove(Place place) throws IOException {
    if (!Files.deleteIfExists(file(place))) {
      requireThere();
    }
  }

  /** A shared directory that is not mounted is empty, and says nothing about its files. */
  @Override
  public void requireThere() throws IOException {
    Optional<String> known = id;
    Optional<String> there = read();
    if (known.isPresent() && !there.equals(known)) {
      throw new IOException("the content store is not mounted");
    }
  }

  @Override
  public void walk(Consumer<Place> each, Consumer<String> strangers) throws IOException {
    requireThere();
    try (Stream<Path> folders = Files.list(places)) {
      for (Path folder : (Iterable<Path>) folders::iterator) {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
          strangers.accept(places.relativize(folder).toString());
          continue;
        }
        try (Stream<Path> files = Files.list(folder)) {
          files.forEach(file ->
              Place.named(String.valueOf(file.getFileName()))
                  .filter(place -> file(place).equals(file))
                  .ifPresentOrElse(
                      each, () -> strangers.accept(places.relativize(file).toString())));
        }
      }
    }
  }

  /** Nothing is left behind: what is being written lies where it stays. */
  @Override
  public void tidy(Instant before) {}

  @Override
  public Optional<String> id() throws IOException {
    Optional<String> there = read();
    if (there.isPresent()) {
      id = there;
    }
    return there;
  }

  private Optional<String> read() throws IOException {
    try {
      return Optional.of(Files.readString(idFile).strip());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public String giveId(String fresh) throws IOException {
    // Under a name of its own first: nobody may find half of it.
    Path draft = directory.resolve(fresh + ".new");
    try (FileChannel channel =
        FileChannel.open(
            draft, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE), OWNERS_FILE)) {
      channel.write(ByteBuffer.wrap((fresh + "\n").getBytes(StandardCharsets.UTF_8)));
      channel.force(true);
    }
    try {
      Files.createLink(idFile, draft);
    } catch (FileAlreadyExistsException e) {
      // Another server was first.
    } finally {
      Files.deleteIfExists(draft);
    }
    force(directory);
    return id().orElseThrow(() -> new IOException("the content store keeps no id"));
  }

  @Override
  public String idPlace() {
    return "the file " + idFile;
  }

  @Override
  public String toString() {
    return "The directory " + directory;
  }
}
