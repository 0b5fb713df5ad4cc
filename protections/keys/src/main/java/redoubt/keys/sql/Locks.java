package redoubt.keys.sql;

import org.jdbi.v3.core.Handle;

/** Locks on names instead of rows, held until the transaction ends. */
final class Locks {
  private Locks() {}

  static void hold(Handle transaction, String name) {
    transaction
        .createQuery("SELECT 1 FROM pg_advisory_xact_lock(hashtextextended(:name, 0))")
        .bind("name", name)
        .mapTo(Integer.class)
        .one();
  }
}
