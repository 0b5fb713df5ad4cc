package redoubt.signatures.sql;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jdbi.v3.core.Handle;
import redoubt.signatures.beside.PutSignature;
import redoubt.signatures.facts.Subject;

/** Table {@code signatures.openpgp}. */
public final class BesideRows {
  private BesideRows() {}

  /** Returns whether the name was free. */
  public static boolean insert(
      Handle transaction, Subject subject, PutSignature signature, Instant now, String by) {
    return transaction
            .createUpdate(
                """
                INSERT INTO signatures.openpgp (instance, namespace, repository, subject, name, content, put_at, put_by)
                VALUES (:instance, :namespace, :repository, :subject, :name, :content, :now, :by)
                ON CONFLICT (instance, repository, subject, name) DO NOTHING
                """)
            .bind("instance", subject.instance())
            .bind("namespace", subject.namespace())
            .bind("repository", subject.repository().text())
            .bind("subject", subject.digest().toString())
            .bind("name", signature.name())
            .bind("content", signature.content())
            .bind("now", now)
            .bind("by", by)
            .execute()
        == 1;
  }

  /** It is there, with the same content. */
  public static boolean has(Handle handle, Subject subject, PutSignature signature) {
    return of(handle, subject).stream()
        .filter(one -> one.name().equals(signature.name()))
        .anyMatch(one -> Arrays.equals(one.content(), signature.content()));
  }

  public static long count(Handle handle, Subject subject) {
    return handle
        .createQuery(
            """
            SELECT count(*) FROM signatures.openpgp
            WHERE repository = :repository AND subject = :subject AND instance = :instance
            """)
        .bind("repository", subject.repository().text())
        .bind("subject", subject.digest().toString())
        .bind("instance", subject.instance())
        .mapTo(Long.class)
        .one();
  }

  /** In the order they were put. */
  public static List<PutSignature> of(Handle handle, Subject subject) {
    return handle
        .createQuery(
            """
            SELECT name, content FROM signatures.openpgp
            WHERE repository = :repository AND subject = :subject AND instance = :instance
            ORDER BY put_at, name
            """)
        .bind("repository", subject.repository().text())
        .bind("subject", subject.digest().toString())
        .bind("instance", subject.instance())
        .map((row, context) -> new PutSignature(row.getString("name"), row.getBytes("content")))
        .list();
  }
}
