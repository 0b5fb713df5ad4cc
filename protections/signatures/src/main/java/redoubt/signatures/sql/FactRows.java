package redoubt.signatures.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.SqlStatement;
import redoubt.oci.Digest;
import redoubt.signatures.Fact;
import redoubt.signatures.Format;
import redoubt.signatures.attestation.Attested;
import redoubt.signatures.facts.Looked;
import redoubt.signatures.facts.Subject;
import redoubt.signatures.gpg.SimpleSigning;

/** Tables {@code signatures.source} and {@code signatures.fact}. */
public final class FactRows {
  /** Facts of one image that are judged. */
  private static final int MOST_AUTHENTIC = 1000;

  /** Those of one signer in one format, of one type and under one name of the image. */
  private static final int MOST_OF_ONE = 100;

  /** Claims by which a signature calls the image. */
  private static final List<String> NAMES = List.of("gun", "tag", SimpleSigning.REFERENCE);

  /**
   * What is the same in all that is told of it, once; what was signed, before what else is told of
   * it, such as by other timestamps: whoever may push may add these without end. By turns, so that
   * each signer comes as often as every other one, of a signer each format and type, and of these
   * each name of the image; and the newest first.
   */
  private static final String AUTHENTIC =
      """
      WITH single AS (
        SELECT DISTINCT ON (f.signed, f.signer, f.format, f.attests, f.claims)
          f.*, s.since, CASE f.names WHEN '' THEN f.signer ELSE f.names END AS who
        FROM signatures.fact f JOIN signatures.source s USING (instance, repository, subject, source)
        WHERE f.instance = :instance AND f.repository = :repository AND f.subject = :subject AND f.authentic
        ORDER BY f.signed, f.signer, f.format, f.attests, f.claims, f.good_until DESC NULLS FIRST, s.since,
          f.source, f.place
      ), copied AS (
        SELECT *, row_number() OVER (
          PARTITION BY signed, signer, format, attests, called
          ORDER BY good_until DESC NULLS FIRST, since, source, place) AS copy
        FROM single
      ), of_name AS (
        SELECT *, row_number() OVER (
          PARTITION BY who, format, attests, called
          ORDER BY copy, good_until DESC NULLS FIRST, since DESC, source, place) AS nth
        FROM copied
      ), of_kind AS (
        SELECT *, row_number() OVER (
          PARTITION BY who, format, attests
          ORDER BY copy, nth, good_until DESC NULLS FIRST, since DESC, source, place) AS turn
        FROM of_name WHERE nth <= :mostOfOne
      ), of_signer AS (
        SELECT *, row_number() OVER (
          PARTITION BY who ORDER BY copy, turn, attests NULLS FIRST, format, source, place) AS rank
        FROM of_kind
      )
      SELECT * FROM of_signer ORDER BY (names = ''), copy, rank, source, place LIMIT :most
      """;

  /** Those that only explain why they are worth nothing. */
  private static final int MOST_OTHERS = 50;

  private FactRows() {}

  /** A fact, and which row it is. */
  public record Kept(Fact fact, String source, int place) {}

  /**
   * A source that was looked at, with the signers of which version, and whether it was worth it.
   */
  public record Source(long version, boolean authentic) {}

  /** What came of looking at a source, in place of what came of it before. */
  public static void put(
      Handle transaction, Subject subject, Looked looked, long version, Instant now) {
    Optional<Instant> before = since(transaction, subject, looked.source());
    boolean _ = remove(transaction, subject, looked.source());
    bound(
            transaction.createUpdate(
                """
                INSERT INTO signatures.source (instance, namespace, repository, subject, source, version, at, since)
                VALUES (:instance, :namespace, :repository, :subject, :source, :version, :now, :since)
                ON CONFLICT (instance, repository, subject, source)
                  DO UPDATE SET version = excluded.version, at = excluded.at, namespace = excluded.namespace
                """),
            subject)
        .bind("since", before.orElse(now))
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
            INSERT INTO signatures.fact (instance, repository, subject, source, place, format, evidence, signer,
              signed, called, names, authentic, attests, good_from, good_until, claims, checks, statement)
            VALUES (:instance, :repository, :subject, :source, :place, :format, :evidence, :signer,
              :signed, :called, :names, :authentic, :attests, :goodFrom, :goodUntil, :claims, :checks, :statement)
            """);
    int place = 0;
    for (Looked.One one : looked.facts()) {
      bound(batch, subject).bind("source", looked.source()).bind("place", place++);
      add(batch, one);
    }
    batch.execute();
  }

  private static void add(PreparedBatch batch, Looked.One one) {
    Attested attested = one.attested();
    Fact fact = attested.fact();
    batch
        .bind("format", fact.format())
        .bind("evidence", fact.evidence().toString())
        .bind("signer", FactJson.write(fact.signer()))
        .bind("signed", attested.signed().toString())
        .bind("called", called(fact))
        .bind("names", String.join(",", one.names()))
        .bind("authentic", fact.isAuthentic())
        .bind("attests", fact.attests().orElse(null))
        .bind("goodFrom", fact.goodFrom().orElse(null))
        .bind("goodUntil", fact.goodUntil().orElse(null))
        .bind("claims", SignerRows.json(new TreeMap<>(fact.claims())))
        .bind("checks", FactJson.write(fact.check()))
        .bind("statement", attested.statement().map(statement -> statement.json()).orElse(null))
        .add();
  }

  /** How it calls the image; empty if it does not. */
  private static String called(Fact fact) {
    return NAMES.stream()
        .flatMap(name -> Optional.ofNullable(fact.claims().get(name)).stream())
        .collect(Collectors.joining(" "));
  }

  /** When a source was looked at for the first time. */
  private static Optional<Instant> since(Handle transaction, Subject subject, String source) {
    return bound(
            transaction.createQuery(
                """
                SELECT since FROM signatures.source
                WHERE instance = :instance AND repository = :repository AND subject = :subject
                  AND source = :source
                """),
            subject)
        .bind("source", source)
        .map((row, context) -> row.getTimestamp("since").toInstant())
        .findOne();
  }

  private static <T extends SqlStatement<T>> T bound(T statement, Subject subject) {
    return statement
        .bind("instance", subject.instance())
        .bind("repository", subject.repository().text())
        .bind("subject", subject.digest().toString());
  }

  /** Forgets what came of a source; returns whether something had. */
  public static boolean remove(Handle transaction, Subject subject, String source) {
    return bound(
                transaction.createUpdate(
                    """
                    DELETE FROM signatures.source
                    WHERE instance = :instance AND repository = :repository AND subject = :subject
                      AND source = :source
                    """),
                subject)
            .bind("source", source)
            .execute()
        == 1;
  }

  /** Forgets an image; returns whether something was known of it. */
  public static boolean forget(Handle transaction, Subject subject) {
    int rows = 0;
    for (String table : List.of("source", "verdict")) {
      rows +=
          bound(
                  transaction.createUpdate(
                      "DELETE FROM signatures."
                          + table
                          + " WHERE instance = :instance AND repository = :repository AND subject ="
                          + " :subject"),
                  subject)
              .execute();
    }
    return rows > 0;
  }

  /** Sources that were looked at. */
  public static Map<String, Source> sources(Handle handle, Subject subject) {
    Map<String, Source> sources = new HashMap<>();
    bound(
            handle.createQuery(
                """
                SELECT source, CASE namespace WHEN :namespace THEN version ELSE -1 END AS version, EXISTS (
                  SELECT FROM signatures.fact f
                  WHERE (f.instance, f.repository, f.subject, f.source)
                    = (s.instance, s.repository, s.subject, s.source) AND f.names <> '') AS good
                FROM signatures.source s
                WHERE instance = :instance AND repository = :repository AND subject = :subject
                """),
            subject)
        .bind("namespace", subject.namespace())
        .map((row, context) ->
            sources.put(
                row.getString("source"),
                new Source(row.getLong("version"), row.getBoolean("good"))))
        .list();
    return sources;
  }

  /** Images that a source is about. */
  public static List<Digest> subjects(
      Handle handle, String instance, String repository, String source) {
    return handle
        .createQuery(
            """
            SELECT subject FROM signatures.source
            WHERE instance = :instance AND repository = :repository AND source = :source
            """)
        .bind("instance", instance)
        .bind("repository", repository)
        .bind("source", source)
        .map((row, context) -> Digest.parse(row.getString("subject")))
        .list();
  }

  /**
   * Facts about an image: what is authentic first, then some of the others, of each source in turn.
   * Of what is authentic, copies count once, and signers of the namespace come before all others
   * and by turns: who has much to show hides nobody else.
   */
  public static List<Kept> of(Handle handle, Subject subject) {
    return Stream.concat(authentic(handle, subject).stream(), others(handle, subject).stream())
        .toList();
  }

  private static List<Kept> authentic(Handle handle, Subject subject) {
    return bound(handle.createQuery(AUTHENTIC), subject)
        .bind("mostOfOne", MOST_OF_ONE)
        .bind("most", MOST_AUTHENTIC)
        .map((row, context) -> kept(row))
        .list();
  }

  private static List<Kept> others(Handle handle, Subject subject) {
    return bound(
            handle.createQuery(
                """
                SELECT * FROM signatures.fact
                WHERE instance = :instance AND repository = :repository AND subject = :subject
                  AND NOT authentic
                ORDER BY place, source LIMIT :most
                """),
            subject)
        .bind("most", MOST_OTHERS)
        .map((row, context) -> kept(row))
        .list();
  }

  /** What a fact attests, as it was signed. */
  public static Optional<byte[]> statement(Handle handle, Subject subject, Kept kept) {
    return bound(
            handle.createQuery(
                """
                SELECT statement FROM signatures.fact
                WHERE instance = :instance AND repository = :repository AND subject = :subject
                  AND source = :source AND place = :place AND authentic AND statement IS NOT NULL
                """),
            subject)
        .bind("source", kept.source())
        .bind("place", kept.place())
        .map((row, context) -> row.getBytes("statement"))
        .findOne();
  }

  private static Kept kept(ResultSet row) throws SQLException {
    return new Kept(
        new Fact(
            Digest.parse(row.getString("subject")),
            Format.valueOf(row.getString("format")),
            Digest.parse(row.getString("evidence")),
            FactJson.signer(row.getString("signer")),
            Optional.ofNullable(row.getString("attests")),
            Optional.ofNullable(row.getTimestamp("good_from")).map(Timestamp::toInstant),
            Optional.ofNullable(row.getTimestamp("good_until")).map(Timestamp::toInstant),
            SignerRows.texts(row.getString("claims")),
            FactJson.check(row.getString("checks"))),
        row.getString("source"),
        row.getInt("place"));
  }
}
