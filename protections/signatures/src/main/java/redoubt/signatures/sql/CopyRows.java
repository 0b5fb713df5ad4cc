package redoubt.signatures.sql;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import redoubt.oci.Digest;
import redoubt.oci.Manifest;
import redoubt.oci.RepositoryName;
import redoubt.signatures.foreign.Copies;

/**
 * Tables {@code signatures.foreign_manifest}, {@code signatures.foreign_blob} and {@code
 * signatures.foreign_openpgp}.
 */
public final class CopyRows {
  private CopyRows() {}

  /** What was found about an image, in place of what was found before. */
  public static void put(
      Handle transaction,
      String instance,
      String namespace,
      RepositoryName repository,
      Copies found) {
    remove(transaction, instance, repository, found.image());
    PreparedBatch manifests =
        transaction.prepareBatch(
            """
            INSERT INTO signatures.foreign_manifest
              (instance, namespace, repository, image, digest, media_type, bytes, tag)
            VALUES (:instance, :namespace, :repository, :image, :digest, :mediaType, :bytes, :tag)
            ON CONFLICT DO NOTHING
            """);
    found
        .manifests()
        .forEach(one ->
            manifests
                .bind("instance", instance)
                .bind("namespace", namespace)
                .bind("repository", repository.text())
                .bind("image", found.image().toString())
                .bind("digest", one.digest().toString())
                .bind("mediaType", one.manifest().mediaType())
                .bind("bytes", one.manifest().bytes())
                .bind("tag", one.tag().orElse(null))
                .add());
    manifests.execute();
    put(transaction, instance, namespace, repository, found.image(), "blob", found.blobs());
    put(transaction, instance, namespace, repository, found.image(), "openpgp", found.openPgp());
  }

  private static void put(
      Handle transaction,
      String instance,
      String namespace,
      RepositoryName repository,
      Digest image,
      String kind,
      Map<Digest, byte[]> contents) {
    if (contents.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        transaction.prepareBatch(
            """
            INSERT INTO signatures.foreign_%s (instance, namespace, repository, image, digest, bytes)
            VALUES (:instance, :namespace, :repository, :image, :digest, :bytes)
            ON CONFLICT DO NOTHING
            """
                .formatted(kind));
    contents.forEach((digest, bytes) ->
        batch
            .bind("instance", instance)
            .bind("namespace", namespace)
            .bind("repository", repository.text())
            .bind("image", image.toString())
            .bind("digest", digest.toString())
            .bind("bytes", bytes)
            .add());
    batch.execute();
  }

  /** All that was found about an image. */
  public static void remove(
      Handle transaction, String instance, RepositoryName repository, Digest image) {
    for (String table : List.of("foreign_manifest", "foreign_blob", "foreign_openpgp")) {
      transaction
          .createUpdate(
              "DELETE FROM signatures."
                  + table
                  + " WHERE instance = :instance AND repository = :repository AND image = :image")
          .bind("instance", instance)
          .bind("repository", repository.text())
          .bind("image", image.toString())
          .execute();
    }
  }

  /** Whether something was found about an image. */
  public static Optional<Manifest> manifest(
      Handle handle, String instance, RepositoryName repository, Digest digest) {
    return handle
        .createQuery(
            """
            SELECT media_type, bytes FROM signatures.foreign_manifest
            WHERE instance = :instance AND repository = :repository AND digest = :digest LIMIT 1
            """)
        .bind("instance", instance)
        .bind("repository", repository.text())
        .bind("digest", digest.toString())
        .map((row, context) -> Manifest.read(row.getBytes("bytes"), row.getString("media_type")))
        .findOne();
  }

  /** What a tag named when it was looked for. */
  public static List<String> tags(
      Handle handle, String instance, RepositoryName repository, Digest digest, int limit) {
    return handle
        .createQuery(
            """
            SELECT DISTINCT tag FROM signatures.foreign_manifest
            WHERE instance = :instance AND repository = :repository AND digest = :digest AND tag <> ''
            ORDER BY tag LIMIT :limit
            """)
        .bind("instance", instance)
        .bind("repository", repository.text())
        .bind("digest", digest.toString())
        .bind("limit", limit)
        .mapTo(String.class)
        .list();
  }

  public static Optional<Digest> tagged(
      Handle handle, String instance, RepositoryName repository, String tag) {
    return handle
        .createQuery(
            """
            SELECT digest FROM signatures.foreign_manifest
            WHERE instance = :instance AND repository = :repository AND tag = :tag LIMIT 1
            """)
        .bind("instance", instance)
        .bind("repository", repository.text())
        .bind("tag", tag)
        .map((row, context) -> Digest.parse(row.getString("digest")))
        .findOne();
  }

  /** What was said to be about an image, in order, after one of them. */
  public static List<Digest> referrers(
      Handle handle,
      String instance,
      RepositoryName repository,
      Digest image,
      String after,
      int limit) {
    return handle
        .createQuery(
            """
            SELECT digest FROM signatures.foreign_manifest
            WHERE instance = :instance AND repository = :repository AND image = :image
              AND digest <> :image AND tag IS NULL AND digest > :after
            ORDER BY digest LIMIT :limit
            """)
        .bind("instance", instance)
        .bind("repository", repository.text())
        .bind("image", image.toString())
        .bind("after", after)
        .bind("limit", limit)
        .map((row, context) -> Digest.parse(row.getString("digest")))
        .list();
  }

  /** Digests of the messages beside an image, in order. */
  public static List<Digest> openPgp(
      Handle handle, String instance, RepositoryName repository, Digest image) {
    return handle
        .createQuery(
            """
            SELECT digest FROM signatures.foreign_openpgp
            WHERE instance = :instance AND repository = :repository AND image = :image
            ORDER BY digest
            """)
        .bind("instance", instance)
        .bind("repository", repository.text())
        .bind("image", image.toString())
        .map((row, context) -> Digest.parse(row.getString("digest")))
        .list();
  }

  /** One of them. */
  public static Optional<byte[]> openPgp(
      Handle handle, String instance, RepositoryName repository, Digest image, Digest digest) {
    return handle
        .createQuery(
            """
            SELECT bytes FROM signatures.foreign_openpgp
            WHERE instance = :instance AND repository = :repository AND image = :image
              AND digest = :digest
            """)
        .bind("instance", instance)
        .bind("repository", repository.text())
        .bind("image", image.toString())
        .bind("digest", digest.toString())
        .map((row, context) -> row.getBytes("bytes"))
        .findOne();
  }

  public static Optional<byte[]> blob(
      Handle handle, String instance, RepositoryName repository, Digest digest) {
    return handle
        .createQuery(
            """
            SELECT bytes FROM signatures.foreign_blob
            WHERE instance = :instance AND repository = :repository AND digest = :digest LIMIT 1
            """)
        .bind("instance", instance)
        .bind("repository", repository.text())
        .bind("digest", digest.toString())
        .map((row, context) -> row.getBytes("bytes"))
        .findOne();
  }
}
