package redoubt.registry.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import redoubt.oci.RepositoryName;
import redoubt.registry.content.Place;
import redoubt.registry.push.Blob;
import redoubt.registry.push.Upload;

/** Table {@code registry.upload}. */
public final class UploadRows {
  /** Most uploads of one repository that were begun and have not ended. */
  public static final int MOST = 1_000;

  /** Whether the upload {@code u} comes in where the tenant or the namespace has a limit. */
  private static final String LIMITED =
      """
      EXISTS (
        SELECT FROM registry.repository r JOIN registry.namespace n ON n.name = r.namespace
        JOIN registry.usage l ON l.instance = n.instance AND l.namespace IN ('', n.name)
        WHERE r.id = u.repository AND l.most_bytes IS NOT NULL)
      """;

  /** Whether {@code :most} uploads to the repository of {@code u} are begun already. */
  private static final String CROWDED =
      """
      EXISTS (SELECT FROM registry.upload o WHERE o.repository = u.repository OFFSET :most - 1)
      """;

  private UploadRows() {}

  /**
   * Begins an upload to a repository that is there, where neither a limit nor {@link #MOST} have a
   * say; returns whether that was so. One statement, which may be repeated.
   */
  public static boolean insertFree(
      Handle handle, RepositoryName repository, UUID id, Place place, Instant now, String by) {
    return handle
            .createUpdate(
                """
                INSERT INTO registry.upload (id, repository, place, acknowledged, touched_at, created_by)
                SELECT :id, u.repository, :place, 0, :now, :by
                FROM (SELECT id AS repository FROM registry.repository WHERE name = :repository
                  FOR KEY SHARE) u
                WHERE NOT %s AND NOT %s
                ON CONFLICT (id) DO UPDATE SET touched_at = excluded.touched_at
                """
                    .formatted(LIMITED, CROWDED))
            .bind("id", id)
            .bind("repository", repository.text())
            .bind("place", place.text())
            .bind("now", now)
            .bind("by", by)
            .bind("most", MOST)
            .execute()
        == 1;
  }

  /**
   * An upload that was begun.
   *
   * @param limited whether {@link UsageRows#rooms} has something to say of it
   * @param crowded whether {@link #MOST} others were begun before it
   */
  public record Begun(long repository, boolean limited, boolean crowded) {}

  /** Begins an upload to a repository, which is made if it is not there. */
  public static Begun insert(
      Handle transaction, RepositoryName repository, UUID id, Place place, Instant now, String by) {
    long in = RepositoryRows.ensure(transaction, repository, now);
    return transaction
        .createQuery(
            """
            INSERT INTO registry.upload AS u (id, repository, place, acknowledged, touched_at, created_by)
            VALUES (:id, :repository, :place, 0, :now, :by)
            RETURNING u.repository, %s AS limited, %s AS crowded
            """
                .formatted(LIMITED, CROWDED))
        .bind("id", id)
        .bind("repository", in)
        .bind("place", place.text())
        .bind("now", now)
        .bind("by", by)
        .bind("most", MOST)
        .map((row, context) ->
            new Begun(
                row.getLong("repository"), row.getBoolean("limited"), row.getBoolean("crowded")))
        .one();
  }

  public static Optional<Upload> find(Handle handle, RepositoryName repository, UUID id) {
    return handle
        .createQuery(
            """
            SELECT u.* FROM registry.upload u JOIN registry.repository r ON r.id = u.repository
            WHERE u.id = :id AND r.name = :repository
            """)
        .bind("id", id)
        .bind("repository", repository.text())
        .map((row, context) -> upload(row))
        .findOne();
  }

  /**
   * An upload that was claimed.
   *
   * @param before as it was until then
   * @param limited whether {@link UsageRows#rooms} has something to say of it
   */
  public record Claimed(Upload before, boolean limited) {}

  /** Gives a writer the claim to an upload that nobody claims, or not any longer. */
  public static Optional<Claimed> claim(
      Handle transaction,
      RepositoryName repository,
      UUID id,
      UUID writer,
      Instant until,
      Instant now) {
    return claim(transaction, repository, id, writer, until, now, true);
  }

  /** The same where no limit has a say, with one statement, which may be repeated. */
  public static Optional<Upload> claimFree(
      Handle handle, RepositoryName repository, UUID id, UUID writer, Instant until, Instant now) {
    return claim(handle, repository, id, writer, until, now, false).map(Claimed::before);
  }

  private static Optional<Claimed> claim(
      Handle handle,
      RepositoryName repository,
      UUID id,
      UUID writer,
      Instant until,
      Instant now,
      boolean whereLimited) {
    return handle
        .createQuery(
            """
            WITH there AS (
              SELECT u.*, %s AS limited
              FROM registry.upload u JOIN registry.repository r ON r.id = u.repository
              WHERE u.id = :id AND r.name = :repository FOR UPDATE OF u)
            UPDATE registry.upload u SET writer = :writer, writer_until = :until, touched_at = :now
            FROM there
            WHERE u.id = there.id
              AND (there.writer_until IS NULL OR there.writer_until <= :now OR there.writer = :writer)
              AND (:whereLimited OR NOT there.limited)
            RETURNING there.*
            """
                .formatted(LIMITED))
        .bind("id", id)
        .bind("repository", repository.text())
        .bind("writer", writer)
        .bind("until", until)
        .bind("now", now)
        .bind("whereLimited", whereLimited)
        .map((row, context) -> new Claimed(upload(row), row.getBoolean("limited")))
        .findOne();
  }

  /** Notes how long the upload is to be when the piece that is announced has come. */
  public static void expect(Handle transaction, UUID id, long length) {
    transaction
        .createUpdate("UPDATE registry.upload SET expected = :length WHERE id = :id")
        .bind("length", length)
        .bind("id", id)
        .execute();
  }

  /**
   * Prolongs a claim, and notes how much is written by now; returns whether the writer still had
   * it.
   */
  public static boolean renew(
      Handle transaction, UUID id, UUID writer, long written, Instant until, Instant now) {
    return transaction
            .createUpdate(
                """
                UPDATE registry.upload SET writer_until = :until, written = greatest(written, :written),
                  touched_at = :now
                WHERE id = :id AND writer = :writer
                """)
            .bind("until", until)
            .bind("written", written)
            .bind("now", now)
            .bind("id", id)
            .bind("writer", writer)
            .execute()
        == 1;
  }

  /** Gives a claim back with what is there by now; nothing if the writer had lost it. */
  public static boolean release(
      Handle transaction, UUID id, UUID writer, long acknowledged, Instant now) {
    return transaction
            .createUpdate(
                """
                UPDATE registry.upload SET writer = NULL, writer_until = NULL, acknowledged = :acknowledged,
                  written = 0, expected = 0, touched_at = :now
                WHERE id = :id AND writer = :writer
                """)
            .bind("acknowledged", acknowledged)
            .bind("now", now)
            .bind("id", id)
            .bind("writer", writer)
            .execute()
        == 1;
  }

  /** Moves a claimed upload to another place. */
  public static boolean move(Handle transaction, UUID id, UUID writer, Place place) {
    return transaction
            .createUpdate(
                """
                UPDATE registry.upload SET place = :place, written = 0
                WHERE id = :id AND writer = :writer
                """)
            .bind("place", place.text())
            .bind("id", id)
            .bind("writer", writer)
            .execute()
        == 1;
  }

  /** Ends an upload that the writer has claimed; returns whether it had. */
  public static boolean end(Handle transaction, UUID id, UUID writer) {
    return transaction
            .createUpdate("DELETE FROM registry.upload WHERE id = :id AND writer = :writer")
            .bind("id", id)
            .bind("writer", writer)
            .execute()
        == 1;
  }

  /**
   * Ends an upload that the writer has claimed and serves what it is, if there is no such blob;
   * otherwise nothing is changed. Returns which. One statement, which may be repeated: a blob at
   * this place was made by it.
   */
  public static boolean endAsNew(Handle handle, UUID id, UUID writer, Blob blob, Instant now) {
    Optional<Blob.Checked> checked = blob.checked();
    return handle
        .createQuery(
            """
            WITH whole AS (
              SELECT id, repository FROM registry.upload WHERE id = :id AND writer = :writer FOR UPDATE),
            made AS (
              INSERT INTO registry.blob (digest, size, place, refs, idle_since, checked_at, stamp)
              SELECT :digest, :size, :place, 1, NULL, CAST(:checkedAt AS timestamptz), :stamp FROM whole
              ON CONFLICT (digest) DO NOTHING RETURNING digest),
            linked AS (
              INSERT INTO registry.link (repository, digest, uses, seen_at)
              SELECT whole.repository, made.digest, 0, :now FROM whole, made),
            ended AS (
              DELETE FROM registry.upload u USING whole, made WHERE u.id = whole.id)
            SELECT EXISTS (SELECT FROM made)
              OR EXISTS (SELECT FROM registry.blob WHERE digest = :digest AND place = :place)
            """)
        .bind("id", id)
        .bind("writer", writer)
        .bind("digest", blob.digest().toString())
        .bind("size", blob.size())
        .bind("place", blob.place().text())
        .bind("checkedAt", checked.map(Blob.Checked::at).orElse(null))
        .bind("stamp", checked.map(Blob.Checked::stamp).orElse(null))
        .bind("now", now)
        .mapTo(Boolean.class)
        .one();
  }

  private static Upload upload(ResultSet row) throws SQLException {
    return new Upload(
        row.getObject("id", UUID.class),
        row.getLong("repository"),
        new Place(row.getString("place")),
        row.getLong("acknowledged"),
        Optional.ofNullable(row.getTimestamp("writer_until")).map(java.sql.Timestamp::toInstant));
  }
}
