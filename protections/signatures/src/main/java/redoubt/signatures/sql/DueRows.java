package redoubt.signatures.sql;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import redoubt.oci.Digest;
import redoubt.oci.RepositoryName;
import redoubt.signatures.facts.Subject;

/** Table {@code signatures.due}. Rows are written in one order, so that no two wait for another. */
public final class DueRows {
  private static final String TAKE =
      """
      UPDATE signatures.due d SET since = :until WHERE (d.instance, d.repository, d.subject) = (
        SELECT instance, repository, subject FROM signatures.due
        WHERE %s LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING *
      """;

  private DueRows() {}

  /** Every image of a namespace of which something is known. */
  public static void addAll(Handle transaction, String instance, String namespace, Instant now) {
    transaction
        .createUpdate(
            """
            INSERT INTO signatures.due (instance, namespace, repository, subject, since)
            SELECT instance, namespace, repository, subject, :now FROM signatures.verdict
            WHERE instance = :instance AND namespace = :namespace
            ORDER BY instance, repository, subject
            ON CONFLICT (instance, repository, subject) DO UPDATE SET since = excluded.since
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
            INSERT INTO signatures.due (instance, namespace, repository, subject, since)
            SELECT instance, namespace, repository, subject, :now FROM signatures.verdict
            WHERE instance = :instance AND repository = :repository
            ORDER BY instance, repository, subject
            ON CONFLICT (instance, repository, subject) DO UPDATE SET since = excluded.since
            """)
        .bind("now", now)
        .bind("instance", instance)
        .bind("repository", repository.text())
        .execute();
  }

  /** It is to be looked at by then. */
  public static void add(Handle transaction, Subject subject, Instant now) {
    add(transaction, subject, now, now);
  }

  /**
   * It is to be looked at once more at some time; what was to be looked at before now stays so.
   *
   * @param at after now
   */
  public static void addLater(Handle transaction, Subject subject, Instant now, Instant at) {
    add(transaction, subject, at, now);
  }

  private static void add(Handle transaction, Subject subject, Instant at, Instant now) {
    transaction
        .createUpdate(
            """
            INSERT INTO signatures.due (instance, namespace, repository, subject, since)
            VALUES (:instance, :namespace, :repository, :subject, :at)
            ON CONFLICT (instance, repository, subject) DO UPDATE SET
              since = CASE WHEN due.since <= :now THEN least(due.since, excluded.since)
                ELSE excluded.since END,
              namespace = excluded.namespace
            """)
        .bind("repository", subject.repository().text())
        .bind("subject", subject.digest().toString())
        .bind("instance", subject.instance())
        .bind("namespace", subject.namespace())
        .bind("at", at)
        .bind("now", now)
        .execute();
  }

  /**
   * Images some of whose signatures have begun or come to their end since they were last judged.
   * Those of signed collections are looked at so much earlier, since they may have a later end.
   */
  public static int addEnded(Handle transaction, Instant now, Duration earlier) {
    return transaction
        .createUpdate(
            """
            INSERT INTO signatures.due (instance, namespace, repository, subject, since)
            SELECT DISTINCT v.instance, v.namespace, v.repository, v.subject, CAST(:now AS timestamptz)
            FROM signatures.verdict v JOIN (
              SELECT instance, repository, subject, good_until AS at FROM signatures.fact
              WHERE good_until <= :now
              UNION ALL
              SELECT instance, repository, subject, good_from FROM signatures.fact
              WHERE good_from <= :now
              UNION ALL
              SELECT instance, repository, subject, good_until - :earlier * interval '1 second'
              FROM signatures.fact
              WHERE format = 'NOTARY_V1' AND good_until <= CAST(:near AS timestamptz)
            ) f USING (instance, repository, subject)
            WHERE f.at > v.at
            ORDER BY v.instance, v.repository, v.subject
            ON CONFLICT (instance, repository, subject) DO NOTHING
            """)
        .bind("now", now)
        .bind("near", now.plus(earlier))
        .bind("earlier", earlier.toSeconds())
        .execute();
  }

  /** Instances with images that are due; whose waits longest is the first. */
  public static List<String> instances(Handle handle, Instant now) {
    return handle
        .createQuery(
            """
            SELECT instance FROM signatures.due WHERE since <= :now
            GROUP BY instance ORDER BY min(since), instance
            """)
        .bind("now", now)
        .mapTo(String.class)
        .list();
  }

  /** An image to be looked at, and until when nobody else takes it. */
  public record Due(Subject subject, Instant until) {}

  /**
   * The one of an instance that waits longest; nobody else takes it before the patience is over.
   */
  public static Optional<Due> take(
      Handle transaction, String instance, Instant now, Duration patience) {
    return take(
        transaction
            .createQuery(TAKE.formatted("since <= :now AND instance = :instance ORDER BY since"))
            .bind("instance", instance),
        now,
        patience);
  }

  /** The same of one repository alone. */
  public static Optional<Due> take(
      Handle transaction,
      String instance,
      RepositoryName repository,
      Instant now,
      Duration patience) {
    return take(
        transaction
            .createQuery(
                TAKE.formatted(
                    "since <= :now AND instance = :instance AND repository = :repository"
                        + " ORDER BY since"))
            .bind("instance", instance)
            .bind("repository", repository.text()),
        now,
        patience);
  }

  /** The same of one image, if it is due. */
  public static Optional<Due> take(
      Handle transaction, Subject subject, Instant now, Duration patience) {
    return take(
        transaction
            .createQuery(
                TAKE.formatted(
                    "since <= :now AND instance = :instance AND repository = :repository"
                        + " AND subject = :subject"))
            .bind("instance", subject.instance())
            .bind("repository", subject.repository().text())
            .bind("subject", subject.digest().toString()),
        now,
        patience);
  }

  /** Whether an image is to be looked at by then. */
  public static boolean isDue(Handle handle, Subject subject, Instant by) {
    return handle
        .createQuery(
            """
            SELECT EXISTS (SELECT FROM signatures.due
            WHERE instance = :instance AND repository = :repository AND subject = :subject
              AND since <= :by)
            """)
        .bind("instance", subject.instance())
        .bind("repository", subject.repository().text())
        .bind("subject", subject.digest().toString())
        .bind("by", by)
        .mapTo(Boolean.class)
        .one();
  }

  private static Optional<Due> take(Query query, Instant now, Duration patience) {
    Instant until = now.plus(patience).truncatedTo(ChronoUnit.MICROS);
    return query
        .bind("until", until)
        .bind("now", now)
        .map((row, context) ->
            new Due(
                new Subject(
                    row.getString("instance"),
                    row.getString("namespace"),
                    new RepositoryName(row.getString("repository")),
                    Digest.parse(row.getString("subject"))),
                until))
        .findOne();
  }

  /** It is not to be looked at any more. */
  public static void forget(Handle transaction, Subject subject) {
    transaction
        .createUpdate(
            """
            DELETE FROM signatures.due
            WHERE instance = :instance AND repository = :repository AND subject = :subject
            """)
        .bind("instance", subject.instance())
        .bind("repository", subject.repository().text())
        .bind("subject", subject.digest().toString())
        .execute();
  }

  /** It was looked at; unless it has become due once more meanwhile. */
  public static void done(Handle transaction, Due due) {
    transaction
        .createUpdate(
            """
            DELETE FROM signatures.due
            WHERE instance = :instance AND repository = :repository AND subject = :subject
              AND since = :until
            """)
        .bind("instance", due.subject().instance())
        .bind("repository", due.subject().repository().text())
        .bind("subject", due.subject().digest().toString())
        .bind("until", due.until())
        .execute();
  }
}
