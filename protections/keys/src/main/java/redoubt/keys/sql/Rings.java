package redoubt.keys.sql;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import redoubt.keys.Key;

/** Key rings. The row of the default ring may be missing: every instance has that ring anyway. */
public final class Rings {
  /** A ring as it was made. */
  public record Ring(String id, Instant createdAt, String createdBy) {}

  /** How many keys lie in a ring; those that sign are among the others. */
  public record Keys(int destroyed, int others) {}

  private Rings() {}

  /** Makes all who change the rings of an instance wait for the end of the transaction. */
  public static void lockAll(Handle transaction, String tenant) {
    Locks.hold(transaction, "keys.ring/" + tenant);
  }

  /** Those besides the default ring, by id. */
  public static List<Ring> all(Handle handle, String tenant) {
    return handle
        .createQuery(
            """
            SELECT id, created_at, created_by FROM keys.ring
            WHERE tenant = :tenant AND id <> :default ORDER BY id
            """)
        .bind("tenant", tenant)
        .bind("default", Key.DEFAULT_RING)
        .map((row, context) ->
            new Ring(
                row.getString("id"),
                KeyRows.instant(row, "created_at"),
                row.getString("created_by")))
        .list();
  }

  public static int count(Handle handle, String tenant) {
    return handle
        .createQuery("SELECT count(*) FROM keys.ring WHERE tenant = :tenant AND id <> :default")
        .bind("tenant", tenant)
        .bind("default", Key.DEFAULT_RING)
        .mapTo(Integer.class)
        .one();
  }

  /** Returns whether there was none of that id. */
  public static boolean insert(Handle transaction, String tenant, Ring ring) {
    return transaction
            .createUpdate(
                """
                INSERT INTO keys.ring (tenant, id, created_at, created_by)
                VALUES (:tenant, :id, :at, :by) ON CONFLICT DO NOTHING
                """)
            .bind("tenant", tenant)
            .bind("id", ring.id())
            .bind("at", ring.createdAt())
            .bind("by", ring.createdBy())
            .execute()
        == 1;
  }

  /** Keeps keys from coming into the ring until the transaction ends; empty when there is none. */
  public static Optional<Keys> lock(Handle transaction, String tenant, String ring) {
    boolean exists =
        transaction
            .createQuery("SELECT id FROM keys.ring WHERE tenant = :tenant AND id = :id FOR UPDATE")
            .bind("tenant", tenant)
            .bind("id", ring)
            .mapTo(String.class)
            .findOne()
            .isPresent();
    if (!exists) {
      return Optional.empty();
    }
    return Optional.of(
        transaction
            .createQuery(
                """
                SELECT count(*) FILTER (WHERE state = 5) AS destroyed,
                       count(*) FILTER (WHERE state <> 5)
                         + (SELECT count(*) FROM keys.signing_key
                            WHERE tenant = :tenant AND ring = :ring) AS others
                FROM keys.key WHERE tenant = :tenant AND ring = :ring
                """)
            .bind("tenant", tenant)
            .bind("ring", ring)
            .map((row, context) -> new Keys(row.getInt("destroyed"), row.getInt("others")))
            .one());
  }

  /** Moves the destroyed keys of a ring into the default one, which must exist. */
  public static void moveDestroyedToDefault(Handle transaction, String tenant, String ring) {
    transaction
        .createUpdate(
            """
            UPDATE keys.key SET ring = :default
            WHERE tenant = :tenant AND ring = :ring AND state = 5
            """)
        .bind("tenant", tenant)
        .bind("ring", ring)
        .bind("default", Key.DEFAULT_RING)
        .execute();
  }

  public static void delete(Handle transaction, String tenant, String ring) {
    transaction
        .createUpdate("DELETE FROM keys.ring WHERE tenant = :tenant AND id = :id")
        .bind("tenant", tenant)
        .bind("id", ring)
        .execute();
  }
}
