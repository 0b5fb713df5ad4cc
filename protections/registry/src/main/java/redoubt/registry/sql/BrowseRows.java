package redoubt.registry.sql;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import redoubt.oci.Digest;
import redoubt.oci.MediaTypes;
import redoubt.registry.Namespace;
import redoubt.registry.access.ReadRights;
import redoubt.registry.browse.Browse;
import redoubt.registry.browse.ImageSight;
import redoubt.registry.browse.NamespaceSight;
import redoubt.registry.browse.RepositorySight;
import redoubt.registry.browse.Span;
import redoubt.registry.browse.TagSight;
import redoubt.registry.content.Place;
import redoubt.registry.push.Blob;
import redoubt.registry.quota.Usage;

/** What people see who look around: of each list a page, with one query. */
public final class BrowseRows {
  /** Longer manifests are not read for a list. */
  private static final int LONGEST_IN_LISTS = 64 << 10;

  /** Blobs of one manifest that are named in a list. */
  private static final int MOST_HELD = 10;

  /**
   * The config of what needs none (OCI image specification, "Guidance for an Empty Descriptor").
   */
  private static final String EMPTY = Digest.of("{}".getBytes(StandardCharsets.UTF_8)).toString();

  /** A repository {@code r} of a namespace {@code n} that the reader may read. */
  private static final String READABLE =
      "(:whole OR n.name = ANY (:namespaces) OR r.name = ANY (:repositories))";

  private static final String HAS_IMAGES =
      "EXISTS (SELECT FROM registry.manifest m WHERE m.repository = r.id AND m.deleted_at IS NULL)";

  /**
   * Bytes of a manifest {@code m} and its blobs, and of the manifests that it lists with theirs.
   */
  private static final String WHOLE =
      """
      m.size
      + coalesce((SELECT sum(b.size) FROM registry.edge_blob e JOIN registry.blob b USING (digest)
          WHERE e.repository = m.repository AND e.manifest = m.digest), 0)
      + coalesce((SELECT sum(c.size + coalesce((
            SELECT sum(b.size) FROM registry.edge_blob e JOIN registry.blob b USING (digest)
            WHERE e.repository = c.repository AND e.manifest = c.digest), 0))
          FROM registry.edge_manifest l
          JOIN registry.manifest c ON c.repository = l.repository AND c.digest = l.child
          WHERE l.repository = m.repository AND l.manifest = m.digest AND c.deleted_at IS NULL), 0)
      AS whole
      """;

  private BrowseRows() {}

  /** A tag, with the manifest that it names if that is not too long for a list. */
  public record TagRow(TagSight tag, Optional<byte[]> bytes) {
    public Digest digest() {
      return tag.digest();
    }

    public String mediaType() {
      return tag.mediaType();
    }

    /** The same, once it is known what it runs on. */
    public TagSight seen(List<String> platforms) {
      return new TagSight(
          tag.name(),
          tag.digest(),
          tag.mediaType(),
          tag.artifactType(),
          tag.size(),
          tag.movedAt(),
          tag.movedBy(),
          platforms);
    }
  }

  /** A manifest. */
  @SuppressWarnings("ArrayRecordComponent") // Read at once.
  public record ImageRow(
      Digest digest,
      String mediaType,
      long size,
      Instant pushedAt,
      String pushedBy,
      byte[] bytes) {}

  /** Those of the instance of which something may be read, by name. */
  public static List<NamespaceSight> namespaces(Handle handle, ReadRights rights) {
    return handle
        .createQuery(
            """
            SELECT n.*, u.namespace IS NOT NULL AS mirrored, u.url, s.live_bytes, s.trash_bytes, s.most_bytes,
              :whole OR n.name = ANY (:namespaces) AS whole,
              (SELECT count(*) FROM (SELECT FROM registry.repository r
                WHERE r.namespace = n.name AND %s AND %s LIMIT :counted) c) AS repositories
            FROM registry.namespace n LEFT JOIN registry.upstream u ON u.namespace = n.name
            LEFT JOIN registry.usage s ON s.instance = n.instance AND s.namespace = n.name
            WHERE n.instance = :instance AND (:whole OR n.name = ANY (:namespaces)
              OR EXISTS (SELECT FROM unnest(CAST(:repositories AS text[])) one
                WHERE split_part(one, '/', 1) = n.name))
            ORDER BY n.name COLLATE "C"
            """
                .formatted(READABLE, HAS_IMAGES))
        .bind("instance", rights.instance())
        .bind("whole", rights.whole())
        .bindArray("namespaces", String.class, rights.namespaces())
        .bindArray("repositories", String.class, rights.repositories())
        .bind("counted", Browse.COUNTED + 1)
        .map((row, context) -> namespace(row))
        .list();
  }

  private static NamespaceSight namespace(ResultSet row) throws SQLException {
    Namespace namespace = NamespaceRows.namespace(row);
    long most = row.getLong("most_bytes");
    Usage usage =
        new Usage(
            namespace.name(),
            row.getLong("live_bytes"),
            row.getLong("trash_bytes"),
            limit(row, most),
            OptionalLong.empty());
    return new NamespaceSight(
        namespace,
        Optional.ofNullable(row.getString("url")),
        row.getLong("repositories"),
        row.getBoolean("whole") ? Optional.of(usage) : Optional.empty());
  }

  private static OptionalLong limit(ResultSet row, long most) throws SQLException {
    row.getLong("most_bytes");
    return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(most);
  }

  /** One more than asked for, in the order in which the span goes. */
  public static List<RepositorySight> repositories(
      Handle handle, String namespace, ReadRights rights, Span span) {
    return handle
        .createQuery(
            """
            WITH page AS MATERIALIZED (
              SELECT r.id, r.name FROM registry.repository r JOIN registry.namespace n ON n.name = r.namespace
              WHERE n.instance = :instance AND n.name = :namespace AND %s AND %s
                AND (:search = '' OR position(:search IN r.name) > 0) AND r.name %s :edge
                AND r.name > :low AND r.name < :high
              ORDER BY r.name %s LIMIT :limit)
            SELECT r.name,
              (SELECT count(*) FROM (SELECT FROM registry.tag t WHERE t.repository = r.id AND %s LIMIT :counted) c) AS tags,
              (SELECT max(m.pushed_at) FROM registry.manifest m
                WHERE m.repository = r.id AND m.deleted_at IS NULL) AS pushed,
              coalesce((SELECT sum(b.size) FROM registry.link l JOIN registry.blob b USING (digest)
                WHERE l.repository = r.id AND l.uses > 0), 0)
              + coalesce((SELECT sum(m.size) FROM registry.manifest m
                WHERE m.repository = r.id AND m.deleted_at IS NULL), 0) AS size
            FROM page r ORDER BY r.name %s
            """
                .formatted(
                    READABLE,
                    HAS_IMAGES,
                    side(span),
                    way(span),
                    SignatureTags.none("t.name"),
                    way(span)))
        .bind("instance", rights.instance())
        .bind("whole", rights.whole())
        .bind("namespace", namespace)
        // Beside what lies between these, none of the namespace's is: others' are not walked over.
        .bind("low", namespace + "/")
        .bind("high", namespace + "0")
        .bindArray("namespaces", String.class, rights.namespaces())
        .bindArray("repositories", String.class, rights.repositories())
        .bind("search", span.search())
        .bind("edge", edge(span))
        .bind("limit", span.limit() + 1)
        .bind("counted", Browse.COUNTED + 1)
        .map((row, context) ->
            new RepositorySight(
                row.getString("name"),
                row.getLong("tags"),
                Optional.ofNullable(row.getTimestamp("pushed")).map(Timestamp::toInstant),
                row.getLong("size")))
        .list();
  }

  private static String side(Span span) {
    return span.isBackwards() ? "<" : ">";
  }

  private static String way(Span span) {
    return span.isBackwards() ? "DESC" : "ASC";
  }

  private static String edge(Span span) {
    return span.isBackwards() ? span.before() : span.after();
  }

  /**
   * One more than asked for, in the order in which the span goes.
   *
   * @param all also {@link SignatureTags}
   */
  public static List<TagRow> tags(Handle handle, long repository, Span span, boolean all) {
    return handle
        .createQuery(
            """
            WITH page AS MATERIALIZED (
              SELECT t.* FROM registry.tag t
              WHERE t.repository = :repository AND (:search = '' OR position(:search IN t.name) > 0)
                AND (:all OR %s) AND t.name %s :edge
              ORDER BY t.name %s LIMIT :limit)
            SELECT t.name, t.digest, t.moved_at, t.moved_by, m.media_type, m.artifact_type, %s,
              CASE WHEN m.size <= :longest THEN b.bytes END AS bytes
            FROM page t JOIN registry.manifest m ON m.repository = t.repository AND m.digest = t.digest
            JOIN registry.manifest_body b ON b.digest = t.digest ORDER BY t.name %s
            """
                .formatted(SignatureTags.none("t.name"), side(span), way(span), WHOLE, way(span)))
        .bind("repository", repository)
        .bind("search", span.search())
        .bind("all", all)
        .bind("edge", edge(span))
        .bind("limit", span.limit() + 1)
        .bind("longest", LONGEST_IN_LISTS)
        .map((row, context) ->
            new TagRow(
                new TagSight(
                    row.getString("name"),
                    Digest.parse(row.getString("digest")),
                    row.getString("media_type"),
                    Optional.ofNullable(row.getString("artifact_type")),
                    row.getLong("whole"),
                    row.getTimestamp("moved_at").toInstant(),
                    row.getString("moved_by"),
                    List.of()),
                Optional.ofNullable(row.getBytes("bytes"))))
        .list();
  }

  /** A manifest that is not in the trash. */
  public static Optional<ImageRow> image(Handle handle, long repository, Digest digest) {
    return handle
        .createQuery(
            """
            SELECT m.media_type, m.pushed_at, m.pushed_by, b.bytes, %s
            FROM registry.manifest m JOIN registry.manifest_body b USING (digest)
            WHERE m.repository = :repository AND m.digest = :digest AND m.deleted_at IS NULL
            """
                .formatted(WHOLE))
        .bind("repository", repository)
        .bind("digest", digest.toString())
        .map((row, context) ->
            new ImageRow(
                digest,
                row.getString("media_type"),
                row.getLong("whole"),
                row.getTimestamp("pushed_at").toInstant(),
                row.getString("pushed_by"),
                row.getBytes("bytes")))
        .findOne();
  }

  public static List<String> tagsOf(Handle handle, long repository, Digest digest, int limit) {
    return handle
        .createQuery(
            """
            SELECT name FROM registry.tag WHERE repository = :repository AND digest = :digest
            ORDER BY name LIMIT :limit
            """)
        .bind("repository", repository)
        .bind("digest", digest.toString())
        .bind("limit", limit)
        .mapTo(String.class)
        .list();
  }

  /** Manifests that an index lists and that the repository has. */
  public static Set<Digest> children(Handle handle, long repository, Digest index) {
    return handle
        .createQuery(
            """
            SELECT m.digest FROM registry.edge_manifest e
            JOIN registry.manifest m ON m.repository = e.repository AND m.digest = e.child
            WHERE e.repository = :repository AND e.manifest = :index AND m.deleted_at IS NULL
            """)
        .bind("repository", repository)
        .bind("index", index.toString())
        .mapTo(String.class)
        .stream()
        .map(Digest::parse)
        .collect(Collectors.toSet());
  }

  /** Manifests about another one, by digest; not the list of them that a tag may name. */
  public static List<ImageSight.About> about(
      Handle handle, long repository, Digest image, int limit) {
    return handle
        .createQuery(
            """
            SELECT m.digest, m.media_type, m.artifact_type, m.size,
              ARRAY(SELECT e.digest FROM registry.edge_blob e WHERE e.repository = m.repository
                AND e.manifest = m.digest AND e.digest <> :empty ORDER BY e.digest LIMIT :held) AS holds
            FROM registry.manifest m
            WHERE m.repository = :repository AND m.deleted_at IS NULL AND m.digest IN (
              SELECT s.digest FROM registry.manifest s WHERE s.repository = :repository AND s.subject = :image
              UNION SELECT t.digest FROM registry.tag t JOIN registry.manifest s
                ON s.repository = t.repository AND s.digest = t.digest
              WHERE t.repository = :repository AND t.name = ANY (:tags) AND s.media_type <> ALL (:lists))
            ORDER BY m.digest LIMIT :limit
            """)
        .bind("repository", repository)
        .bind("image", image.toString())
        .bind("empty", EMPTY)
        .bind("held", MOST_HELD)
        .bindArray("lists", String.class, List.of(MediaTypes.OCI_INDEX, MediaTypes.DOCKER_LIST))
        .bindArray("tags", String.class, SignatureTags.of(image))
        .bind("limit", limit)
        .map((row, context) ->
            new ImageSight.About(
                Digest.parse(row.getString("digest")),
                row.getString("media_type"),
                row.getLong("size"),
                Optional.ofNullable(row.getString("artifact_type")),
                Stream.of((String[]) row.getArray("holds").getArray()).map(Digest::parse).toList()))
        .list();
  }

  /** Indexes that list a manifest, by digest. */
  public static List<Digest> listing(Handle handle, long repository, Digest child, int limit) {
    return handle
        .createQuery(
            """
            SELECT m.digest FROM registry.edge_manifest e
            JOIN registry.manifest m ON m.repository = e.repository AND m.digest = e.manifest
            WHERE e.repository = :repository AND e.child = :child AND m.deleted_at IS NULL
            ORDER BY m.digest LIMIT :limit
            """)
        .bind("repository", repository)
        .bind("child", child.toString())
        .bind("limit", limit)
        .mapTo(String.class)
        .map(Digest::parse)
        .list();
  }

  /** Those of some blobs that the repository may serve. */
  public static List<Blob> blobs(Handle handle, long repository, Collection<Digest> digests) {
    return handle
        .createQuery(
            """
            SELECT b.digest, b.size, b.place FROM registry.link l JOIN registry.blob b USING (digest)
            WHERE l.repository = :repository AND l.digest = ANY (:digests) AND l.shown
            """)
        .bind("repository", repository)
        .bindArray("digests", String.class, digests.stream().map(Digest::toString).toList())
        .map((row, context) ->
            new Blob(
                Digest.parse(row.getString("digest")),
                row.getLong("size"),
                new Place(row.getString("place")),
                Optional.empty()))
        .list();
  }
}
