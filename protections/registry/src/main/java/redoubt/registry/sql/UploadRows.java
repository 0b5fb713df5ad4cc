package redoubt.registry.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import redoubt.registry.content.Place;
import redoubt.registry.push.Upload;

/** Table {@code registry.upload}. */
public final class UploadRows {
  private UploadRows() {}

  public static void insert(Handle transaction, Upload upload, Instant now, String by) {
    transaction
        .createUpdate(
            """
            INSERT INTO registry.upload (id, repository, place, acknowledged, touched_at, created_by)
            VALUES (:id, :repository, :place, :acknowledged, :now, :by)
            """)
        .bind("id", upload.id())
        .bind("repository", upload.repository())
        .bind("place", upload.place().text())
        .bind("acknowledged", upload.acknowledged())
        .bind("now", now)
        .bind("by", by)
        .execute();
  }

  public static Optional<Upload> find(Handle handle, long repository, UUID id) {
    return handle
        .createQuery("SELECT * FROM registry.upload WHERE id = :id AND repository = :repository")
        .bind("id", id)
        .bind("repository", repository)
        .map((row, context) -> upload(row))
        .findOne();
  }

  /** The same; nobody changes it until the transaction ends. */
  public static Optional<Upload> lock(Handle transaction, long repository, UUID id) {
    return transaction
        .createQuery(
            "SELECT * FROM registry.upload WHERE id = :id AND repository = :repository FOR UPDATE")
        .bind("id", id)
        .bind("repository", repository)
        .map((row, context) -> upload(row))
        .findOne();
  }

  /** Gives the claim of a locked upload to a writer. */
  public static void claim(Handle transaction, UUID id, UUID writer, Instant until, Instant now) {
    transaction
        .createUpdate(
            """
            UPDATE registry.upload SET writer = :writer, writer_until = :until, touched_at = :now WHERE id = :id
            """)
        .bind("writer", writer)
        .bind("until", until)
        .bind("now", now)
        .bind("id", id)
        .execute();
  }

  /** Notes how long the upload is to be when the piece that is announced has come. */
  public static void expect(Handle transaction, UUID id, long length) {
    transaction
        .createUpdate("UPDATE registry.upload SET expected = :length WHERE id = :id")
        .bind("length", length)
        .bind("id", id)
        .execute();
  }

  /** Prolongs a claim; returns whether the writer still had it. */
  public static boolean renew(
      Handle transaction, UUID id, UUID writer, Instant until, Instant now) {
    return transaction
            .createUpdate(
                """
                UPDATE registry.upload SET writer_until = :until, touched_at = :now
                WHERE id = :id AND writer = :writer
                """)
            .bind("until", until)
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
                  expected = 0, touched_at = :now
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
                "UPDATE registry.upload SET place = :place WHERE id = :id AND writer = :writer")
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

  private static Upload upload(ResultSet row) throws SQLException {
    return new Upload(
        row.getObject("id", UUID.class),
        row.getLong("repository"),
        new Place(row.getString("place")),
        row.getLong("acknowledged"),
        Optional.ofNullable(row.getTimestamp("writer_until")).map(java.sql.Timestamp::toInstant));
  }
}
