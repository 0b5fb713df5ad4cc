package redoubt.signatures.sql;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import redoubt.signatures.facts.Subject;
import redoubt.signatures.trust.Verdict;

/** Table {@code signatures.verdict}. */
public final class VerdictRows {
  /** What was said of an image. */
  public record Last(boolean trusted, Set<String> signers) {}

  private VerdictRows() {}

  /** What was last said; nobody says anything else until the transaction ends. */
  public static Optional<Last> lock(Handle transaction, Subject subject) {
    return transaction
        .createQuery(
            """
            SELECT trusted, signers FROM signatures.verdict
            WHERE instance = :instance AND repository = :repository AND subject = :subject FOR UPDATE
            """)
        .bind("instance", subject.instance())
        .bind("repository", subject.repository().text())
        .bind("subject", subject.digest().toString())
        .map((row, context) ->
            new Last(
                row.getBoolean("trusted"), Set.of((String[]) row.getArray("signers").getArray())))
        .findOne();
  }

  public static void put(Handle transaction, Subject subject, Verdict verdict, Instant now) {
    transaction
        .createUpdate(
            """
            INSERT INTO signatures.verdict (instance, namespace, repository, subject, trusted, said, signers, at)
            VALUES (:instance, :namespace, :repository, :subject, :trusted, :said, :signers, :now)
            ON CONFLICT (instance, repository, subject) DO UPDATE SET
              namespace = excluded.namespace, trusted = excluded.trusted, said = excluded.said,
              signers = excluded.signers, at = excluded.at
            """)
        .bind("repository", subject.repository().text())
        .bind("subject", subject.digest().toString())
        .bind("instance", subject.instance())
        .bind("namespace", subject.namespace())
        .bind("trusted", verdict.trusted())
        .bind("said", verdict.said())
        .bindArray("signers", String.class, List.copyOf(verdict.signers()))
        .bind("now", now)
        .execute();
  }
}
