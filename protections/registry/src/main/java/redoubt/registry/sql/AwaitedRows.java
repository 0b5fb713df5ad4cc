package redoubt.registry.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.oci.Manifest;
import redoubt.oci.RepositoryName;
import redoubt.registry.manifests.Stored;
import redoubt.registry.upstream.Upstream;

/** Tables {@code registry.upstream_manifest} and {@code registry.upstream_blob}. */
public final class AwaitedRows {
  /** Most manifests of a tenant that wait for blobs. */
  public static final int MOST = 5_000;

  /** Most bytes of them. */
  public static final long MOST_BYTES = 64 << 20;

  private AwaitedRows() {}

  /** Keeps a manifest until its blobs are here, or too many others of the tenant came. */
  public static void await(
      Handle transaction,
      Upstream upstream,
      RepositoryName repository,
      Digest digest,
      Manifest manifest,
      Instant now) {
    int added =
        transaction
            .createUpdate(
                """
                INSERT INTO registry.upstream_manifest
                  (namespace, repository, digest, media_type, bytes, came_at)
                VALUES (:namespace, :repository, :digest, :type, :bytes, :now)
                ON CONFLICT DO NOTHING
                """)
            .bind("namespace", upstream.namespace())
            .bind("repository", repository.text())
            .bind("digest", digest.toString())
            .bind("type", manifest.mediaType())
            .bind("bytes", manifest.bytes())
            .bind("now", now)
            .execute();
    if (added == 0 || manifest.blobs().isEmpty()) {
      return;
    }
    makeRoom(transaction, upstream.namespace());
    PreparedBatch rows =
        transaction.prepareBatch(
            """
            INSERT INTO registry.upstream_blob (repository, manifest, digest, size)
            VALUES (:repository, :manifest, :digest, :size) ON CONFLICT DO NOTHING
            """);
    for (Descriptor blob : manifest.blobs()) {
      rows.bind("repository", repository.text())
          .bind("manifest", digest.toString())
          .bind("digest", blob.digest().toString())
          .bind("size", blob.size())
          .add();
    }
    rows.execute();
  }

  /** Those that nobody wanted for longest go. */
  private static void makeRoom(Handle transaction, String namespace) {
    String instance =
        transaction
            .createQuery("SELECT instance FROM registry.namespace WHERE name = :namespace")
            .bind("namespace", namespace)
            .mapTo(String.class)
            .one();
    // One after the other, so that no two wait for rows that the other one ends.
    int _ =
        transaction
            .createQuery(
                "SELECT 1 FROM pg_advisory_xact_lock(hashtextextended('registry.awaited ' ||"
                    + " :instance, 0))")
            .bind("instance", instance)
            .mapTo(Integer.class)
            .one();
    transaction
        .createUpdate(
            """
            DELETE FROM registry.upstream_manifest WHERE (repository, digest) IN (
              SELECT repository, digest FROM (
                SELECT m.repository, m.digest, row_number() OVER latest AS place,
                  sum(octet_length(m.bytes)) OVER latest AS bytes
                FROM registry.upstream_manifest m JOIN registry.namespace n ON n.name = m.namespace
                WHERE n.instance = :instance
                WINDOW latest AS (ORDER BY m.came_at DESC, m.repository, m.digest ROWS UNBOUNDED PRECEDING)) m
              WHERE place > :most OR bytes > :bytes)
            """)
        .bind("instance", instance)
        .bind("most", MOST)
        .bind("bytes", MOST_BYTES)
        .execute();
  }

  public static Optional<Stored> awaited(Handle handle, RepositoryName repository, Digest digest) {
    return handle
        .createQuery(
            """
            SELECT * FROM registry.upstream_manifest
            WHERE repository = :repository AND digest = :digest
            """)
        .bind("repository", repository.text())
        .bind("digest", digest.toString())
        .map((row, context) -> stored(row))
        .findOne();
  }

  /** Manifests all of whose blobs the repository serves by now, of those that name this one. */
  public static List<Stored> whole(Handle handle, RepositoryName repository, Digest blob) {
    return handle
        .createQuery(
            """
            SELECT m.* FROM registry.upstream_manifest m
            JOIN registry.upstream_blob b ON (b.repository, b.manifest) = (m.repository, m.digest)
            WHERE m.repository = :repository AND b.digest = :blob AND NOT EXISTS (
              SELECT FROM registry.upstream_blob o
              WHERE (o.repository, o.manifest) = (m.repository, m.digest) AND NOT EXISTS (
                SELECT FROM registry.link l JOIN registry.repository r ON r.id = l.repository
                WHERE r.name = :repository AND l.digest = o.digest))
            """)
        .bind("repository", repository.text())
        .bind("blob", blob.toString())
        .map((row, context) -> stored(row))
        .list();
  }

  public static void put(Handle transaction, RepositoryName repository, Digest digest) {
    transaction
        .createUpdate(
            """
            DELETE FROM registry.upstream_manifest
            WHERE repository = :repository AND digest = :digest
            """)
        .bind("repository", repository.text())
        .bind("digest", digest.toString())
        .execute();
  }

  /** Keeps a manifest that somebody still pulls; noted once an hour at most. */
  public static void wanted(
      Handle transaction, RepositoryName repository, Digest digest, Instant now) {
    transaction
        .createUpdate(
            """
            UPDATE registry.upstream_manifest SET came_at = :now
            WHERE repository = :repository AND digest = :digest AND came_at < :before
            """)
        .bind("now", now)
        .bind("before", now.minus(Duration.ofHours(1)))
        .bind("repository", repository.text())
        .bind("digest", digest.toString())
        .execute();
  }

  /**
   * A manifest that somebody began to pull, and a blob that it lacks.
   *
   * @param failures how often something that it lacks could not be fetched
   */
  public record Lacking(
      String tenant,
      String namespace,
      RepositoryName repository,
      Digest manifest,
      int failures,
      Descriptor blob) {}

  /**
   * What is missing of manifests of which some blob came, but none in the last minute or so: who
   * pulled had the others already. Tenants take turns, and so do the namespaces of each.
   */
  public static List<Lacking> lacking(Handle handle, Instant before, Instant now, int limit) {
    return handle
        .createQuery(
            """
            WITH missing AS (
              SELECT n.instance, m.namespace, m.repository, m.digest AS manifest, m.failures,
                b.digest, b.size,
                row_number() OVER (PARTITION BY m.namespace ORDER BY m.came_at, m.digest, b.size) AS turn
              FROM registry.upstream_manifest m
              JOIN registry.namespace n ON n.name = m.namespace
              JOIN registry.upstream_blob b ON (b.repository, b.manifest) = (m.repository, m.digest)
              JOIN registry.repository r ON r.name = m.repository
              WHERE m.came_at < :before AND m.rests_until <= :now
                AND NOT EXISTS (SELECT FROM registry.link l
                  WHERE l.repository = r.id AND l.digest = b.digest)
                AND EXISTS (SELECT FROM registry.upstream_blob o
                  JOIN registry.link l ON l.repository = r.id AND l.digest = o.digest
                  WHERE (o.repository, o.manifest) = (m.repository, m.digest))),
            turns AS (
              SELECT *, row_number() OVER (PARTITION BY instance ORDER BY turn, random()) AS place
              FROM missing)
            SELECT * FROM turns ORDER BY place, random() LIMIT :limit
            """)
        .bind("before", before)
        .bind("now", now)
        .bind("limit", limit)
        .map((row, context) ->
            new Lacking(
                row.getString("instance"),
                row.getString("namespace"),
                new RepositoryName(row.getString("repository")),
                Digest.parse(row.getString("manifest")),
                row.getInt("failures"),
                new Descriptor("", Digest.parse(row.getString("digest")), row.getLong("size"))))
        .list();
  }

  /** Leaves a manifest alone that lacks what could not be fetched. */
  public static void rest(Handle transaction, Lacking lacking, Instant until) {
    transaction
        .createUpdate(
            """
            UPDATE registry.upstream_manifest SET failures = failures + 1, rests_until = :until
            WHERE repository = :repository AND digest = :digest
            """)
        .bind("until", until)
        .bind("repository", lacking.repository().text())
        .bind("digest", lacking.manifest().toString())
        .execute();
  }

  /** How long a blob is, as a manifest says that waits for it. */
  public static OptionalLong size(Handle handle, RepositoryName repository, Digest blob) {
    return handle
        .createQuery(
            """
            SELECT size FROM registry.upstream_blob
            WHERE repository = :repository AND digest = :blob LIMIT 1
            """)
        .bind("repository", repository.text())
        .bind("blob", blob.toString())
        .mapTo(Long.class)
        .findOne()
        .map(OptionalLong::of)
        .orElseGet(OptionalLong::empty);
  }

  private static Stored stored(ResultSet row) throws SQLException {
    return new Stored(
        Digest.parse(row.getString("digest")), row.getString("media_type"), row.getBytes("bytes"));
  }
}
