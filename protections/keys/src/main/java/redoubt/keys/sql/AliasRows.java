package redoubt.keys.sql;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Aliases of keys. */
public final class AliasRows {
  /** Who holds an alias. */
  public record Holder(UUID key, boolean destroyed) {}

  private AliasRows() {}

  /** Makes all who give out aliases of an instance wait for the end of the transaction. */
  public static void lockAll(Handle transaction, String tenant) {
    Locks.hold(transaction, "keys.alias/" + tenant);
  }

  public static Optional<Holder> holder(Handle handle, String tenant, String alias) {
    return handle
        .createQuery(
            """
            SELECT a.key, k.state = 5 AS destroyed FROM keys.alias a
            JOIN keys.key k ON k.tenant = a.tenant AND k.id = a.key
            WHERE a.tenant = :tenant AND a.alias = :alias
            """)
        .bind("tenant", tenant)
        .bind("alias", alias)
        .map((row, context) ->
            new Holder(row.getObject("key", UUID.class), row.getBoolean("destroyed")))
        .findOne();
  }

  public static int countOfKey(Handle handle, String tenant, UUID key) {
    return handle
        .createQuery("SELECT count(*) FROM keys.alias WHERE tenant = :tenant AND key = :key")
        .bind("tenant", tenant)
        .bind("key", key)
        .mapTo(Integer.class)
        .one();
  }

  /** Aliases of an instance that are not free: those of destroyed keys do not count. */
  public static int countTaken(Handle handle, String tenant) {
    return handle
        .createQuery(
            """
            SELECT count(*) FROM keys.alias a
            JOIN keys.key k ON k.tenant = a.tenant AND k.id = a.key
            WHERE a.tenant = :tenant AND k.state <> 5
            """)
        .bind("tenant", tenant)
        .mapTo(Integer.class)
        .one();
  }

  /** Gives the alias to the key, whoever had it. */
  public static void give(
      Handle transaction, String tenant, String alias, UUID key, Instant at, String by) {
    transaction
        .createUpdate(
            """
            INSERT INTO keys.alias (tenant, alias, key, created_at, created_by)
            VALUES (:tenant, :alias, :key, :at, :by)
            ON CONFLICT (tenant, alias) DO UPDATE
              SET key = :key, created_at = :at, created_by = :by
            """)
        .bind("tenant", tenant)
        .bind("alias", alias)
        .bind("key", key)
        .bind("at", at)
        .bind("by", by)
        .execute();
  }

  /** Returns whether the key had the alias. */
  public static boolean delete(Handle transaction, String tenant, String alias, UUID key) {
    return transaction
            .createUpdate(
                "DELETE FROM keys.alias WHERE tenant = :tenant AND alias = :alias AND key = :key")
            .bind("tenant", tenant)
            .bind("alias", alias)
            .bind("key", key)
            .execute()
        == 1;
  }
}
