package redoubt.registry.sql;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import redoubt.oci.Digest;
import redoubt.oci.Manifest;
import redoubt.oci.Tag;
import redoubt.registry.manifests.Referrer;
import redoubt.registry.manifests.Stored;
import redoubt.web.Json;

/**
 * Tables {@code registry.manifest}, {@code manifest_body}, {@code edge_blob}, {@code
 * edge_manifest}.
 */
public final class ManifestRows {
  private ManifestRows() {}

  /**
   * Returns whether the repository did not have it yet. Manifest and bytes stay until the
   * transaction ends.
   */
  public static boolean insert(
      Handle transaction,
      long repository,
      Digest digest,
      Manifest manifest,
      Instant now,
      String by) {
    while (true) {
      if (lock(transaction, repository, digest)) {
        return false;
      }
      // Somebody else may put it between the two statements, and delete it again.
      if (insertNew(transaction, repository, digest, manifest, now, by)) {
        return true;
      }
    }
  }

  private static boolean insertNew(
      Handle transaction,
      long repository,
      Digest digest,
      Manifest manifest,
      Instant now,
      String by) {
    transaction
        .createUpdate(
            """
            INSERT INTO registry.manifest_body (digest, bytes) VALUES (:digest, :bytes)
            ON CONFLICT (digest) DO UPDATE SET digest = excluded.digest
            """)
        .bind("digest", digest.toString())
        .bind("bytes", manifest.bytes())
        .execute();
    return transaction
            .createUpdate(
                """
                INSERT INTO registry.manifest (repository, digest, media_type, artifact_type, subject, annotations,
                  size, pushed_at, pushed_by)
                VALUES (:repository, :digest, :mediaType, :artifactType, :subject, :annotations,
                  :size, :now, :by)
                ON CONFLICT (repository, digest) DO NOTHING
                """)
            .bind("repository", repository)
            .bind("digest", digest.toString())
            .bind("mediaType", manifest.mediaType())
            .bind("artifactType", manifest.artifactType().orElse(null))
            .bind(
                "subject",
                manifest.subject().map(subject -> subject.digest().toString()).orElse(null))
            .bind("annotations", annotations(manifest))
            .bind("size", manifest.bytes().length)
            .bind("now", now)
            .bind("by", by)
            .execute()
        == 1;
  }

  /** What a list of referrers shows of it; nobody asks for those of others. */
  private static String annotations(Manifest manifest) {
    Map<String, String> shown = manifest.subject().isPresent() ? manifest.annotations() : Map.of();
    return new String(Json.bytes(shown), StandardCharsets.UTF_8);
  }

  /** What a new manifest of the repository names: blobs that are linked, and other manifests. */
  public static void edges(
      Handle transaction,
      long repository,
      Digest manifest,
      Collection<Digest> blobs,
      Collection<Digest> children) {
    batch(
        transaction,
        "registry.edge_blob (repository, manifest, digest)",
        repository,
        manifest,
        blobs);
    batch(
        transaction,
        "registry.edge_manifest (repository, manifest, child)",
        repository,
        manifest,
        children);
  }

  private static void batch(
      Handle transaction, String into, long repository, Digest manifest, Collection<Digest> all) {
    if (all.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        transaction.prepareBatch(
            "INSERT INTO " + into + " VALUES (:repository, :manifest, :digest)");
    all.forEach(digest ->
        batch
            .bind("repository", repository)
            .bind("manifest", manifest.toString())
            .bind("digest", digest.toString())
            .add());
    batch.execute();
  }

  public static Optional<Stored> find(Handle handle, long repository, Digest digest) {
    return handle
        .createQuery(
            """
            SELECT m.media_type, b.bytes FROM registry.manifest m JOIN registry.manifest_body b USING (digest)
            WHERE m.repository = :repository AND m.digest = :digest
            """)
        .bind("repository", repository)
        .bind("digest", digest.toString())
        .map((row, context) ->
            new Stored(digest, row.getString("media_type"), row.getBytes("bytes")))
        .findOne();
  }

  /** Keeps the manifest as it is until the transaction ends; returns whether it is there. */
  public static boolean lock(Handle transaction, long repository, Digest digest) {
    return transaction
        .createQuery(
            """
            SELECT 1 FROM registry.manifest WHERE repository = :repository AND digest = :digest FOR UPDATE
            """)
        .bind("repository", repository)
        .bind("digest", digest.toString())
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  /** The blobs that a manifest names, in order. */
  public static List<Digest> blobs(Handle handle, long repository, Digest manifest) {
    return handle
        .createQuery(
            """
            SELECT digest FROM registry.edge_blob WHERE repository = :repository AND manifest = :manifest
            ORDER BY digest
            """)
        .bind("repository", repository)
        .bind("manifest", manifest.toString())
        .map((row, context) -> Digest.parse(row.getString("digest")))
        .list();
  }

  /** Deletes a locked manifest and what says which it names; returns the tags that named it. */
  public static List<String> delete(Handle transaction, long repository, Digest manifest) {
    List<String> tags =
        transaction
            .createQuery(
                """
                DELETE FROM registry.tag WHERE repository = :repository AND digest = :manifest RETURNING name
                """)
            .bind("repository", repository)
            .bind("manifest", manifest.toString())
            .mapTo(String.class)
            .list();
    for (String table : List.of("edge_blob", "edge_manifest")) {
      transaction
          .createUpdate(
              "DELETE FROM registry."
                  + table
                  + " WHERE repository = :repository AND manifest = :manifest")
          .bind("repository", repository)
          .bind("manifest", manifest.toString())
          .execute();
    }
    transaction
        .createUpdate(
            "DELETE FROM registry.manifest WHERE repository = :repository AND digest = :manifest")
        .bind("repository", repository)
        .bind("manifest", manifest.toString())
        .execute();
    deleteBody(transaction, manifest);
    return tags;
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

  /** Manifests about a subject, by digest, after one of them. */
  public static List<Referrer> referrers(
      Handle handle,
      long repository,
      Digest subject,
      Optional<String> artifactType,
      String after,
      int limit) {
    return handle
        .createQuery(
            """
            SELECT digest, media_type, artifact_type, annotations, size FROM registry.manifest
            WHERE repository = :repository AND subject = :subject AND digest > :after
              AND (CAST(:artifactType AS text) IS NULL OR artifact_type = :artifactType)
            ORDER BY digest LIMIT :limit
            """)
        .bind("repository", repository)
        .bind("subject", subject.toString())
        .bind("artifactType", artifactType.orElse(null))
        .bind("after", after)
        .bind("limit", limit)
        .map((row, context) ->
            new Referrer(
                row.getString("digest"),
                row.getString("media_type"),
                row.getLong("size"),
                Optional.ofNullable(row.getString("artifact_type")),
                annotations(row.getString("annotations"))))
        .list();
  }

  private static Map<String, String> annotations(String json) {
    Map<String, String> map = new LinkedHashMap<>();
    Json.parse(json.getBytes(StandardCharsets.UTF_8))
        .properties()
        .forEach(field -> map.put(field.getKey(), field.getValue().asText()));
    return map;
  }

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
    Optional<Digest> former =
        transaction
            .createQuery(
                """
                SELECT digest FROM registry.tag WHERE repository = :repository AND name = :name FOR UPDATE
                """)
            .bind("repository", repository)
            .bind("name", tag.text())
            .map((row, context) -> Digest.parse(row.getString("digest")))
            .findOne();
    transaction
        .createUpdate(
            """
            INSERT INTO registry.tag (repository, name, digest, moved_at, moved_by)
            VALUES (:repository, :name, :digest, :now, :by)
            ON CONFLICT (repository, name) DO UPDATE SET digest = :digest, moved_at = :now, moved_by = :by
            """)
        .bind("repository", repository)
        .bind("name", tag.text())
        .bind("digest", digest.toString())
        .bind("now", now)
        .bind("by", by)
        .execute();
    return former;
  }

  /** Returns whether there was such a tag. */
  public static boolean untag(Handle transaction, long repository, Tag tag) {
    return transaction
            .createUpdate(
                "DELETE FROM registry.tag WHERE repository = :repository AND name = :name")
            .bind("repository", repository)
            .bind("name", tag.text())
            .execute()
        == 1;
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
}
