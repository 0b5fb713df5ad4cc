package redoubt.registry.sql;

import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import redoubt.registry.content.Place;

/**
 * What nothing uses, found by counters and dates. A wrong counter keeps garbage; that nothing is
 * removed that is used is seen to by the foreign keys. What somebody has locked is left for the
 * next time, so that several collectors may run at once.
 */
public final class CollectorRows {
  /** Which links is to be filled in; their blobs are counted down. */
  private static final String ENDING_LINKS =
      """
      WITH ended AS (DELETE FROM registry.link WHERE %s RETURNING digest),
      counted AS (SELECT digest, count(*) AS links FROM ended GROUP BY digest),
      locked AS (
        SELECT b.digest, c.links FROM registry.blob b JOIN counted c USING (digest)
        ORDER BY b.digest FOR NO KEY UPDATE OF b),
      changed AS (
        UPDATE registry.blob b SET refs = refs - l.links,
          idle_since = CASE WHEN refs = l.links THEN CAST(:now AS timestamptz) END
        FROM locked l WHERE b.digest = l.digest RETURNING 1)
      SELECT (SELECT count(*) FROM ended)
      """;

  /** That the repository {@code r} has no upload, no blob and no image, nor one in the trash. */
  private static final String EMPTY =
      """
      NOT EXISTS (SELECT FROM registry.upload u WHERE u.repository = r.id)
      AND NOT EXISTS (SELECT FROM registry.link l WHERE l.repository = r.id)
      AND NOT EXISTS (SELECT FROM registry.manifest m WHERE m.repository = r.id)
      """;

  private CollectorRows() {}

  /** Ends uploads to which nothing came since then; returns how many. */
  public static int endUploads(Handle transaction, Instant before, Instant now, int most) {
    return transaction
        .createUpdate(
            """
            WITH ended AS (
              DELETE FROM registry.upload WHERE id IN (
                SELECT id FROM registry.upload
                WHERE touched_at < :before AND (writer_until IS NULL OR writer_until < :now)
                ORDER BY touched_at LIMIT :most FOR UPDATE SKIP LOCKED)
              RETURNING place)
            INSERT INTO registry.doomed (place, since) SELECT place, :now FROM ended
            """)
        .bind("before", before)
        .bind("now", now)
        .bind("most", most)
        .execute();
  }

  /**
   * Ends links that no manifest uses and nobody asked for since then, or that are served no more;
   * returns how many.
   */
  public static int endLinks(Handle transaction, Instant before, Instant now, int most) {
    return transaction
        .createQuery(
            ENDING_LINKS.formatted(
                """
                (repository, digest) IN (
                  SELECT repository, digest FROM registry.link
                  WHERE uses = 0 AND kept = 0 AND (seen_at < :before OR NOT shown)
                  ORDER BY repository, digest LIMIT :most FOR UPDATE SKIP LOCKED)
                """))
        .bind("before", before)
        .bind("now", now)
        .bind("most", most)
        .mapTo(Integer.class)
        .one();
  }

  /** Ends blobs that no repository serves since then; returns how many. */
  public static int endBlobs(Handle transaction, Instant before, Instant now, int most) {
    return transaction
        .createUpdate(
            """
            WITH ended AS (
              DELETE FROM registry.blob WHERE digest IN (
                SELECT digest FROM registry.blob WHERE refs = 0 AND idle_since < :before
                ORDER BY digest LIMIT :most FOR UPDATE SKIP LOCKED)
              RETURNING place)
            INSERT INTO registry.doomed (place, since) SELECT place, :now FROM ended
            """)
        .bind("before", before)
        .bind("now", now)
        .bind("most", most)
        .execute();
  }

  /**
   * Ends repositories that were made before then and have nothing in them; returns how many.
   * Whoever adds to one holds its row, so what is seen once it is locked stays as it is.
   */
  public static int endRepositories(Handle transaction, Instant before, int most) {
    List<Long> locked =
        transaction
            .createQuery(
                "SELECT r.id FROM registry.repository r WHERE r.created_at < :before AND "
                    + EMPTY
                    + " ORDER BY r.id LIMIT :most FOR UPDATE SKIP LOCKED")
            .bind("before", before)
            .bind("most", most)
            .mapTo(Long.class)
            .list();
    return locked.isEmpty()
        ? 0
        : transaction
            .createUpdate(
                "DELETE FROM registry.repository r WHERE r.id = ANY (:locked) AND " + EMPTY)
            .bindArray("locked", Long.class, locked)
            .execute();
  }

  /** Places that nothing names since then. */
  public static List<Place> doomed(Handle handle, Instant before, int most) {
    return handle
        .createQuery(
            "SELECT place FROM registry.doomed WHERE since < :before ORDER BY since LIMIT :most")
        .bind("before", before)
        .bind("most", most)
        .map((row, context) -> new Place(row.getString("place")))
        .list();
  }

  /** Empties repositories without manifests of a locked namespace, and removes them. */
  public static void endRepositories(Handle transaction, String namespace, Instant now) {
    int _ =
        transaction
            .createUpdate(
                """
                WITH ended AS (
                  DELETE FROM registry.upload WHERE repository IN (
                    SELECT id FROM registry.repository WHERE namespace = :namespace)
                  RETURNING place)
                INSERT INTO registry.doomed (place, since) SELECT place, :now FROM ended
                """)
            .bind("namespace", namespace)
            .bind("now", now)
            .execute();
    int _ =
        transaction
            .createQuery(
                ENDING_LINKS.formatted(
                    """
                    repository IN (SELECT id FROM registry.repository WHERE namespace = :namespace)
                    """))
            .bind("namespace", namespace)
            .bind("now", now)
            .mapTo(Integer.class)
            .one();
    transaction
        .createUpdate("DELETE FROM registry.repository WHERE namespace = :namespace")
        .bind("namespace", namespace)
        .execute();
  }
}
