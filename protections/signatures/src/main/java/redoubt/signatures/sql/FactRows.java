package redoubt.signatures.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import redoubt.oci.Digest;
import redoubt.signatures.Fact;
import redoubt.signatures.Format;
import redoubt.signatures.attestation.Attested;
import redoubt.signatures.attestation.Statement;
import redoubt.signatures.facts.Looked;
import redoubt.signatures.facts.Subject;

/** Tables {@code signatures.source} and {@code signatures.fact}. */
public final class FactRows {
  /** Facts of one image that are judged. */
  private static final int MOST_AUTHENTIC = 1000;

  /** Those that only explain why they are worth nothing. */
  private static final int MOST_OTHERS = 50;

  private FactRows() {}

  /** What came of looking at a source, in place of what came of it before. */
  public static void put(
      Handle transaction, Subject subject, Looked looked, long version, Instant now) {
    remove(transaction, subject, looked.source());
    bound(
            transaction.createUpdate(
                """
                INSERT INTO signatures.source (instance, namespace, repository, subject, source, version, at)
                VALUES (:instance, :namespace, :repository, :subject, :source, :version, :now)
                ON CONFLICT (repository, subject, source) DO UPDATE SET version = excluded.version, at = excluded.at
                """),
            subject)
        .bind("instance", subject.instance())
        .bind("namespace", subject.namespace())
        .bind("source", looked.source())
        .bind("version", version)
        .bind("now", now)
        .execute();
    if (looked.facts().isEmpty()) {
      return;
    }
    PreparedBatch batch =
        transaction.prepareBatch(
            """
            INSERT INTO signatures.fact (repository, subject, source, place, format, evidence, signer, authentic,
              attests, good_until, claims, checks, statement)
            VALUES (:repository, :subject, :source, :place, :format, :evidence, :signer, :authentic,
              :attests, :goodUntil, :claims, :checks, :statement)
            ON CONFLICT (repository, subject, source, place) DO NOTHING
            """);
    int place = 0;
    for (Attested attested : looked.facts()) {
      Fact fact = attested.fact();
      bound(batch, subject)
          .bind("source", looked.source())
          .bind("place", place++)
          .bind("format", fact.format())
          .bind("evidence", fact.evidence().toString())
          .bind("signer", FactJson.write(fact.signer()))
          .bind("authentic", fact.isAuthentic())
          .bind("attests", fact.attests().orElse(null))
          .bind("goodUntil", fact.goodUntil().orElse(null))
          .bind("claims", SignerRows.json(fact.claims()))
          .bind("checks", FactJson.write(fact.check()))
          .bind("statement", attested.statement().map(StatementJson::write).orElse(null))
          .add();
    }
    batch.execute();
  }

  private static <T extends org.jdbi.v3.core.statement.SqlStatement<T>> T bound(
      T statement, Subject subject) {
    return statement
        .bind("repository", subject.repository().text())
        .bind("subject", subject.digest().toString());
  }

  /** Forgets what came of a source; returns whether something had. */
  public static boolean remove(Handle transaction, Subject subject, String source) {
    return bound(
                transaction.createUpdate(
                    """
                    DELETE FROM signatures.source
                    WHERE repository = :repository AND subject = :subject AND source = :source
                    """),
                subject)
            .bind("source", source)
            .execute()
        == 1;
  }

  /** Forgets an image; returns whether something was known of it. */
  public static boolean forget(Handle transaction, Subject subject) {
    int sources =
        bound(
                transaction.createUpdate(
                    "DELETE FROM signatures.source WHERE repository = :repository AND subject ="
                        + " :subject"),
                subject)
            .execute();
    int verdicts =
        bound(
                transaction.createUpdate(
                    "DELETE FROM signatures.verdict WHERE repository = :repository AND subject ="
                        + " :subject"),
                subject)
            .execute();
    return sources + verdicts > 0;
  }

  /** Sources that were looked at, and with the signers of which version. */
  public static Map<String, Long> sources(Handle handle, Subject subject) {
    Map<String, Long> versions = new HashMap<>();
    bound(
            handle.createQuery(
                """
                SELECT source, version FROM signatures.source
                WHERE repository = :repository AND subject = :subject
                """),
            subject)
        .map((row, context) -> versions.put(row.getString("source"), row.getLong("version")))
        .list();
    return versions;
  }

  /** Images that a source is about. */
  public static List<Digest> subjects(Handle handle, String repository, String source) {
    return handle
        .createQuery(
            "SELECT subject FROM signatures.source WHERE repository = :repository AND source ="
                + " :source")
        .bind("repository", repository)
        .bind("source", source)
        .map((row, context) -> Digest.parse(row.getString("subject")))
        .list();
  }

  /** Facts about an image: what is authentic first, then some of the others, by source. */
  public static List<Fact> of(Handle handle, Subject subject) {
    return Stream.concat(of(handle, subject, true).stream(), of(handle, subject, false).stream())
        .toList();
  }

  private static List<Fact> of(Handle handle, Subject subject, boolean authentic) {
    return bound(
            handle.createQuery(
                """
                SELECT f.* FROM signatures.fact f JOIN signatures.source s USING (repository, subject, source)
                WHERE f.repository = :repository AND f.subject = :subject AND s.instance = :instance
                  AND f.authentic = :authentic
                ORDER BY f.source, f.place LIMIT :most
                """),
            subject)
        .bind("instance", subject.instance())
        .bind("authentic", authentic)
        .bind("most", authentic ? MOST_AUTHENTIC : MOST_OTHERS)
        .map((row, context) -> fact(row))
        .list();
  }

  /** What an authentic fact attests: what this signer said, not what another did with the same. */
  public static Optional<Statement> statement(Handle handle, Subject subject, Fact fact) {
    return bound(
            handle.createQuery(
                """
                SELECT statement FROM signatures.fact
                WHERE repository = :repository AND subject = :subject AND evidence = :evidence
                  AND format = :format AND signer = :signer AND attests = :attests
                  AND authentic AND statement IS NOT NULL LIMIT 1
                """),
            subject)
        .bind("evidence", fact.evidence().toString())
        .bind("format", fact.format())
        .bind("signer", FactJson.write(fact.signer()))
        .bind("attests", fact.attests().orElse(""))
        .mapTo(String.class)
        .findOne()
        .flatMap(json -> StatementJson.read(json, subject.digest()));
  }

  private static Fact fact(ResultSet row) throws SQLException {
    return new Fact(
        Digest.parse(row.getString("subject")),
        Format.valueOf(row.getString("format")),
        Digest.parse(row.getString("evidence")),
        FactJson.signer(row.getString("signer")),
        Optional.ofNullable(row.getString("attests")),
        Optional.ofNullable(row.getTimestamp("good_until")).map(at -> at.toInstant()),
        SignerRows.texts(row.getString("claims")),
        FactJson.check(row.getString("checks")));
  }
}
