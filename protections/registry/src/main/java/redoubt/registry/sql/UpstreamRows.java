package redoubt.registry.sql;

import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import redoubt.oci.Digest;
import redoubt.oci.RepositoryName;
import redoubt.oci.Tag;
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

  /** Manifests whose blobs nobody wanted, and tags that nobody asked for in a while. */
  public static void forget(Handle transaction, Instant manifests, Instant tags) {
    transaction
        .createUpdate("DELETE FROM registry.upstream_manifest WHERE came_at < :before")
        .bind("before", manifests)
        .execute();
    transaction
        .createUpdate("DELETE FROM registry.upstream_tag WHERE checked_at < :before")
        .bind("before", tags)
        .execute();
  }

  /** Forgets what a tag named that the other registry has no more. */
  public static void forget(Handle transaction, RepositoryName repository, Tag tag) {
    transaction
        .createUpdate(
            "DELETE FROM registry.upstream_tag WHERE repository = :repository AND tag = :tag")
        .bind("repository", repository.text())
        .bind("tag", tag.text())
        .execute();
  }

  /** Says that somebody fetches a blob; false when another one does. */
  public static boolean claim(
      Handle transaction,
      RepositoryName repository,
      Digest blob,
      UUID flight,
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
            .bind("server", flight)
            .bind("until", now.plus(time))
            .bind("now", now)
            .execute()
        == 1;
  }

  public static void release(
      Handle transaction, RepositoryName repository, Digest blob, UUID flight) {
    transaction
        .createUpdate(
            """
            DELETE FROM registry.upstream_fetch
            WHERE repository = :repository AND digest = :digest AND server = :server
            """)
        .bind("repository", repository.text())
        .bind("digest", blob.toString())
        .bind("server", flight)
        .execute();
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
