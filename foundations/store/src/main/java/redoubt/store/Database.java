package redoubt.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;
import redoubt.core.Migrations;
import redoubt.crypto.Randomness;

/** A PostgreSQL database: transactions and migrations. */
public final class Database implements AutoCloseable {
  private static final int ATTEMPTS = 10;

  /** Connections that an earlier outage left in the pool are found out by their use. */
  private static final int CONNECTIONS_TRIED = 3;

  private static final int WRITERS = 10;
  private static final int READERS = 6;
  private static final Duration WAIT_FOR_CONNECTION = Duration.ofSeconds(5);

  /** Work inside a transaction. */
  @FunctionalInterface
  public interface Work<T extends @org.jspecify.annotations.Nullable Object> {
    T with(Handle handle);
  }

  private final ConnectionSettings settings;
  private final HikariDataSource writers;
  private final HikariDataSource readers;
  private final Jdbi writing;
  private final Jdbi reading;

  private Database(ConnectionSettings settings) {
    this.settings = settings;
    this.readers = pool(settings, true, READERS, true);
    this.writers = pool(settings, false, WRITERS, false);
    this.writing = Jdbi.create(writers).installPlugin(new PostgresPlugin());
    this.reading = Jdbi.create(readers).installPlugin(new PostgresPlugin());
  }

  /**
   * Connects. Uses up to 16 connections, one more per {@link ChangeFeed} and per {@link Leases}.
   *
   * @throws redoubt.core.Failure {@code store.unavailable} or {@code store.login}
   */
  public static Database open(ConnectionSettings settings) {
    try {
      return new Database(settings);
    } catch (RuntimeException e) {
      throw Trouble.explain(e);
    }
  }

  /** The same; see {@link ConnectionSettings#parse} for the forms of the URL. */
  public static Database open(String url, String user, String password) {
    return open(new ConnectionSettings(url, user, password));
  }

  /**
   * Runs the work in one transaction (read committed) and commits it before it returns. Work is run
   * again after a serialization failure, a deadlock or a connection lost on the way, so it must
   * have no effect but on the handle.
   *
   * @throws redoubt.core.Failure {@code store.unavailable} when the database cannot be reached (if
   *     it was lost during the commit, it is not known whether the change was made), {@code
   *     store.full} when its disk is full
   */
  public <T extends @org.jspecify.annotations.Nullable Object> T transaction(Work<T> work) {
    for (int attempt = 1; ; attempt++) {
      AtomicBoolean committing = new AtomicBoolean();
      try (Handle handle = writing.open()) {
        return inTransaction(handle, work, committing);
      } catch (RuntimeException e) {
        boolean again =
            Trouble.isTransient(e)
                || (attempt < CONNECTIONS_TRIED
                    && !committing.get()
                    && Trouble.isLostConnection(e));
        if (attempt == ATTEMPTS || !again) {
          throw Trouble.explain(e);
        }
        pause(attempt);
      }
    }
  }

  /**
   * Runs one statement that is a transaction by itself, which spares the way there and back of a
   * commit. It is run again after a serialization failure, a deadlock or a lost connection, and may
   * then have been done before: it must do nothing the second time, and answer as it did the first.
   *
   * @throws redoubt.core.Failure {@code store.unavailable} when the database cannot be reached (it
   *     is not known whether the change was made), {@code store.full} when its disk is full
   */
  public <T extends @org.jspecify.annotations.Nullable Object> T statement(Work<T> one) {
    for (int attempt = 1; ; attempt++) {
      try {
        return writing.withHandle(one::with);
      } catch (RuntimeException e) {
        boolean again =
            Trouble.isTransient(e) || (attempt < CONNECTIONS_TRIED && Trouble.isLostConnection(e));
        if (attempt == ATTEMPTS || !again) {
          throw Trouble.explain(e);
        }
        pause(attempt);
      }
    }
  }

  private static <T extends @org.jspecify.annotations.Nullable Object> T inTransaction(
      Handle handle, Work<T> work, AtomicBoolean committing) {
    handle.begin();
    try {
      T result = work.with(handle);
      committing.set(true);
      handle.commit();
      return result;
    } catch (RuntimeException | Error e) {
      try {
        handle.rollback();
      } catch (RuntimeException lost) {
        e.addSuppressed(lost);
      }
      throw e;
    }
  }

  /**
   * Runs the work on a read-only connection, each statement by itself; again on another if the
   * connection was lost.
   *
   * @throws redoubt.core.Failure {@code store.unavailable}
   */
  public <T extends @org.jspecify.annotations.Nullable Object> T read(Work<T> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return reading.withHandle(work::with);
      } catch (RuntimeException e) {
        if (attempt == CONNECTIONS_TRIED || !Trouble.isLostConnection(e)) {
          throw Trouble.explain(e);
        }
      }
    }
  }

  /**
   * Runs the work on one unchanging view of the database (repeatable read, read only): for exports
   * and checks that make many statements.
   */
  public <T extends @org.jspecify.annotations.Nullable Object> T snapshot(Work<T> work) {
    try {
      return reading.withHandle(handle -> {
        handle.begin();
        try {
          handle.execute("set transaction isolation level repeatable read");
          T result = work.with(handle);
          handle.commit();
          return result;
        } finally {
          if (handle.isInTransaction()) {
            handle.rollback();
          }
        }
      });
    } catch (RuntimeException e) {
      throw Trouble.explain(e);
    }
  }

  /**
   * Asks the database for a sign of life.
   *
   * @throws redoubt.core.Failure {@code store.unavailable}
   */
  public void ping() {
    read(handle -> handle.createQuery("select 1").mapTo(Integer.class).one());
  }

  /**
   * Brings each schema up to date, one Flyway history per schema. Safe with several servers at
   * once.
   *
   * @throws redoubt.core.Failure {@code store.migration} when a schema cannot be brought up to date
   */
  public void migrate(List<Migrations> migrations) {
    new Migrator(this).migrate(migrations);
  }

  /** A connection outside the pool, which the caller closes. */
  Connection connect(String applicationName) throws SQLException {
    return DriverManager.getConnection(settings.url(), settings.properties(applicationName));
  }

  ConnectionSettings settings() {
    return settings;
  }

  @Override
  public void close() {
    readers.close();
    writers.close();
  }

  private static HikariDataSource pool(
      ConnectionSettings settings, boolean readOnly, int most, boolean mustConnect) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(readOnly ? "redoubt-read" : "redoubt-write");
    config.setJdbcUrl(settings.url());
    config.setDataSourceProperties(
        settings.properties(readOnly ? "redoubt read" : "redoubt write"));
    config.addDataSourceProperty("readOnlyMode", "always");
    config.addDataSourceProperty("defaultRowFetchSize", "1000");
    config.setReadOnly(readOnly);
    config.setMaximumPoolSize(most);
    config.setMinimumIdle(1);
    config.setIdleTimeout(Duration.ofMinutes(2).toMillis());
    config.setConnectionTimeout(WAIT_FOR_CONNECTION.toMillis());
    config.setValidationTimeout(Duration.ofSeconds(2).toMillis());
    config.setInitializationFailTimeout(mustConnect ? 1 : -1);
    return new HikariDataSource(config);
  }

  /** Longer after each attempt, and of random length, so that rivals do not meet again. */
  private static void pause(int attempt) {
    int jitter = Randomness.bytes(1)[0] & 0x7f;
    LockSupport.parkNanos(Duration.ofMillis(attempt).toNanos() * (jitter + 1) / 16);
  }
}
