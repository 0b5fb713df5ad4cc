package redoubt.signatures.sql;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import redoubt.oci.Digest;
import redoubt.oci.RepositoryName;
import redoubt.signatures.facts.Subject;

/** Table {@code signatures.due}. */
public final class DueRows {
  private DueRows() {}

  /** Every image of a namespace of which something is known. */
  public static void addAll(Handle transaction, String instance, String namespace, Instant now) {
    transaction
        .createUpdate(
            """
            INSERT INTO signatures.due (repository, subject, instance, namespace, since)
            SELECT repository, subject, instance, namespace, :now FROM signatures.verdict
            WHERE instance = :instance AND namespace = :namespace
            ON CONFLICT (repository, subject) DO UPDATE SET since = excluded.since
            """)
        .bind("now", now)
        .bind("instance", instance)
        .bind("namespace", namespace)
        .execute();
  }

  /** Every image of a repository of which something is known. */
  public static void addRepository(
      Handle transaction, String instance, RepositoryName repository, Instant now) {
    transaction
        .createUpdate(
            """
            INSERT INTO signatures.due (repository, subject, instance, namespace, since)
            SELECT repository, subject, instance, namespace, :now FROM signatures.verdict
            WHERE instance = :instance AND repository = :repository
            ON CONFLICT (repository, subject) DO UPDATE SET since = excluded.since
            """)
        .bind("now", now)
        .bind("instance", instance)
        .bind("repository", repository.text())
        .execute();
  }

  public static void add(Handle transaction, Subject subject, Instant now) {
    transaction
        .createUpdate(
            """
            INSERT INTO signatures.due (repository, subject, instance, namespace, since)
            VALUES (:repository, :subject, :instance, :namespace, :now)
            ON CONFLICT (repository, subject) DO UPDATE SET since = excluded.since
            """)
        .bind("repository", subject.repository().text())
        .bind("subject", subject.digest().toString())
        .bind("instance", subject.instance())
        .bind("namespace", subject.namespace())
        .bind("now", now)
        .execute();
  }

  /** Images whose signatures have come to their end since they were last judged. */
  public static int addEnded(Handle transaction, Instant now) {
    return transaction
        .createUpdate(
            """
            INSERT INTO signatures.due (repository, subject, instance, namespace, since)
            SELECT DISTINCT v.repository, v.subject, v.instance, v.namespace, CAST(:now AS timestamptz)
            FROM signatures.fact f JOIN signatures.verdict v USING (repository, subject)
            WHERE f.good_until <= :now AND f.good_until > v.at
            ON CONFLICT (repository, subject) DO NOTHING
            """)
        .bind("now", now)
        .execute();
  }

  /** An image to be looked at, and until when nobody else takes it. */
  public record Due(Subject subject, Instant until) {}

  /** The one that waits longest; nobody else takes it before the patience is over. */
  public static Optional<Due> take(Handle transaction, Instant now, Duration patience) {
    Instant until = now.plus(patience).truncatedTo(ChronoUnit.MICROS);
    return transaction
        .createQuery(
            """
            UPDATE signatures.due d SET since = :until WHERE (d.repository, d.subject) = (
              SELECT repository, subject FROM signatures.due WHERE since <= :now
              ORDER BY since LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING *
            """)
        .bind("until", until)
        .bind("now", now)
        .map((row, context) ->
            new Due(
                new Subject(
                    row.getString("instance"),
                    new RepositoryName(row.getString("repository")),
                    Digest.parse(row.getString("subject"))),
                until))
        .findOne();
  }

  /** It was looked at; unless it has become due once more meanwhile. */
  public static void done(Handle transaction, Due due) {
    transaction
        .createUpdate(
            """
            DELETE FROM signatures.due
            WHERE repository = :repository AND subject = :subject AND since = :until
            """)
        .bind("repository", due.subject().repository().text())
        .bind("subject", due.subject().digest().toString())
        .bind("until", due.until())
        .execute();
  }
}
