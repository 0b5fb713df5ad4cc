package redoubt.registry.sql;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import redoubt.oci.Digest;
import redoubt.registry.content.Place;
import redoubt.registry.life.Recount;
import redoubt.registry.push.Blob;

/** Counts anew what the tables count, and finds what is to be read again. */
public final class RecountRows {
  /** Each gives of, is and should of what differs. */
  private static final Map<String, String> COUNTERS =
      Map.of(
          "refs",
          """
          SELECT b.digest AS of, b.refs AS is, count(l.digest) AS should
          FROM registry.blob b LEFT JOIN registry.link l USING (digest)
          GROUP BY b.digest, b.refs HAVING b.refs <> count(l.digest)
          """,
          "uses",
          """
          SELECT r.name || '@' || l.digest AS of, l.uses AS is, count(m.digest) AS should
          FROM registry.link l JOIN registry.repository r ON r.id = l.repository
          LEFT JOIN registry.edge_blob e ON e.repository = l.repository AND e.digest = l.digest
          LEFT JOIN registry.manifest m
            ON m.repository = e.repository AND m.digest = e.manifest AND m.deleted_at IS NULL
          GROUP BY r.name, l.repository, l.digest, l.uses HAVING l.uses <> count(m.digest)
          """,
          "kept",
          """
          SELECT r.name || '@' || l.digest AS of, l.kept AS is, count(m.digest) AS should
          FROM registry.link l JOIN registry.repository r ON r.id = l.repository
          LEFT JOIN registry.edge_blob e ON e.repository = l.repository AND e.digest = l.digest
          LEFT JOIN registry.manifest m
            ON m.repository = e.repository AND m.digest = e.manifest AND m.deleted_at IS NOT NULL
          GROUP BY r.name, l.repository, l.digest, l.kept HAVING l.kept <> count(m.digest)
          """,
          "bodies",
          """
          SELECT b.digest AS of, 1 AS is, 0 AS should FROM registry.manifest_body b
          WHERE NOT EXISTS (SELECT FROM registry.manifest m WHERE m.digest = b.digest)
          """,
          "places",
          """
          SELECT place AS of, count(*) AS is, 1 AS should FROM (
            SELECT place FROM registry.blob UNION ALL SELECT place FROM registry.upload
            UNION ALL SELECT place FROM registry.doomed) named
          GROUP BY place HAVING count(*) > 1
          """,
          "held-live",
          held("live"),
          "held-kept",
          held("kept"),
          "live-bytes",
          bytes("live_bytes", "live > 0"),
          "trash-bytes",
          bytes("trash_bytes", "live = 0 AND kept > 0"));

  private RecountRows() {}

  /** What links and manifests of a tenant and its namespaces come to. */
  private static String held(String which) {
    return """
    WITH counted AS (
      SELECT n.instance, o.namespace, c.digest, sum(c.live) AS live, sum(c.kept) AS kept
      FROM (
        SELECT repository, digest, (uses > 0)::int AS live, (kept > 0)::int AS kept FROM registry.link
        UNION ALL
        SELECT repository, digest, (deleted_at IS NULL)::int, (deleted_at IS NOT NULL)::int
        FROM registry.manifest) c
      JOIN registry.repository r ON r.id = c.repository
      JOIN registry.namespace n ON n.name = r.namespace
      CROSS JOIN LATERAL (VALUES (''), (n.name)) o (namespace)
      WHERE c.live + c.kept > 0
      GROUP BY n.instance, o.namespace, c.digest)
    SELECT instance || ' ' || namespace || '@' || digest AS of, coalesce(h.WHICH, 0) AS is,
      coalesce(c.WHICH, 0) AS should
    FROM registry.holding h FULL JOIN counted c USING (instance, namespace, digest)
    WHERE coalesce(h.WHICH, 0) <> coalesce(c.WHICH, 0)
    """
        .replace("WHICH", which);
  }

  private static String bytes(String which, String counts) {
    return """
    WITH counted AS (
      SELECT instance, namespace, sum(size) AS bytes FROM registry.holding WHERE COUNTS
      GROUP BY instance, namespace)
    SELECT instance || ' ' || namespace AS of, coalesce(u.WHICH, 0) AS is, coalesce(c.bytes, 0) AS should
    FROM registry.usage u FULL JOIN counted c USING (instance, namespace)
    WHERE coalesce(u.WHICH, 0) <> coalesce(c.bytes, 0)
    """
        .replace("WHICH", which)
        .replace("COUNTS", counts);
  }

  /** What differs on one view of the database, at most so many of each counter. */
  public static List<Recount.Difference> differences(Handle snapshot, int most) {
    List<Recount.Difference> all = new ArrayList<>();
    for (String counter : COUNTERS.keySet().stream().sorted().toList()) {
      all.addAll(
          snapshot
              .createQuery(COUNTERS.get(counter) + " ORDER BY 1 LIMIT :most")
              .bind("most", most)
              .map((row, context) ->
                  new Recount.Difference(
                      counter, row.getString("of"), row.getLong("is"), row.getLong("should")))
              .list());
    }
    return all;
  }

  /** Which of the places nothing names. */
  public static List<String> unnamed(Handle handle, List<String> places) {
    return handle
        .createQuery(
            """
            SELECT p.place FROM unnest(CAST(:places AS text[])) AS p (place)
            WHERE NOT EXISTS (SELECT FROM registry.blob b WHERE b.place = p.place)
              AND NOT EXISTS (SELECT FROM registry.upload u WHERE u.place = p.place)
              AND NOT EXISTS (SELECT FROM registry.doomed d WHERE d.place = p.place)
            """)
        .bindArray("places", String.class, places)
        .mapTo(String.class)
        .list();
  }

  /** Blobs by digest, after one of them. */
  public static List<Blob> blobs(Handle handle, String after, int most) {
    return handle
        .createQuery(
            """
            SELECT digest, size, place, checked_at, stamp FROM registry.blob
            WHERE digest > :after ORDER BY digest LIMIT :most
            """)
        .bind("after", after)
        .bind("most", most)
        .map((row, context) ->
            new Blob(
                Digest.parse(row.getString("digest")),
                row.getLong("size"),
                new Place(row.getString("place")),
                Optional.ofNullable(row.getTimestamp("checked_at"))
                    .map(at -> new Blob.Checked("", at.toInstant()))))
        .list();
  }

  /** Blobs that were not read whole since then, those first that were not for the longest time. */
  public static List<Blob> stale(Handle handle, Instant before, int most) {
    return handle
        .createQuery(
            """
            SELECT digest, size, place FROM registry.blob
            WHERE checked_at < :before ORDER BY checked_at LIMIT :most
            """)
        .bind("before", before)
        .bind("most", most)
        .map((row, context) ->
            new Blob(
                Digest.parse(row.getString("digest")),
                row.getLong("size"),
                new Place(row.getString("place")),
                Optional.empty()))
        .list();
  }

  /** Repositories that serve a blob. */
  public static List<String> repositories(Handle handle, Digest digest, int most) {
    return handle
        .createQuery(
            """
            SELECT r.name FROM registry.link l JOIN registry.repository r ON r.id = l.repository
            WHERE l.digest = :digest ORDER BY r.name LIMIT :most
            """)
        .bind("digest", digest.toString())
        .bind("most", most)
        .mapTo(String.class)
        .list();
  }
}
