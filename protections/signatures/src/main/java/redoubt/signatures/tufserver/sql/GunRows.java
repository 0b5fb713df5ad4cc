package redoubt.signatures.tufserver.sql;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import redoubt.signatures.tufserver.TrustPlace;

/** Table {@code signatures.tuf_gun}. */
public final class GunRows {
  private GunRows() {}

  /** A row. */
  public record Gun(long id, TrustPlace place) {}

  public static Optional<Gun> find(Handle handle, TrustPlace place) {
    return find(handle, place, "");
  }

  /** The same; nobody changes the repository until the transaction ends. */
  public static Optional<Gun> lock(Handle transaction, TrustPlace place) {
    return find(transaction, place, " FOR UPDATE");
  }

  private static Optional<Gun> find(Handle handle, TrustPlace place, String lock) {
    return handle
        .createQuery(
            "SELECT id FROM signatures.tuf_gun WHERE instance = :instance AND gun = :gun" + lock)
        .bind("instance", place.instance())
        .bind("gun", place.gun())
        .mapTo(Long.class)
        .findOne()
        .map(id -> new Gun(id, place));
  }

  /** Makes the row unless it is there, and locks it. */
  public static Gun ensure(Handle transaction, TrustPlace place, Instant now) {
    for (; ; ) {
      transaction
          .createUpdate(
              """
              INSERT INTO signatures.tuf_gun (instance, gun, repository, created_at)
              VALUES (:instance, :gun, :repository, :now) ON CONFLICT (instance, gun) DO NOTHING
              """)
          .bind("instance", place.instance())
          .bind("gun", place.gun())
          .bind("repository", place.repository())
          .bind("now", now)
          .execute();
      Optional<Gun> locked = lock(transaction, place);
      if (locked.isPresent()) {
        return locked.get();
      }
      // Somebody deleted it in between.
    }
  }

  /**
   * How many collections of an instance something was published to.
   *
   * @param repository of this one alone, if there is one
   */
  public static long published(Handle handle, String instance, Optional<String> repository) {
    return handle
        .createQuery(
            """
            SELECT count(*) FROM signatures.tuf_gun
            WHERE instance = :instance AND age IS NOT NULL
              AND (CAST(:repository AS text) IS NULL OR repository = :repository)
            """)
        .bind("instance", instance)
        .bind("repository", repository.orElse(null))
        .mapTo(Long.class)
        .one();
  }

  /** Nobody else counts what was published in an instance until the transaction ends. */
  public static void lockPublished(Handle transaction, String instance) {
    transaction
        .createQuery(
            "SELECT 1 FROM pg_advisory_xact_lock(hashtextextended('signatures.published ' ||"
                + " :instance, 0))")
        .bind("instance", instance)
        .mapTo(Integer.class)
        .one();
  }

  /**
   * If so many collections were only begun, or more, the oldest in the namespace that has most of
   * them; locked.
   *
   * @param repository of this one alone, if there is one
   */
  public static Optional<Gun> lockOldestBegun(
      Handle transaction, String instance, Optional<String> repository, int count) {
    return transaction
        .createQuery(
            """
            SELECT id, gun, repository FROM signatures.tuf_gun
            WHERE age IS NULL AND id = (SELECT id FROM (
              SELECT id, created_at, count(*) OVER () AS begun,
                count(*) OVER (PARTITION BY split_part(repository, '/', 1)) AS of_namespace
              FROM signatures.tuf_gun
              WHERE instance = :instance AND age IS NULL
                AND (CAST(:repository AS text) IS NULL OR repository = :repository)) counted
              WHERE begun >= :count ORDER BY of_namespace DESC, created_at, id LIMIT 1)
            FOR UPDATE
            """)
        .bind("instance", instance)
        .bind("repository", repository.orElse(null))
        .bind("count", count)
        .map((row, context) ->
            new Gun(
                row.getLong("id"),
                new TrustPlace(instance, row.getString("gun"), row.getString("repository"))))
        .findOne();
  }

  /** Whether something was ever published to it. */
  public static boolean isPublished(Handle handle, long id) {
    return handle
        .createQuery("SELECT age IS NOT NULL FROM signatures.tuf_gun WHERE id = :id")
        .bind("id", id)
        .mapTo(Boolean.class)
        .one();
  }

  /** Something is published to it for the first time: what was published before is older. */
  public static void published(Handle transaction, long id) {
    transaction
        .createUpdate(
            "UPDATE signatures.tuf_gun SET age = nextval('signatures.tuf_age')"
                + " WHERE id = :id AND age IS NULL")
        .bind("id", id)
        .execute();
  }

  /** All names under which a repository is known, the oldest first; what was only begun is last. */
  public static List<Gun> of(Handle handle, String instance, String repository) {
    return handle
        .createQuery(
            """
            SELECT id, gun FROM signatures.tuf_gun
            WHERE instance = :instance AND repository = :repository ORDER BY age NULLS LAST, id
            """)
        .bind("instance", instance)
        .bind("repository", repository)
        .map((row, context) ->
            new Gun(row.getLong("id"), new TrustPlace(instance, row.getString("gun"), repository)))
        .list();
  }

  /** All of an instance, or of a namespace of it; locked. */
  public static List<Gun> lockAll(Handle transaction, String instance, Optional<String> namespace) {
    return transaction
        .createQuery(
            """
            SELECT id, gun, repository FROM signatures.tuf_gun
            WHERE instance = :instance
              AND (CAST(:namespace AS text) IS NULL OR split_part(repository, '/', 1) = :namespace)
            ORDER BY id FOR UPDATE
            """)
        .bind("instance", instance)
        .bind("namespace", namespace.orElse(null))
        .map((row, context) ->
            new Gun(
                row.getLong("id"),
                new TrustPlace(instance, row.getString("gun"), row.getString("repository"))))
        .list();
  }

  /** With all its files and keys. */
  public static void delete(Handle transaction, long id) {
    transaction
        .createUpdate("DELETE FROM signatures.tuf_gun WHERE id = :id")
        .bind("id", id)
        .execute();
  }
}
