package redoubt.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import redoubt.core.Migrations;

/** What the tests of this room share: one PostgreSQL, and databases on it with one table. */
final class Sample {
  static final Migrations FRUIT = new Migrations("sample", "redoubt/store/sample");
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final Path DIRECTORY = makeDirectory();
  private static final EmbeddedPostgres POSTGRES = start();

  private Sample() {}

  /** Where the programs of PostgreSQL were unpacked. */
  static Path programs() {
    return DIRECTORY.resolve("postgres").resolve(EmbeddedPostgres.version());
  }

  static ConnectionSettings freshDatabase() {
    String name = "sample" + COUNT.incrementAndGet();
    execute("create database " + name);
    return POSTGRES.settings(name);
  }

  static Database openMigrated() {
    Database database = Database.open(freshDatabase());
    database.migrate(java.util.List.of(FRUIT));
    return database;
  }

  /** Ends all connections of the database that these settings name. */
  static void cutConnections(Database database) {
    String url = database.settings().url();
    execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = '"
            + url.substring(url.lastIndexOf('/') + 1)
            + "'");
  }

  static void execute(String sql) {
    try (Database admin = Database.open(POSTGRES.settings());
        var connection = admin.connect("test");
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static void await(String what, Callable<Boolean> condition) {
    long deadline = System.nanoTime() + 20_000_000_000L;
    Exception last = null;
    while (System.nanoTime() - deadline < 0) {
      try {
        if (condition.call()) {
          return;
        }
      } catch (Exception e) {
        last = e;
      }
      LockSupport.parkNanos(5_000_000);
    }
    throw new AssertionError("never happened: " + what, last);
  }

  private static Path makeDirectory() {
    try {
      return Files.createTempDirectory("redoubt-store-test-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static EmbeddedPostgres start() {
    EmbeddedPostgres postgres = EmbeddedPostgres.startVolatile(DIRECTORY);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              postgres.close();
              try {
                PostgresBinaries.deleteTree(DIRECTORY);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            }));
    return postgres;
  }
}
