package redoubt.registry.sql;

import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.oci.Manifest;
import redoubt.oci.RepositoryName;
import redoubt.oci.Tag;
import redoubt.registry.manifests.Stored;
import redoubt.registry.upstream.Upstream;

/** Tables {@code registry.upstream} and those that begin so. */
public final class UpstreamRows {
  private UpstreamRows() {}

  /** What a tag named, and when that was asked. */
  public record Seen(Digest digest, Instant at) {}

  public static Optional<Upstream> find(Handle handle, String namespace) {
    return handle
        .createQuery("SELECT * FROM registry.upstream WHERE namespace = :namespace")
        .bind("namespace", namespace)
        .map((row, context) -> upstream(row))
        .findOne();
  }

  public static void insert(Handle transaction, Upstream upstream) {
    transaction
        .createUpdate(
            """
            INSERT INTO registry.upstream (namespace, id, url, login, set_at, set_by)
            VALUES (:namespace, :id, :url, :login, :at, :by)
            """)
        .bind("namespace", upstream.namespace())
        .bind("id", upstream.id())
        .bind("url", upstream.url().toString())
        .bind("login", upstream.login())
        .bind("at", upstream.setAt())
        .bind("by", upstream.setBy())
        .execute();
  }

  public static void delete(Handle transaction, String namespace) {
    transaction
        .createUpdate("DELETE FROM registry.upstream WHERE namespace = :namespace")
        .bind("namespace", namespace)
        .execute();
  }

  public static Optional<Seen> seen(Handle handle, RepositoryName repository, Tag tag) {
    return handle
        .createQuery(
            """
            SELECT digest, checked_at FROM registry.upstream_tag
            WHERE repository = :repository AND tag = :tag
            """)
        .bind("repository", repository.text())
        .bind("tag", tag.text())
        .map((row, context) ->
            new Seen(
                Digest.parse(row.getString("digest")), row.getTimestamp("checked_at").toInstant()))
        .findOne();
  }

  public static void see(
      Handle transaction,
      Upstream upstream,
      RepositoryName repository,
      Tag tag,
      Digest digest,
      Instant now) {
    transaction
        .createUpdate(
            """
            INSERT INTO registry.upstream_tag (namespace, repository, tag, digest, checked_at)
            VALUES (:namespace, :repository, :tag, :digest, :now)
            ON CONFLICT (repository, tag) DO UPDATE SET digest = :digest, checked_at = :now
            """)
        .bind("namespace", upstream.namespace())
        .bind("repository", repository.text())
        .bind("tag", tag.text())
        .bind("digest", digest.toString())
        .bind("now", now)
        .execute();
  }

  /** Tags that named a manifest when they were asked last. */
  public static List<Tag> tagsOf(Handle handle, RepositoryName repository, Digest digest) {
    return handle
        .createQuery(
            """
            SELECT tag FROM registry.upstream_tag
            WHERE repository = :repository AND digest = :digest ORDER BY tag
            """)
        .bind("repository", repository.text())
        .bind("digest", digest.toString())
        .map((row, context) -> new Tag(row.getString("tag")))
        .list();
  }

  /** Keeps a manifest until its blobs are here. */
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

  /** Manifests whose blobs nobody wanted. */
  public static int forget(Handle transaction, Instant before) {
    return transaction
        .createUpdate("DELETE FROM registry.upstream_manifest WHERE came_at < :before")
        .bind("before", before)
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

  /** Says that a server fetches a blob; false when another one does. */
  public static boolean claim(
      Handle transaction,
      RepositoryName repository,
      Digest blob,
      UUID server,
      Instant now,
      Duration time) {
    return transaction
            .createUpdate(
                """
                INSERT INTO registry.upstream_fetch AS f (repository, digest, server, until)
                VALUES (:repository, :digest, :server, :until)
                ON CONFLICT (repository, digest) DO UPDATE SET server = :server, until = :until
                WHERE f.until < :now OR f.server = :server
                """)
            .bind("repository", repository.text())
            .bind("digest", blob.toString())
            .bind("server", server)
            .bind("until", now.plus(time))
            .bind("now", now)
            .execute()
        == 1;
  }

  public static void release(
      Handle transaction, RepositoryName repository, Digest blob, UUID server) {
    transaction
        .createUpdate(
            """
            DELETE FROM registry.upstream_fetch
            WHERE repository = :repository AND digest = :digest AND server = :server
            """)
        .bind("repository", repository.text())
        .bind("digest", blob.toString())
        .bind("server", server)
        .execute();
  }

  private static Stored stored(ResultSet row) throws SQLException {
    return new Stored(
        Digest.parse(row.getString("digest")), row.getString("media_type"), row.getBytes("bytes"));
  }

  private static Upstream upstream(ResultSet row) throws SQLException {
    return new Upstream(
        row.getString("namespace"),
        row.getObject("id", UUID.class),
        URI.create(row.getString("url")),
        row.getBoolean("login"),
        row.getTimestamp("set_at").toInstant(),
        row.getString("set_by"));
  }
}
