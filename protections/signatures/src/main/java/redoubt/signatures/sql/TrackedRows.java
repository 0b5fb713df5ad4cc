package redoubt.signatures.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import redoubt.oci.Digest;
import redoubt.oci.RepositoryName;
import redoubt.signatures.foreign.ForeignName;
import redoubt.signatures.foreign.Tracked;

/** Table {@code signatures.foreign_image}. */
public final class TrackedRows {
  private TrackedRows() {}

  /**
   * It is named by somebody; new, or under another namespace's rules, it is due at once. That it is
   * named is written down once an hour.
   */
  public static void name(
      Handle transaction, String instance, ForeignName.Image image, String namespace, Instant now) {
    transaction
        .createUpdate(
            """
            INSERT INTO signatures.foreign_image AS f
              (instance, image, repository, namespace, due_at, named_at)
            VALUES (:instance, :image, :repository, :namespace, :now, :now)
            ON CONFLICT (instance, image) DO UPDATE SET
              due_at = CASE f.namespace WHEN excluded.namespace THEN f.due_at ELSE excluded.due_at END,
              namespace = excluded.namespace, named_at = excluded.named_at
            WHERE f.namespace <> excluded.namespace
              OR f.named_at < CAST(excluded.named_at AS timestamptz) - interval '1 hour'
            """)
        .bind("instance", instance)
        .bind("image", image.text())
        .bind("repository", image.name().key().text())
        .bind("namespace", namespace)
        .bind("now", now)
        .execute();
  }

  /**
   * The one that is due longest, of the instance whose turn it is; nobody else takes it meanwhile.
   */
  public static Optional<Tracked> take(
      Handle transaction, String last, Instant now, Duration patience) {
    return transaction
        .createQuery(
            """
            UPDATE signatures.foreign_image t SET due_at = :until
            WHERE (t.instance, t.image) = (
              SELECT instance, image FROM signatures.foreign_image
              WHERE due_at <= :now ORDER BY (instance <= :last), instance, due_at
              LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING *
            """)
        .bind("until", now.plus(patience))
        .bind("now", now)
        .bind("last", last)
        .map((row, context) -> tracked(row))
        .findOne();
  }

  /** What came of asking. */
  public static void asked(
      Handle transaction, Tracked tracked, Digest digest, long copied, Instant now, Duration next) {
    transaction
        .createUpdate(
            """
            UPDATE signatures.foreign_image
            SET digest = :digest, copied = :copied, asked_at = :now, failures = 0, said = '', due_at = :due
            WHERE instance = :instance AND image = :image
            """)
        .bind("digest", digest.toString())
        .bind("copied", copied)
        .bind("now", now)
        .bind("due", now.plus(next))
        .bind("instance", tracked.instance())
        .bind("image", tracked.image().text())
        .execute();
  }

  /** It was asked in vain; what was known stays. */
  public static void failed(Handle transaction, Tracked tracked, String said, Instant due) {
    transaction
        .createUpdate(
            """
            UPDATE signatures.foreign_image
            SET failures = failures + 1, said = :said, due_at = :due
            WHERE instance = :instance AND image = :image
            """)
        .bind("said", said)
        .bind("due", due)
        .bind("instance", tracked.instance())
        .bind("image", tracked.image().text())
        .execute();
  }

  /** What it meant is not known any more. */
  public static void forgetDigest(Handle transaction, Tracked tracked) {
    transaction
        .createUpdate(
            """
            UPDATE signatures.foreign_image SET digest = NULL, copied = 0
            WHERE instance = :instance AND image = :image
            """)
        .bind("instance", tracked.instance())
        .bind("image", tracked.image().text())
        .execute();
  }

  /** It is not to be asked before. */
  public static void due(Handle transaction, Tracked tracked, Instant due) {
    transaction
        .createUpdate(
            """
            UPDATE signatures.foreign_image SET due_at = :due
            WHERE instance = :instance AND image = :image
            """)
        .bind("due", due)
        .bind("instance", tracked.instance())
        .bind("image", tracked.image().text())
        .execute();
  }

  /** Of an instance, by name. */
  public static List<Tracked> of(Handle handle, String instance) {
    return handle
        .createQuery(
            "SELECT * FROM signatures.foreign_image WHERE instance = :instance ORDER BY image")
        .bind("instance", instance)
        .map((row, context) -> tracked(row))
        .list();
  }

  /** Those of an instance that have one of these names, by it. */
  public static Map<String, Named> of(Handle handle, String instance, Collection<String> images) {
    return handle
        .createQuery(
            """
            SELECT * FROM signatures.foreign_image
            WHERE instance = :instance AND image = ANY (:images)
            """)
        .bind("instance", instance)
        .bindArray("images", String.class, List.copyOf(images))
        .map((row, context) -> named(row))
        .collectToMap(one -> one.tracked().image().text(), Function.identity());
  }

  /** That they are named. */
  public static void touch(
      Handle transaction, String instance, Collection<String> images, Instant now) {
    transaction
        .createUpdate(
            """
            UPDATE signatures.foreign_image SET named_at = :now
            WHERE instance = :instance AND image = ANY (:images)
            """)
        .bind("now", now)
        .bind("instance", instance)
        .bindArray("images", String.class, List.copyOf(images))
        .execute();
  }

  public static Optional<Tracked> find(Handle handle, String instance, ForeignName.Image image) {
    return handle
        .createQuery(
            "SELECT * FROM signatures.foreign_image WHERE instance = :instance AND image = :image")
        .bind("instance", instance)
        .bind("image", image.text())
        .map((row, context) -> tracked(row))
        .findOne();
  }

  /** One, and when it was last named. */
  public record Named(Tracked tracked, Instant namedAt) {}

  /** It as it is, until the transaction ends. */
  public static Optional<Named> lock(Handle transaction, String instance, ForeignName.Image image) {
    return transaction
        .createQuery(
            """
            SELECT * FROM signatures.foreign_image
            WHERE instance = :instance AND image = :image FOR UPDATE
            """)
        .bind("instance", instance)
        .bind("image", image.text())
        .map((row, context) -> named(row))
        .findOne();
  }

  /** How many are looked at, and how many bytes were copied of them. */
  public record Size(long images, long bytes) {}

  public static Size size(Handle handle, String instance) {
    return handle
        .createQuery(
            """
            SELECT count(*) AS images, coalesce(sum(copied), 0) AS bytes FROM signatures.foreign_image
            WHERE instance = :instance
            """)
        .bind("instance", instance)
        .map((row, context) -> new Size(row.getLong("images"), row.getLong("bytes")))
        .one();
  }

  /** Whether one of those that are looked at is that image. */
  public static boolean isMeant(
      Handle handle, String instance, RepositoryName repository, Digest digest) {
    return handle
        .createQuery(
            """
            SELECT EXISTS (SELECT FROM signatures.foreign_image
              WHERE instance = :instance AND repository = :repository AND digest = :digest)
            """)
        .bind("instance", instance)
        .bind("repository", repository.text())
        .bind("digest", digest.toString())
        .mapTo(Boolean.class)
        .one();
  }

  public static void remove(Handle transaction, Tracked tracked) {
    transaction
        .createUpdate(
            "DELETE FROM signatures.foreign_image WHERE instance = :instance AND image = :image")
        .bind("instance", tracked.instance())
        .bind("image", tracked.image().text())
        .execute();
  }

  /**
   * Those that nobody has named since then.
   *
   * @param never the same of those that were never found
   */
  public static List<Tracked> unnamed(Handle handle, Instant since, Instant never) {
    return handle
        .createQuery(
            """
            SELECT * FROM signatures.foreign_image
            WHERE named_at < :since OR (digest IS NULL AND named_at < :never) LIMIT 1000
            """)
        .bind("since", since)
        .bind("never", never)
        .map((row, context) -> tracked(row))
        .list();
  }

  private static Named named(ResultSet row) throws SQLException {
    return new Named(tracked(row), row.getTimestamp("named_at").toInstant());
  }

  private static Tracked tracked(ResultSet row) throws SQLException {
    return new Tracked(
        row.getString("instance"),
        ForeignName.parse(row.getString("image")).orElseThrow(),
        row.getString("namespace"),
        Optional.ofNullable(row.getString("digest")).map(Digest::parse),
        Optional.ofNullable(row.getTimestamp("asked_at")).map(Timestamp::toInstant),
        row.getInt("failures"),
        row.getString("said"));
  }
}
