package redoubt.signatures.sql;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import redoubt.oci.Digest;
import redoubt.signatures.beside.PutSignature;
import redoubt.signatures.facts.Subject;

/** Table {@code signatures.openpgp}. */
public final class BesideRows {
  private static final String OF_IMAGE =
      " WHERE instance = :instance AND repository = :repository AND subject = :subject";

  private BesideRows() {}

  /** A signature without its content, and the digest of that. */
  public record Name(String text, Digest digest) {}

  public record Size(long count, long bytes) {}

  private static <T extends SqlStatement<T>> T bound(T statement, Subject subject) {
    return statement
        .bind("instance", subject.instance())
        .bind("repository", subject.repository().text())
        .bind("subject", subject.digest().toString());
  }

  /** Nobody else puts one into the namespace until the transaction ends. */
  public static void lock(Handle transaction, Subject subject) {
    transaction
        .createQuery(
            "SELECT 1 FROM pg_advisory_xact_lock(hashtextextended('signatures.beside ' ||"
                + " :namespace, 0))")
        .bind("namespace", subject.instance() + " " + subject.namespace())
        .mapTo(Integer.class)
        .one();
  }

  public static void insert(
      Handle transaction, Subject subject, PutSignature signature, Instant now, String by) {
    bound(
            transaction.createUpdate(
                """
                INSERT INTO signatures.openpgp (instance, namespace, repository, subject, name, content, put_at, put_by)
                VALUES (:instance, :namespace, :repository, :subject, :name, :content, :now, :by)
                """),
            subject)
        .bind("namespace", subject.namespace())
        .bind("name", signature.name())
        .bind("content", signature.content())
        .bind("now", now)
        .bind("by", by)
        .execute();
  }

  public static Optional<PutSignature> named(Handle handle, Subject subject, String name) {
    return bound(
            handle.createQuery(
                "SELECT name, content FROM signatures.openpgp" + OF_IMAGE + " AND name = :name"),
            subject)
        .bind("name", name)
        .map((row, context) -> new PutSignature(row.getString("name"), row.getBytes("content")))
        .findOne();
  }

  public static Size ofImage(Handle handle, Subject subject) {
    return bound(
            handle.createQuery(
                """
                SELECT count(*) AS count, coalesce(sum(octet_length(content)), 0) AS bytes
                FROM signatures.openpgp
                """
                    + OF_IMAGE),
            subject)
        .map((row, context) -> new Size(row.getLong("count"), row.getLong("bytes")))
        .one();
  }

  public static Size ofNamespace(Handle handle, Subject subject) {
    return handle
        .createQuery(
            """
            SELECT count(*) AS count, coalesce(sum(octet_length(content)), 0) AS bytes
            FROM signatures.openpgp WHERE instance = :instance AND namespace = :namespace
            """)
        .bind("instance", subject.instance())
        .bind("namespace", subject.namespace())
        .map((row, context) -> new Size(row.getLong("count"), row.getLong("bytes")))
        .one();
  }

  /** In the order they were put. */
  public static List<PutSignature> of(Handle handle, Subject subject) {
    return bound(
            handle.createQuery(
                "SELECT name, content FROM signatures.openpgp"
                    + OF_IMAGE
                    + " ORDER BY put_at, name"),
            subject)
        .map((row, context) -> new PutSignature(row.getString("name"), row.getBytes("content")))
        .list();
  }

  /** The same without their content. */
  public static List<Name> names(Handle handle, Subject subject) {
    return bound(
            handle.createQuery(
                "SELECT name, 'sha256:' || encode(sha256(content), 'hex') AS digest FROM"
                    + " signatures.openpgp"
                    + OF_IMAGE
                    + " ORDER BY put_at, name"),
            subject)
        .map((row, context) ->
            new Name(row.getString("name"), Digest.parse(row.getString("digest"))))
        .list();
  }

  /** The image is no more. */
  public static void gone(Handle transaction, Subject subject, Instant now) {
    bound(
            transaction.createUpdate(
                "UPDATE signatures.openpgp SET gone_at = :now" + OF_IMAGE + " AND gone_at IS NULL"),
            subject)
        .bind("now", now)
        .execute();
  }

  /** The image is there again. */
  public static void back(Handle transaction, Subject subject) {
    bound(
            transaction.createUpdate(
                "UPDATE signatures.openpgp SET gone_at = NULL"
                    + OF_IMAGE
                    + " AND gone_at IS NOT NULL"),
            subject)
        .execute();
  }

  public static int tidy(Handle transaction, Instant before) {
    return transaction
        .createUpdate("DELETE FROM signatures.openpgp WHERE gone_at < :before")
        .bind("before", before)
        .execute();
  }
}
