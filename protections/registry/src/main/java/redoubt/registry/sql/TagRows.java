package redoubt.registry.sql;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import redoubt.oci.Digest;
import redoubt.oci.Tag;

/** Table {@code registry.tag}. */
public final class TagRows {
  private TagRows() {}

  /** The manifest that a tag names. */
  public static Optional<Digest> tagged(Handle handle, long repository, Tag tag) {
    return handle
        .createQuery(
            "SELECT digest FROM registry.tag WHERE repository = :repository AND name = :name")
        .bind("repository", repository)
        .bind("name", tag.text())
        .map((row, context) -> Digest.parse(row.getString("digest")))
        .findOne();
  }

  /** Lets a tag name a manifest of the repository; returns what it named before. */
  public static Optional<Digest> tag(
      Handle transaction, long repository, Tag tag, Digest digest, Instant now, String by) {
    while (true) {
      if (newTag(transaction, repository, tag, digest, now, by)) {
        return Optional.empty();
      }
      // Whoever made it has committed; somebody may have ended it since.
      Optional<Digest> former = lockTag(transaction, repository, tag);
      if (former.isPresent()) {
        moveTag(transaction, repository, tag, digest, now, by);
        return former;
      }
    }
  }

  private static boolean newTag(
      Handle transaction, long repository, Tag tag, Digest digest, Instant now, String by) {
    return transaction
            .createUpdate(
                """
                INSERT INTO registry.tag (repository, name, digest, moved_at, moved_by)
                VALUES (:repository, :name, :digest, :now, :by) ON CONFLICT (repository, name) DO NOTHING
                """)
            .bind("repository", repository)
            .bind("name", tag.text())
            .bind("digest", digest.toString())
            .bind("now", now)
            .bind("by", by)
            .execute()
        == 1;
  }

  private static Optional<Digest> lockTag(Handle transaction, long repository, Tag tag) {
    return transaction
        .createQuery(
            """
            SELECT digest FROM registry.tag WHERE repository = :repository AND name = :name FOR UPDATE
            """)
        .bind("repository", repository)
        .bind("name", tag.text())
        .map((row, context) -> Digest.parse(row.getString("digest")))
        .findOne();
  }

  private static void moveTag(
      Handle transaction, long repository, Tag tag, Digest digest, Instant now, String by) {
    transaction
        .createUpdate(
            """
            UPDATE registry.tag SET digest = :digest, moved_at = :now, moved_by = :by
            WHERE repository = :repository AND name = :name
            """)
        .bind("repository", repository)
        .bind("name", tag.text())
        .bind("digest", digest.toString())
        .bind("now", now)
        .bind("by", by)
        .execute();
  }

  /** Ends a tag; returns what it named. */
  public static Optional<Digest> untag(Handle transaction, long repository, Tag tag) {
    return transaction
        .createQuery(
            "DELETE FROM registry.tag WHERE repository = :repository AND name = :name RETURNING"
                + " digest")
        .bind("repository", repository)
        .bind("name", tag.text())
        .map((row, context) -> Digest.parse(row.getString("digest")))
        .findOne();
  }

  /** Tags in order, after one of them. */
  public static List<String> tags(Handle handle, long repository, String after, int limit) {
    return handle
        .createQuery(
            """
            SELECT name FROM registry.tag WHERE repository = :repository AND name > :after
            ORDER BY name LIMIT :limit
            """)
        .bind("repository", repository)
        .bind("after", after)
        .bind("limit", limit)
        .mapTo(String.class)
        .list();
  }

  /** Tags of lists of manifests that list one, or that list such a list. */
  public static List<String> ofLists(Handle handle, long repository, Digest manifest) {
    return handle
        .createQuery(
            """
            WITH RECURSIVE list (digest) AS (
              SELECT e.manifest FROM registry.edge_manifest e
              WHERE e.repository = :repository AND e.child = :manifest
              UNION
              SELECT e.manifest FROM list JOIN registry.edge_manifest e
                ON e.repository = :repository AND e.child = list.digest)
            SELECT t.name FROM list JOIN registry.tag t ON t.repository = :repository AND t.digest = list.digest
            ORDER BY t.name
            """)
        .bind("repository", repository)
        .bind("manifest", manifest.toString())
        .mapTo(String.class)
        .list();
  }

  /** The tags that name a manifest, which stay so until the transaction ends. */
  public static List<String> lockTags(Handle transaction, long repository, Digest manifest) {
    return transaction
        .createQuery(
            """
            SELECT name FROM registry.tag WHERE repository = :repository AND digest = :manifest
            ORDER BY name FOR UPDATE
            """)
        .bind("repository", repository)
        .bind("manifest", manifest.toString())
        .mapTo(String.class)
        .list();
  }
}
