package redoubt.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import redoubt.core.Failure;
import redoubt.crypto.Randomness;

/**
 * A PostgreSQL of our own in a directory: unpacked and initialized on the first start, durable
 * (fsync on), small, reachable on a random port of the loopback address with a random password that
 * only the owner of the directory can read. Started again when it dies, and stopped with this
 * process where the system allows it.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  private static final String USER = "redoubt";
  private static final String MAJOR =
      PostgresBinaries.VERSION.substring(0, PostgresBinaries.VERSION.indexOf('.'));

  private final DirectoryLock lock;
  private final PostgresProcess process;
  private final String password;

  private EmbeddedPostgres(DirectoryLock lock, PostgresProcess process, String password) {
    this.lock = lock;
    this.process = process;
    this.password = password;
  }

  /**
   * Starts it in {@code directory/postgres} and returns once it takes connections; what a crash
   * left behind is recovered first.
   *
   * @throws Failure {@code store.in-use} when another server works in the directory, {@code
   *     store.root} when root cannot start it, {@code store.no-embedded} on another platform,
   *     {@code store.postgres} when PostgreSQL says why it does not start, {@code store.version}
   *     when the data are of another major version
   */
  public static EmbeddedPostgres start(Path directory) {
    return start(directory, true);
  }

  /** The same without fsync: for tests, because a power cut destroys the data. */
  public static EmbeddedPostgres startVolatile(Path directory) {
    return start(directory, false);
  }

  private static EmbeddedPostgres start(Path directory, boolean durable) {
    try {
      Path home = directory.toAbsolutePath().normalize().resolve("postgres");
      DirectoryLock.makePrivateDirectory(home);
      DirectoryLock lock = DirectoryLock.take(home);
      try {
        PostgresBinaries binaries = PostgresBinaries.unpackedIn(home);
        String password = password(home);
        Path data = home.resolve("data");
        if (Files.exists(data)) {
          requireVersion(data);
        } else {
          initialize(binaries, home, data);
        }
        PostgresProcess process = PostgresProcess.start(binaries, home, data, durable);
        return new EmbeddedPostgres(lock, process, password);
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Version of the PostgreSQL that this program brings. */
  public static String version() {
    return PostgresBinaries.VERSION;
  }

  /** How to connect; the same until it is closed. */
  public ConnectionSettings settings() {
    return settings("postgres");
  }

  /** How to connect to another database of this server. */
  public ConnectionSettings settings(String database) {
    return new ConnectionSettings(
        "jdbc:postgresql://127.0.0.1:" + process.port() + "/" + database, USER, password);
  }

  /** Process id of the postmaster of the moment. */
  public long pid() {
    return process.pid();
  }

  /** Stops it cleanly: connections are ended, everything is written out. */
  @Override
  public void close() {
    try {
      process.close();
    } finally {
      lock.close();
    }
  }

  private static String password(Path home) throws IOException {
    Path file = home.resolve("password");
    if (!Files.exists(file)) {
      DirectoryLock.writePrivateFile(file, HexFormat.of().formatHex(Randomness.bytes(32)));
    }
    return Files.readString(file).strip();
  }

  /** Atomic: a half-initialized directory is never used. */
  private static void initialize(PostgresBinaries binaries, Path home, Path data)
      throws IOException {
    Path unfinished = home.resolve("data.unfinished");
    PostgresBinaries.deleteTree(unfinished);
    Path log = home.resolve("initdb.log");
    Process initdb =
        new ProcessBuilder(
                PostgresCommand.of(
                    false,
                    binaries.program("initdb"),
                    java.util.List.of(
                        "--pgdata=" + unfinished,
                        "--username=" + USER,
                        "--auth=scram-sha-256",
                        "--pwfile=" + home.resolve("password"),
                        "--encoding=UTF8",
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--sync-method=syncfs",
                        "--no-instructions")))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      if (initdb.waitFor() != 0) {
        throw PostgresProcess.refused(log, 0);
      }
    } catch (InterruptedException e) {
      initdb.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the database was initialized", e);
    }
    Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
    Files.deleteIfExists(log);
  }

  private static void requireVersion(Path data) throws IOException {
    Path file = data.resolve("PG_VERSION");
    String found = Files.exists(file) ? Files.readString(file).strip() : "unknown";
    if (!found.equals(MAJOR)) {
      throw new Failure(
          Failure.Kind.CONFLICT,
          "store.version",
          "The database in "
              + data
              + " is of PostgreSQL "
              + found
              + ", this program brings "
              + MAJOR
              + ".",
          "Start the version of the program that wrote it, export, and restore with this one.");
    }
  }
}
