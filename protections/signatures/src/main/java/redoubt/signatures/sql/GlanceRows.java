package redoubt.signatures.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import redoubt.oci.Digest;
import redoubt.oci.RepositoryName;
import redoubt.signatures.facts.Subject;
import redoubt.signatures.trust.Glance;

/** What was last said of many images, of table {@code signatures.verdict}. */
public final class GlanceRows {
  private GlanceRows() {}

  private static final String GLANCE =
      """
      SELECT v.repository, v.subject, v.trusted, v.said, v.signers, v.at,
        EXISTS (SELECT FROM signatures.fact f WHERE f.instance = v.instance AND f.repository = v.repository AND f.subject = v.subject
          AND f.attests IS NULL) AS signed,
        EXISTS (SELECT FROM signatures.due d WHERE d.instance = v.instance AND d.repository = v.repository AND d.subject = v.subject
          AND d.since > v.at) AS due
      FROM signatures.verdict v
      WHERE v.instance = :instance AND
      """;

  /** Of those images of the repository of which something was said. */
  public static List<Glance> of(
      Handle handle, String instance, RepositoryName repository, List<Digest> images) {
    return handle
        .createQuery(GLANCE + "v.repository = :repository AND v.subject = ANY (:images)")
        .bind("repository", repository.text())
        .bind("instance", instance)
        .bindArray("images", String.class, images.stream().map(Digest::toString).toList())
        .map((row, context) -> glance(row))
        .list();
  }

  /** An image of a repository. */
  public record Exact(RepositoryName repository, Digest digest) {}

  /** The same of many repositories. */
  public static Map<Exact, Glance> of(Handle handle, String instance, Collection<Exact> images) {
    return handle
        .createQuery(
            GLANCE
                + """
                (v.repository, v.subject) IN (
                  SELECT k.repository, k.subject
                  FROM unnest(:repositories, :subjects) AS k (repository, subject))
                """)
        .bind("instance", instance)
        .bindArray(
            "repositories",
            String.class,
            images.stream().map(one -> one.repository().text()).toList())
        .bindArray(
            "subjects", String.class, images.stream().map(one -> one.digest().toString()).toList())
        .map((row, context) ->
            Map.entry(
                new Exact(
                    new RepositoryName(row.getString("repository")),
                    Digest.parse(row.getString("subject"))),
                glance(row)))
        .collectToMap(Map.Entry::getKey, Map.Entry::getValue);
  }

  private static Glance glance(ResultSet row) throws SQLException {
    return new Glance(
        Digest.parse(row.getString("subject")),
        row.getBoolean("trusted"),
        row.getString("said"),
        new TreeSet<>(Arrays.asList((String[]) row.getArray("signers").getArray())),
        row.getBoolean("signed"),
        row.getBoolean("due"),
        row.getTimestamp("at").toInstant());
  }

  /** Images that are trusted, also because of what that signer signed; by repository and digest. */
  public static List<Subject> trustedBy(
      Handle handle, String instance, String namespace, String signer, int limit) {
    return handle
        .createQuery(
            """
            SELECT repository, subject FROM signatures.verdict
            WHERE instance = :instance AND namespace = :namespace AND trusted AND :signer = ANY (signers)
            ORDER BY repository, subject LIMIT :limit
            """)
        .bind("instance", instance)
        .bind("namespace", namespace)
        .bind("signer", signer)
        .bind("limit", limit)
        .map((row, context) ->
            new Subject(
                instance,
                namespace,
                new RepositoryName(row.getString("repository")),
                Digest.parse(row.getString("subject"))))
        .list();
  }
}
