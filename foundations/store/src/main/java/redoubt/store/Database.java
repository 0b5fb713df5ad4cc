package redoubt.store;

import java.util.List;
import org.jdbi.v3.core.Handle;
import redoubt.core.Migrations;

/** A PostgreSQL database: transactions and migrations. */
public final class Database implements AutoCloseable {
  /** Work inside a transaction. */
  @FunctionalInterface
  public interface Work<T extends @org.jspecify.annotations.Nullable Object> {
    T with(Handle handle);
  }

  private Database() {}

  /**
   * Runs the work in one transaction (read committed) and commits it before it returns. Work is run
   * again after a serialization failure or a deadlock, so it must have no effect but on the handle.
   *
   * @throws redoubt.core.Failure {@code store.unavailable} when the database cannot be reached
   */
  public <T extends @org.jspecify.annotations.Nullable Object> T transaction(Work<T> work) {
    throw new IllegalStateException("contract only: " + work);
  }

  /** Runs the work on a read-only connection, each statement by itself. */
  public <T extends @org.jspecify.annotations.Nullable Object> T read(Work<T> work) {
    throw new IllegalStateException("contract only: " + work);
  }

  /**
   * Brings each schema up to date, one Flyway history per schema. Safe with several servers at
   * once.
   */
  public void migrate(List<Migrations> migrations) {
    throw new IllegalStateException("contract only: " + migrations);
  }

  @Override
  public void close() {}
}
