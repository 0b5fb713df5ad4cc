package redoubt.signatures.sql;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import redoubt.signatures.foreign.Cover;

/** Table {@code signatures.cover}. */
public final class CoverRows {
  private CoverRows() {}

  /**
   * Nobody else changes what an instance covers, or follows images by it, until the transaction
   * ends; to be asked for before anything is read of it.
   */
  public static void lock(Handle transaction, String instance) {
    lock(transaction, instance, "pg_advisory_xact_lock");
  }

  /** Nobody changes what an instance covers until the transaction ends. */
  public static void lockShared(Handle transaction, String instance) {
    lock(transaction, instance, "pg_advisory_xact_lock_shared");
  }

  private static void lock(Handle transaction, String instance, String how) {
    int _ =
        transaction
            .createQuery(
                "SELECT 1 FROM %s(hashtextextended('signatures.cover ' || :instance, 0))"
                    .formatted(how))
            .bind("instance", instance)
            .mapTo(Integer.class)
            .one();
  }

  /** In place of the one of the same prefix. */
  public static void put(Handle transaction, Cover cover) {
    transaction
        .createUpdate(
            """
            INSERT INTO signatures.cover (instance, prefix, namespace, lookaside, set_at, set_by)
            VALUES (:instance, :prefix, :namespace, :lookaside, :at, :by)
            ON CONFLICT (instance, prefix) DO UPDATE
              SET namespace = excluded.namespace, lookaside = excluded.lookaside, set_at = excluded.set_at, set_by = excluded.set_by
            """)
        .bind("instance", cover.instance())
        .bind("prefix", cover.prefix())
        .bind("namespace", cover.namespace())
        .bind("lookaside", cover.lookaside().map(URI::toString).orElse(null))
        .bind("at", cover.setAt())
        .bind("by", cover.setBy())
        .execute();
  }

  /** Whether there was one. */
  public static boolean remove(Handle transaction, String instance, String prefix) {
    return transaction
            .createUpdate(
                "DELETE FROM signatures.cover WHERE instance = :instance AND prefix = :prefix")
            .bind("instance", instance)
            .bind("prefix", prefix)
            .execute()
        > 0;
  }

  /** Of an instance, by prefix. */
  public static List<Cover> of(Handle handle, String instance) {
    return handle
        .createQuery("SELECT * FROM signatures.cover WHERE instance = :instance ORDER BY prefix")
        .bind("instance", instance)
        .map((row, context) ->
            new Cover(
                row.getString("instance"),
                row.getString("prefix"),
                row.getString("namespace"),
                Optional.ofNullable(row.getString("lookaside")).map(URI::create),
                row.getTimestamp("set_at").toInstant(),
                row.getString("set_by")))
        .list();
  }
}
