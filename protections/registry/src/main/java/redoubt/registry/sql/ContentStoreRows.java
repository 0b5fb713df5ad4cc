package redoubt.registry.sql;

import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Table {@code registry.content_store}, which has one row at most. */
public final class ContentStoreRows {
  private ContentStoreRows() {}

  public static Optional<String> find(Handle handle) {
    return handle
        .createQuery("SELECT id FROM registry.content_store")
        .mapTo(String.class)
        .findOne();
  }

  /** Names a store unless one is named; returns the one that is named then. */
  public static String name(Handle transaction, String id, Instant now) {
    transaction
        .createUpdate(
            """
            INSERT INTO registry.content_store (id, named_at) VALUES (:id, :now) ON CONFLICT (one) DO NOTHING
            """)
        .bind("id", id)
        .bind("now", now)
        .execute();
    return find(transaction).orElseThrow();
  }

  /** Names none: the next server names the one that it finds. For a database that was restored. */
  public static void forget(Handle transaction) {
    transaction.execute("DELETE FROM registry.content_store");
  }
}
