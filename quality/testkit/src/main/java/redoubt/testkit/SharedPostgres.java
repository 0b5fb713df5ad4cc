package redoubt.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;
import redoubt.store.ConnectionSettings;
import redoubt.store.EmbeddedPostgres;

/**
 * The PostgreSQL of this JVM, started with the first test that needs it and ended with the JVM. It
 * works on a copy of a directory that the first run on this machine unpacked and initialized under
 * {@code java.io.tmpdir}.
 */
final class SharedPostgres {
  private static final EmbeddedPostgres POSTGRES = start();

  private SharedPostgres() {}

  static ConnectionSettings settings(String database) {
    return POSTGRES.settings(database);
  }

  static void execute(String sql) {
    ConnectionSettings settings = POSTGRES.settings();
    try (Connection connection =
            DriverManager.getConnection(settings.url(), settings.user(), settings.password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static EmbeddedPostgres start() {
    try {
      Path cache =
          Path.of(
              System.getProperty("java.io.tmpdir"),
              "redoubt-testkit-" + System.getProperty("user.name") + "-" + Template.ID);
      Files.createDirectories(cache);
      Path mine = Files.createTempDirectory("redoubt-test-");
      try (FileChannel channel =
              FileChannel.open(
                  cache.resolve("template.lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock _ = channel.lock()) {
        Template.make(cache);
      }
      Template.copy(cache.resolve("template/postgres"), mine.resolve("postgres"));
      EmbeddedPostgres postgres = EmbeddedPostgres.startVolatile(mine);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(() -> {
                postgres.close();
                Template.delete(mine);
              }));
      return postgres;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The directory that is copied for every JVM. */
  private static final class Template {
    /** Changes when what is in a template changes. */
    static final String ID = EmbeddedPostgres.version() + "-1";

    static void make(Path cache) throws IOException {
      Path template = cache.resolve("template");
      if (Files.exists(template)) {
        return;
      }
      Path unfinished = cache.resolve("unfinished");
      delete(unfinished);
      Files.createDirectories(unfinished);
      EmbeddedPostgres.startVolatile(unfinished).close();
      Files.move(unfinished, template, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Copies the data and links to the programs. */
    static void copy(Path from, Path to) throws IOException {
      Path programs = from.resolve(EmbeddedPostgres.version());
      Files.walkFileTree(
          from,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                throws IOException {
              Path target = to.resolve(from.relativize(directory).toString());
              if (directory.equals(programs)) {
                Files.createSymbolicLink(target, directory);
                return FileVisitResult.SKIP_SUBTREE;
              }
              Files.createDirectories(target);
              Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(directory));
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.copy(
                  file,
                  to.resolve(from.relativize(file).toString()),
                  StandardCopyOption.COPY_ATTRIBUTES);
              return FileVisitResult.CONTINUE;
            }
          });
    }

    static void delete(Path root) {
      if (!Files.exists(root)) {
        return;
      }
      try (Stream<Path> all = Files.walk(root)) {
        for (Path path :
            (Iterable<Path>) all.sorted(java.util.Comparator.reverseOrder())::iterator) {
          Files.deleteIfExists(path);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
