package redoubt.registry.sql;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import redoubt.oci.Digest;
import redoubt.oci.RepositoryName;
import redoubt.registry.access.ReadRights;
import redoubt.registry.life.Image;

/** What lists of images show, of all tables of manifests. */
public final class ImageRows {
  /** Which tags an image has to have. */
  public enum Tagged {
    /** None. */
    NO_MATTER,
    /** One that is not among {@link SignatureTags}. */
    AS_IMAGE,
    /** Any. */
    ANYHOW
  }

  /**
   * Which images are asked for.
   *
   * @param trash those in the trash, or of which a tag is there, rather than the others
   * @param reader only what they may read
   * @param after repository and digest, joined by {@code @}, of the last image that was seen
   */
  public record Wanted(
      ReadRights reader,
      Optional<String> namespace,
      Optional<String> repository,
      Optional<String> digest,
      boolean trash,
      Tagged tagged,
      String after,
      int limit) {}

  /** An image of which it is not known yet when it was made. */
  @SuppressWarnings("ArrayRecordComponent") // Read at once.
  public record Undated(Digest digest, String mediaType, byte[] bytes) {}

  private static final String IMAGE =
      """
      SELECT r.name, m.digest, m.media_type, m.artifact_type, m.image_created, m.pushed_at,
        greatest(m.pushed_at, m.seen_at) AS wanted_at, m.pushed_by,
        m.size + coalesce((SELECT sum(b.size) FROM registry.edge_blob e JOIN registry.blob b USING (digest)
          WHERE e.repository = m.repository AND e.manifest = m.digest), 0) AS whole,
        ARRAY(SELECT t.name FROM %s t WHERE t.repository = m.repository AND t.digest = m.digest ORDER BY t.name)
          AS tags,
        %s AS deleted
      FROM registry.manifest m JOIN registry.repository r ON r.id = m.repository
        JOIN registry.namespace n ON n.name = r.namespace
      """;

  private static final String LIVE = IMAGE.formatted("registry.tag", "m.deleted_at");

  private static final String IN_TRASH =
      IMAGE.formatted(
          "registry.trash_tag",
          """
          coalesce(m.deleted_at, (SELECT max(t.deleted_at) FROM registry.trash_tag t
            WHERE t.repository = m.repository AND t.digest = m.digest))
          """);

  private ImageRows() {}

  /**
   * By repository and digest. It costs what is listed and the instance's namespaces, not what
   * others have: names of a namespace's repositories lie between its own with a slash, and its own
   * with the character after it.
   */
  public static List<Image> list(Handle handle, Wanted wanted) {
    int at = wanted.after().lastIndexOf('@');
    ReadRights rights = wanted.reader();
    String state =
        wanted.trash()
            ? """
            (m.deleted_at IS NOT NULL OR EXISTS (SELECT FROM registry.trash_tag t
              WHERE t.repository = m.repository AND t.digest = m.digest))
            """
            : "m.deleted_at IS NULL AND " + tagged(wanted.tagged());
    return handle
        .createQuery(
            """
            WITH page AS MATERIALIZED (
              SELECT p.* FROM registry.namespace o CROSS JOIN LATERAL (
                SELECT r.name, m.repository, m.digest
                FROM registry.repository r JOIN registry.manifest m ON m.repository = r.id
                WHERE r.name >= greatest((o.name || '/') COLLATE "C", :afterName, coalesce(CAST(:repository AS text), ''))
                  AND r.name <= coalesce(CAST(:repository AS text), o.name || '0') COLLATE "C"
                  AND (:whole OR o.name = ANY (:namespaces) OR r.name = ANY (:repositories))
                  AND (CAST(:digest AS text) IS NULL OR m.digest = :digest)
                  AND (r.name, m.digest) > (:afterName COLLATE "C", :afterDigest)
                  AND r.namespace = o.name AND %s
                ORDER BY r.name, m.digest LIMIT :limit) p
              WHERE o.instance = :instance AND (CAST(:namespace AS text) IS NULL OR o.name = :namespace)
              ORDER BY p.name, p.digest LIMIT :limit)
            """
                    .formatted(state)
                + (wanted.trash() ? IN_TRASH : LIVE)
                + """
                JOIN page p ON p.repository = m.repository AND p.digest = m.digest
                ORDER BY r.name, m.digest
                """)
        .bind("instance", rights.instance())
        .bind("whole", rights.whole())
        .bindArray("namespaces", String.class, rights.namespaces())
        .bindArray("repositories", String.class, rights.repositories())
        .bind("namespace", wanted.namespace().orElse(null))
        .bind("repository", wanted.repository().orElse(null))
        .bind("digest", wanted.digest().orElse(null))
        .bind("afterName", at < 0 ? wanted.after() : wanted.after().substring(0, at))
        .bind("afterDigest", at < 0 ? "" : wanted.after().substring(at + 1))
        .bind("limit", wanted.limit())
        .map((row, context) -> image(row))
        .list();
  }

  private static String tagged(Tagged tagged) {
    return switch (tagged) {
      case NO_MATTER -> "true";
      case AS_IMAGE -> hasTag(SignatureTags.none("t.name"));
      case ANYHOW -> hasTag("true");
    };
  }

  private static String hasTag(String condition) {
    return """
    EXISTS (SELECT FROM registry.tag t
      WHERE t.repository = m.repository AND t.digest = m.digest AND %s)
    """
        .formatted(condition);
  }

  /** All that can be pulled from a repository. */
  public static List<Image> of(Handle handle, long repository) {
    return handle
        .createQuery(LIVE + " WHERE m.repository = :repository AND m.deleted_at IS NULL")
        .bind("repository", repository)
        .map((row, context) -> image(row))
        .list();
  }

  /** Manifests that lists in the repository name. */
  public static Set<Digest> listed(Handle handle, long repository) {
    return handle
        .createQuery(
            """
            SELECT DISTINCT e.child FROM registry.edge_manifest e
            JOIN registry.manifest m ON m.repository = e.repository AND m.digest = e.manifest
            WHERE e.repository = :repository AND m.deleted_at IS NULL
            """)
        .bind("repository", repository)
        .mapTo(String.class)
        .stream()
        .map(Digest::parse)
        .collect(Collectors.toSet());
  }

  /** Manifests about other ones, such as signatures. */
  public static Set<Digest> referrers(Handle handle, long repository) {
    return handle
        .createQuery(
            """
            SELECT digest FROM registry.manifest
            WHERE repository = :repository AND subject IS NOT NULL AND deleted_at IS NULL
            """)
        .bind("repository", repository)
        .mapTo(String.class)
        .stream()
        .map(Digest::parse)
        .collect(Collectors.toSet());
  }

  /** Images that can be pulled and of which nobody has read yet when they were made. */
  public static List<Undated> undated(Handle handle, long repository, String after, int limit) {
    return handle
        .createQuery(
            """
            SELECT m.digest, m.media_type, b.bytes
            FROM registry.manifest m JOIN registry.manifest_body b USING (digest)
            WHERE m.repository = :repository AND NOT m.created_known AND m.deleted_at IS NULL
              AND m.digest > :after
            ORDER BY m.digest LIMIT :limit
            """)
        .bind("repository", repository)
        .bind("after", after)
        .bind("limit", limit)
        .map((row, context) -> undated(row))
        .list();
  }

  /** The same of one image. */
  public static Optional<Undated> undated(Handle handle, long repository, Digest digest) {
    return handle
        .createQuery(
            """
            SELECT m.digest, m.media_type, b.bytes
            FROM registry.manifest m JOIN registry.manifest_body b USING (digest)
            WHERE m.repository = :repository AND NOT m.created_known AND m.deleted_at IS NULL
              AND m.digest = :digest
            """)
        .bind("repository", repository)
        .bind("digest", digest.toString())
        .map((row, context) -> undated(row))
        .findOne();
  }

  private static Undated undated(ResultSet row) throws SQLException {
    return new Undated(
        Digest.parse(row.getString("digest")), row.getString("media_type"), row.getBytes("bytes"));
  }

  /** Notes when an image was made; empty when it does not say so. */
  public static void date(
      Handle transaction, long repository, Digest digest, Optional<Instant> created) {
    transaction
        .createUpdate(
            """
            UPDATE registry.manifest SET created_known = true, image_created = CAST(:created AS timestamptz)
            WHERE repository = :repository AND digest = :digest
            """)
        .bind("created", created.map(Timestamp::from).orElse(null))
        .bind("repository", repository)
        .bind("digest", digest.toString())
        .execute();
  }

  private static Image image(ResultSet row) throws SQLException {
    Array tags = row.getArray("tags");
    return new Image(
        new RepositoryName(row.getString("name")),
        Digest.parse(row.getString("digest")),
        row.getString("media_type"),
        Optional.ofNullable(row.getString("artifact_type")),
        row.getLong("whole"),
        instant(row, "image_created"),
        row.getTimestamp("pushed_at").toInstant(),
        row.getTimestamp("wanted_at").toInstant(),
        row.getString("pushed_by"),
        Arrays.asList((String[]) tags.getArray()),
        instant(row, "deleted"));
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getTimestamp(column)).map(Timestamp::toInstant);
  }
}
