package redoubt.registry.sql;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import redoubt.oci.Digest;
import redoubt.oci.RepositoryName;

/** Manifests in the trash, and table {@code registry.trash_tag}. */
public final class TrashRows {
  /** An image whose time in the trash is over. */
  public record Due(
      String instance, long in, RepositoryName repository, Digest digest, Instant deleted) {}

  private TrashRows() {}

  /** Moves a locked manifest to the trash with its tags; returns its size. */
  public static long move(
      Handle transaction, long repository, Digest digest, Instant now, String by) {
    transaction
        .createUpdate(
            """
            WITH ended AS (
              DELETE FROM registry.tag WHERE repository = :repository AND digest = :digest RETURNING name)
            INSERT INTO registry.trash_tag (repository, name, digest, deleted_at)
            SELECT :repository, name, :digest, :now FROM ended
            ON CONFLICT (repository, name, digest) DO UPDATE SET deleted_at = excluded.deleted_at
            """)
        .bind("repository", repository)
        .bind("digest", digest.toString())
        .bind("now", now)
        .execute();
    return transaction
        .createQuery(
            """
            UPDATE registry.manifest SET deleted_at = :now, deleted_by = :by
            WHERE repository = :repository AND digest = :digest RETURNING size
            """)
        .bind("now", now)
        .bind("by", by)
        .bind("repository", repository)
        .bind("digest", digest.toString())
        .mapTo(Long.class)
        .one();
  }

  /** Tags that the image had when it was deleted. */
  public static List<String> tags(Handle handle, long repository, Digest digest) {
    return handle
        .createQuery(
            """
            SELECT name FROM registry.trash_tag WHERE repository = :repository AND digest = :digest ORDER BY name
            """)
        .bind("repository", repository)
        .bind("digest", digest.toString())
        .mapTo(String.class)
        .list();
  }

  /** The image that had the tag when it was deleted, the last one if there are several. */
  public static Optional<Digest> tagged(Handle handle, long repository, String tag) {
    return handle
        .createQuery(
            """
            SELECT digest FROM registry.trash_tag WHERE repository = :repository AND name = :name
            ORDER BY deleted_at DESC, digest LIMIT 1
            """)
        .bind("repository", repository)
        .bind("name", tag)
        .map((row, context) -> Digest.parse(row.getString("digest")))
        .findOne();
  }

  /** Lets those of the tags that are free name the image again; returns which they are. */
  public static List<String> retag(
      Handle transaction,
      long repository,
      Digest digest,
      Collection<String> tags,
      Instant now,
      String by) {
    return transaction
        .createQuery(
            """
            WITH back AS (
              INSERT INTO registry.tag (repository, name, digest, moved_at, moved_by)
              SELECT :repository, name, :digest, :now, :by FROM unnest(CAST(:names AS text[])) AS t (name)
              ORDER BY name COLLATE "C"
              ON CONFLICT (repository, name) DO NOTHING RETURNING name),
            ended AS (
              DELETE FROM registry.trash_tag t USING back
              WHERE t.repository = :repository AND t.digest = :digest AND t.name = back.name)
            SELECT name FROM back ORDER BY name
            """)
        .bind("repository", repository)
        .bind("digest", digest.toString())
        .bind("now", now)
        .bind("by", by)
        .bindArray("names", String.class, tags)
        .mapTo(String.class)
        .list();
  }

  /** Forgets tags of the image, which has them again. */
  public static void forget(
      Handle transaction, long repository, Digest digest, Collection<String> tags) {
    transaction
        .createUpdate(
            """
            DELETE FROM registry.trash_tag
            WHERE repository = :repository AND digest = :digest AND name = ANY (:names)
            """)
        .bind("repository", repository)
        .bind("digest", digest.toString())
        .bindArray("names", String.class, tags)
        .execute();
  }

  /** Images that were deleted before then, the oldest first; of one namespace, or of all. */
  public static List<Due> due(
      Handle handle, Optional<String> namespace, Instant before, Optional<Due> after, int most) {
    return handle
        .createQuery(
            """
            SELECT n.instance, r.id, r.name, m.digest, m.deleted_at FROM registry.manifest m
            JOIN registry.repository r ON r.id = m.repository JOIN registry.namespace n ON n.name = r.namespace
            WHERE m.deleted_at < :before AND (CAST(:namespace AS text) IS NULL OR n.name = :namespace)
              AND (m.deleted_at, m.repository, m.digest) > (:deleted, :in, :digest)
            ORDER BY m.deleted_at, m.repository, m.digest LIMIT :most
            """)
        .bind("before", before)
        .bind("deleted", after.map(Due::deleted).orElse(Instant.EPOCH))
        .bind("in", after.map(Due::in).orElse(0L))
        .bind("digest", after.map(due -> due.digest().toString()).orElse(""))
        .bind("namespace", namespace.orElse(null))
        .bind("most", most)
        .map((row, context) ->
            new Due(
                row.getString("instance"),
                row.getLong("id"),
                new RepositoryName(row.getString("name")),
                Digest.parse(row.getString("digest")),
                row.getTimestamp("deleted_at").toInstant()))
        .list();
  }

  /** Whether a locked manifest was deleted before then. */
  public static boolean isDue(Handle handle, Due due, Instant before) {
    return handle
        .createQuery(
            """
            SELECT EXISTS (SELECT FROM registry.manifest
              WHERE repository = :repository AND digest = :digest AND deleted_at < :before)
            """)
        .bind("repository", due.in())
        .bind("digest", due.digest().toString())
        .bind("before", before)
        .mapTo(Boolean.class)
        .one();
  }

  /** Ends tags that were deleted before then with an image that is back. */
  public static void endTags(Handle transaction, Instant before) {
    transaction
        .createUpdate(
            """
            DELETE FROM registry.trash_tag t USING registry.manifest m
            WHERE t.deleted_at < :before AND m.repository = t.repository AND m.digest = t.digest
              AND m.deleted_at IS NULL
            """)
        .bind("before", before)
        .execute();
  }

  /** Ends a locked manifest in the trash, with what says which blobs it names; returns its size. */
  public static long end(Handle transaction, long repository, Digest manifest) {
    for (String table :
        List.of(
            "trash_tag WHERE digest", "edge_blob WHERE manifest", "edge_manifest WHERE manifest")) {
      transaction
          .createUpdate(
              "DELETE FROM registry." + table + " = :manifest AND repository = :repository")
          .bind("manifest", manifest.toString())
          .bind("repository", repository)
          .execute();
    }
    long size =
        transaction
            .createQuery(
                """
                DELETE FROM registry.manifest WHERE repository = :repository AND digest = :manifest RETURNING size
                """)
            .bind("repository", repository)
            .bind("manifest", manifest.toString())
            .mapTo(Long.class)
            .one();
    deleteBody(transaction, manifest);
    return size;
  }

  /** Unless another repository has the manifest; whoever deletes it there waits. */
  private static void deleteBody(Handle transaction, Digest manifest) {
    Optional<Integer> _ =
        transaction
            .createQuery("SELECT 1 FROM registry.manifest_body WHERE digest = :manifest FOR UPDATE")
            .bind("manifest", manifest.toString())
            .mapTo(Integer.class)
            .findOne();
    transaction
        .createUpdate(
            """
            DELETE FROM registry.manifest_body WHERE digest = :manifest
              AND NOT EXISTS (SELECT FROM registry.manifest WHERE digest = :manifest)
            """)
        .bind("manifest", manifest.toString())
        .execute();
  }
}
