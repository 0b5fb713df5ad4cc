package redoubt.registry.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import redoubt.oci.Digest;
import redoubt.oci.RepositoryName;
import redoubt.registry.content.Place;
import redoubt.registry.push.Blob;

/** What repositories may serve: tables {@code registry.link} and {@code registry.blob}, read. */
public final class ServedRows {
  private ServedRows() {}

  /**
   * A blob of a repository.
   *
   * @param seen when somebody was told last that it is here
   */
  public record Served(Blob blob, Instant seen) {}

  public static Optional<Served> find(Handle handle, RepositoryName repository, Digest digest) {
    return find(
        handle
            .createQuery(
                """
                SELECT b.size, b.place, b.checked_at, b.stamp, l.seen_at
                FROM registry.repository r JOIN registry.link l ON l.repository = r.id
                JOIN registry.blob b ON b.digest = l.digest
                WHERE r.name = :repository AND l.digest = :digest AND l.shown
                """)
            .bind("repository", repository.text()),
        digest);
  }

  /** The same of a repository whose id is known. */
  public static Optional<Blob> find(Handle handle, long repository, Digest digest) {
    return find(
            handle
                .createQuery(
                    """
                    SELECT b.size, b.place, b.checked_at, b.stamp, l.seen_at
                    FROM registry.link l JOIN registry.blob b USING (digest)
                    WHERE l.repository = :repository AND l.digest = :digest AND l.shown
                    """)
                .bind("repository", repository),
            digest)
        .map(Served::blob);
  }

  private static Optional<Served> find(Query query, Digest digest) {
    return query
        .bind("digest", digest.toString())
        .map((row, context) -> served(row, digest))
        .findOne();
  }

  private static Served served(ResultSet row, Digest digest) throws SQLException {
    java.sql.Timestamp checked = row.getTimestamp("checked_at");
    return new Served(
        new Blob(
            digest,
            row.getLong("size"),
            new Place(row.getString("place")),
            checked == null
                ? Optional.empty()
                : Optional.of(new Blob.Checked(row.getString("stamp"), checked.toInstant()))),
        row.getTimestamp("seen_at").toInstant());
  }

  /**
   * Notes that somebody was told that the blob is here, so that it stays for the manifest that is
   * to name it. Returns whether it still is.
   */
  public static boolean seen(
      Handle transaction, RepositoryName repository, Digest digest, Instant now) {
    return transaction
            .createUpdate(
                """
                UPDATE registry.link l SET seen_at = :now FROM registry.repository r
                WHERE r.id = l.repository AND r.name = :repository AND l.digest = :digest AND l.shown
                """)
            .bind("now", now)
            .bind("repository", repository.text())
            .bind("digest", digest.toString())
            .execute()
        == 1;
  }
}
