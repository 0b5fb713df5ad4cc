package redoubt.server.proofs;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import redoubt.identity.Identity;
import redoubt.keys.proof.ProvingGround;
import redoubt.server.DataDirectory;
import redoubt.server.proofs.sql.DatabaseDump;
import redoubt.store.Database;

/** The running server as the ground for proofs: its own listener, database and directory. */
public final class LiveGround implements ProvingGround {
  /**
   * The data directory.
   *
   * @param withDatabase whether PostgreSQL's files are in it
   */
  public record Data(Path directory, boolean withDatabase) {}

  private final Identity identity;
  private final Database database;
  private final Data data;
  private final Supplier<URI> server;
  private final InstantSource clock;

  /**
   * @param server where the server listens; asked at the beginning of each visit
   */
  public LiveGround(
      Identity identity, Database database, Data data, Supplier<URI> server, InstantSource clock) {
    this.identity = identity;
    this.database = database;
    this.data = data;
    this.server = server;
    this.clock = clock;
  }

  @Override
  public Visit enter() {
    return new LiveVisit(
        new ServiceUsers(identity, clock),
        OwnListener.of(server.get(), data.directory().resolve("ca.pem")),
        this,
        clock);
  }

  void readDatabase(Reader reader) throws IOException {
    DatabaseDump.read(database, reader);
  }

  void readFiles(Reader reader) throws IOException {
    if (data.withDatabase()) {
      DatabaseDump.flush(database);
    }
    for (Path file : all(data.directory())) {
      try (InputStream bytes = Files.newInputStream(file)) {
        reader.read(data.directory().relativize(file).toString(), bytes);
      } catch (NoSuchFileException e) {
        // PostgreSQL removed it in between.
      }
    }
  }

  /** Every file but the directory's lock, which is empty and which reading would let go. */
  private static List<Path> all(Path directory) throws IOException {
    Path lock = directory.resolve(DataDirectory.LOCK_FILE);
    ArrayList<Path> found = new ArrayList<>();
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && !file.equals(lock)) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        });
    return found;
  }
}
