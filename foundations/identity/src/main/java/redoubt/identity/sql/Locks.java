package redoubt.identity.sql;

import org.jdbi.v3.core.Handle;

/** Makes changes that count before they add wait for each other, on all servers. */
public final class Locks {
  private Locks() {}

  /** Held until the transaction ends. */
  public static void take(Handle transaction, String name) {
    transaction
        .createQuery(
            "select pg_advisory_xact_lock(hashtextextended('identity.' || :name, 0))::text")
        .bind("name", name)
        .mapTo(String.class)
        .list();
  }
}
