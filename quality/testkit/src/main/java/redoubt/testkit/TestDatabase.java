package redoubt.testkit;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import redoubt.core.Migrations;
import redoubt.store.ConnectionSettings;
import redoubt.store.Database;

/**
 * A fresh, empty database on a real PostgreSQL that all tests of this JVM share. Takes well under a
 * second. In a test class: {@code @AutoClose static final TestDatabase DATABASE =
 * TestDatabase.create(migrations…);}
 */
public final class TestDatabase implements AutoCloseable {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final Map<List<Migrations>, String> TEMPLATES = new ConcurrentHashMap<>();

  private final String name;
  private final Database database;

  private TestDatabase(String name) {
    this.name = name;
    this.database = open();
  }

  /** Makes a database and brings it up to date with these migrations, in this order. */
  public static TestDatabase create(Migrations... migrations) {
    String template = TEMPLATES.computeIfAbsent(List.of(migrations), TestDatabase::makeTemplate);
    String name = "test" + COUNT.incrementAndGet();
    SharedPostgres.execute(
        "create database " + name + " template " + template + " strategy file_copy");
    return new TestDatabase(name);
  }

  /** Migrates once what all databases with the same tables are copied from. */
  private static String makeTemplate(List<Migrations> migrations) {
    String name = "migrated" + COUNT.incrementAndGet();
    SharedPostgres.execute("create database " + name + " strategy file_copy");
    try (Database database = Database.open(SharedPostgres.settings(name))) {
      database.migrate(migrations);
    }
    return name;
  }

  /** Open until this is closed. */
  public Database database() {
    return database;
  }

  /** Connects once more, as a second server would; the caller closes it. */
  public Database open() {
    return Database.open(settings());
  }

  public ConnectionSettings settings() {
    return SharedPostgres.settings(name);
  }

  /** Ends every connection to this database but lets new ones come: a network that hiccups. */
  public void cutConnections() {
    SharedPostgres.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + name + "'");
  }

  /** Refuses all connections, ending those there are, until {@link #comeBack}. */
  public void goAway() {
    SharedPostgres.execute("alter database " + name + " allow_connections false");
    cutConnections();
  }

  public void comeBack() {
    SharedPostgres.execute("alter database " + name + " allow_connections true");
  }

  @Override
  public void close() {
    database.close();
    SharedPostgres.execute("drop database if exists " + name + " with (force)");
  }
}
