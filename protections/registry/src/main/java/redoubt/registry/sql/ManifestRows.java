package redoubt.registry.sql;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
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
import redoubt.oci.RepositoryName;
import redoubt.registry.manifests.Referrer;
import redoubt.registry.manifests.Stored;
import redoubt.web.Json;

/**
 * Tables {@code registry.manifest}, {@code manifest_body}, {@code edge_blob}, {@code
 * edge_manifest}.
 */
public final class ManifestRows {
  private static final Duration SEEN = Duration.ofHours(1);

  private ManifestRows() {}

  /** What became of a manifest that was put. */
  public enum Put {
    /** The repository did not have it: what it names is to be written down. */
    NEW,
    /** It was in the trash. */
    BACK,
    THERE
  }

  /** Puts a manifest. It and its bytes stay until the transaction ends. */
  public static Put put(
      Handle transaction,
      long repository,
      Digest digest,
      Manifest manifest,
      Instant now,
      String by) {
    while (true) {
      Optional<Boolean> deleted = lockAny(transaction, repository, digest);
      if (deleted.isPresent()) {
        if (!deleted.get()) {
          see(transaction, repository, digest, now);
          return Put.THERE;
        }
        long _ = back(transaction, repository, digest);
        pushed(transaction, repository, digest, now, by);
        return Put.BACK;
      }
      // Somebody else may put it between the two statements, and delete it again.
      if (insertNew(transaction, repository, digest, manifest, now, by)) {
        return Put.NEW;
      }
    }
  }

  /** Whether a manifest that is there was not pushed or seen for an hour. */
  public static boolean isUnseen(
      Handle handle, RepositoryName repository, Digest digest, Instant now) {
    return handle
        .createQuery(
            """
            SELECT EXISTS (
              SELECT FROM registry.manifest m JOIN registry.repository r ON r.id = m.repository
              WHERE r.name = :repository AND m.digest = :digest AND m.deleted_at IS NULL
                AND greatest(m.pushed_at, m.seen_at) < :before)
            """)
        .bind("repository", repository.text())
        .bind("digest", digest.toString())
        .bind("before", now.minus(SEEN))
        .mapTo(Boolean.class)
        .one();
  }

  /** When a manifest was pushed last, or somebody who may push was told that it is there. */
  public static Instant wantedAt(Handle handle, long repository, Digest digest) {
    return handle
        .createQuery(
            """
            SELECT greatest(pushed_at, seen_at) AS wanted_at FROM registry.manifest
            WHERE repository = :repository AND digest = :digest
            """)
        .bind("repository", repository)
        .bind("digest", digest.toString())
        .map((row, context) -> row.getTimestamp("wanted_at").toInstant())
        .one();
  }

  /** Notes, once an hour at most, that a manifest is as good as pushed. */
  public static void see(Handle transaction, long repository, Digest digest, Instant now) {
    transaction
        .createUpdate(
            """
            UPDATE registry.manifest SET seen_at = :now
            WHERE repository = :repository AND digest = :digest
              AND greatest(pushed_at, seen_at) < :before
            """)
        .bind("now", now)
        .bind("before", now.minus(SEEN))
        .bind("repository", repository)
        .bind("digest", digest.toString())
        .execute();
  }

  /** Takes a locked manifest out of the trash; returns its size. */
  public static long back(Handle transaction, long repository, Digest digest) {
    return transaction
        .createQuery(
            """
            UPDATE registry.manifest SET deleted_at = NULL, deleted_by = NULL
            WHERE repository = :repository AND digest = :digest RETURNING size
            """)
        .bind("repository", repository)
        .bind("digest", digest.toString())
        .mapTo(Long.class)
        .one();
  }

  private static void pushed(
      Handle transaction, long repository, Digest digest, Instant now, String by) {
    transaction
        .createUpdate(
            """
            UPDATE registry.manifest SET pushed_at = :now, pushed_by = :by
            WHERE repository = :repository AND digest = :digest
            """)
        .bind("now", now)
        .bind("by", by)
        .bind("repository", repository)
        .bind("digest", digest.toString())
        .execute();
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
            WHERE m.repository = :repository AND m.digest = :digest AND m.deleted_at IS NULL
            """)
        .bind("repository", repository)
        .bind("digest", digest.toString())
        .map((row, context) ->
            new Stored(digest, row.getString("media_type"), row.getBytes("bytes")))
        .findOne();
  }

  /**
   * Keeps the manifest as it is until the transaction ends; returns whether it is there, and not in
   * the trash.
   */
  public static boolean lock(Handle transaction, long repository, Digest digest) {
    return lockAny(transaction, repository, digest).filter(deleted -> !deleted).isPresent();
  }

  /** The same; whether it is in the trash, and empty when it is nowhere. */
  public static Optional<Boolean> lockAny(Handle transaction, long repository, Digest digest) {
    return transaction
        .createQuery(
            """
            SELECT deleted_at IS NOT NULL FROM registry.manifest
            WHERE repository = :repository AND digest = :digest FOR UPDATE
            """)
        .bind("repository", repository)
        .bind("digest", digest.toString())
        .mapTo(Boolean.class)
        .findOne();
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

  /** Digests of the manifests about a subject, in order, after one of them. */
  public static List<Digest> about(
      Handle handle, long repository, Digest subject, String after, int limit) {
    return handle
        .createQuery(
            """
            SELECT digest FROM registry.manifest
            WHERE repository = :repository AND subject = :subject AND digest > :after AND deleted_at IS NULL
            ORDER BY digest LIMIT :limit
            """)
        .bind("repository", repository)
        .bind("subject", subject.toString())
        .bind("after", after)
        .bind("limit", limit)
        .map((row, context) -> Digest.parse(row.getString("digest")))
        .list();
  }

  /**
   * Manifests about a subject, by digest, after one of them.
   *
   * @param most bytes of their annotations, beyond which there is one more at most
   */
  public static List<Referrer> referrers(
      Handle handle,
      long repository,
      Digest subject,
      Optional<String> artifactType,
      String after,
      int limit,
      long most) {
    return handle
        .createQuery(
            """
            SELECT * FROM (
              SELECT *, sum(octet_length(annotations)) OVER (ORDER BY digest ROWS UNBOUNDED PRECEDING) AS upto
              FROM (
                SELECT digest, media_type, artifact_type, annotations, size FROM registry.manifest
                WHERE repository = :repository AND subject = :subject AND digest > :after AND deleted_at IS NULL
                  AND (CAST(:artifactType AS text) IS NULL OR artifact_type = :artifactType)
                ORDER BY digest LIMIT :limit) one) all_of_them
            WHERE upto - octet_length(annotations) <= :most
            ORDER BY digest
            """)
        .bind("repository", repository)
        .bind("subject", subject.toString())
        .bind("artifactType", artifactType.orElse(null))
        .bind("after", after)
        .bind("limit", limit)
        .bind("most", most)
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
}
