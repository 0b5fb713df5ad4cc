package redoubt.registry.sql;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import redoubt.oci.Digest;
import redoubt.oci.RepositoryName;
import redoubt.registry.RegistryFailures;

/**
 * Tables {@code registry.holding} and {@code registry.usage}: what a tenant and each of its
 * namespaces keeps, every content once. Locks are taken holding by namespace and digest, then
 * usage; the caller has locked links and manifests before.
 */
public final class HoldingRows {
  /**
   * What becomes of a content in one repository.
   *
   * @param live 1 when it is needed by what can be pulled from now on, -1 when no more
   * @param kept the same for what is in the trash
   */
  public record Change(Digest digest, long size, int live, int kept) {
    boolean changes() {
      return live != 0 || kept != 0;
    }
  }

  /** A holding after a change. */
  private record Row(String namespace, long size, long live, long kept, int more, int moreKept) {
    private static long bytes(boolean counts, long size) {
      return counts ? size : 0;
    }

    long liveBytes() {
      return bytes(live > 0, size) - bytes(live - more > 0, size);
    }

    long trashBytes() {
      return bytes(live == 0 && kept > 0, size)
          - bytes(live - more == 0 && kept - moreKept > 0, size);
    }

    boolean isOver() {
      return live == 0 && kept == 0;
    }
  }

  private static final String CHANGES =
      """
      (SELECT o.namespace, c.digest, c.size, c.live, c.kept
       FROM unnest(CAST(:digests AS text[]), CAST(:sizes AS bigint[]), CAST(:live AS int[]), CAST(:kept AS int[]))
         AS c (digest, size, live, kept)
       CROSS JOIN unnest(ARRAY['', :namespace]) AS o (namespace)
       ORDER BY o.namespace, c.digest)
      """;

  private HoldingRows() {}

  /**
   * Counts changes of a repository for its tenant and its namespace; each digest once.
   *
   * @throws redoubt.core.Failure {@code registry.storage-quota} when more is live than may be
   */
  public static void change(
      Handle transaction, String instance, RepositoryName repository, List<Change> changes) {
    List<Change> real =
        changes.stream()
            .filter(Change::changes)
            .sorted(Comparator.comparing(change -> change.digest().toString()))
            .toList();
    if (real.isEmpty()) {
      return;
    }
    boolean grows = real.stream().allMatch(change -> change.live() >= 0 && change.kept() >= 0);
    String namespace = repository.first();
    List<Row> rows =
        grows
            ? grow(transaction, instance, namespace, real)
            : move(transaction, instance, namespace, real);
    if (rows.stream().anyMatch(Row::isOver)) {
      forget(transaction, instance, namespace, real);
    }
    // The row that all of a tenant's pushes change comes last.
    for (String owner : List.of(namespace, "")) {
      List<Row> its = rows.stream().filter(row -> row.namespace().equals(owner)).toList();
      use(
          transaction,
          instance,
          owner,
          its.stream().mapToLong(Row::liveBytes).sum(),
          its.stream().mapToLong(Row::trashBytes).sum());
    }
  }

  private static List<Row> grow(
      Handle transaction, String instance, String namespace, List<Change> changes) {
    return query(
        transaction,
        "INSERT INTO registry.holding (instance, namespace, digest, size, live, kept)"
            + " SELECT :instance, c.namespace, c.digest, c.size, c.live, c.kept FROM "
            + CHANGES
            + """
            c ON CONFLICT (instance, namespace, digest)
            DO UPDATE SET live = holding.live + excluded.live, kept = holding.kept + excluded.kept
            RETURNING namespace, digest, size, live, kept
            """,
        instance,
        namespace,
        changes);
  }

  private static List<Row> move(
      Handle transaction, String instance, String namespace, List<Change> changes) {
    return query(
        transaction,
        "WITH c AS "
            + CHANGES
            + """
            , there AS (
              SELECT h.namespace, h.digest FROM registry.holding h
              WHERE h.instance = :instance AND h.namespace IN ('', :namespace) AND h.digest = ANY (:digests)
              ORDER BY h.namespace, h.digest FOR NO KEY UPDATE)
            UPDATE registry.holding h SET live = h.live + c.live, kept = h.kept + c.kept
            FROM c JOIN there t USING (namespace, digest)
            WHERE h.instance = :instance AND h.namespace = c.namespace AND h.digest = c.digest
            RETURNING h.namespace, h.digest, h.size, h.live, h.kept
            """,
        instance,
        namespace,
        changes);
  }

  private static List<Row> query(
      Handle transaction, String sql, String instance, String namespace, List<Change> changes) {
    List<String> digests = changes.stream().map(change -> change.digest().toString()).toList();
    Map<String, Change> byDigest =
        changes.stream()
            .collect(Collectors.toMap(change -> change.digest().toString(), change -> change));
    List<Row> rows =
        transaction
            .createQuery(sql)
            .bind("instance", instance)
            .bind("namespace", namespace)
            .bindArray("digests", String.class, digests)
            .bindArray("sizes", Long.class, changes.stream().map(Change::size).toList())
            .bindArray("live", Integer.class, changes.stream().map(Change::live).toList())
            .bindArray("kept", Integer.class, changes.stream().map(Change::kept).toList())
            .map((row, context) -> {
              Change change = Objects.requireNonNull(byDigest.get(row.getString("digest")));
              return new Row(
                  row.getString("namespace"),
                  row.getLong("size"),
                  row.getLong("live"),
                  row.getLong("kept"),
                  change.live(),
                  change.kept());
            })
            .list();
    if (rows.size() != 2 * changes.size()) {
      throw new IllegalStateException("a holding that is counted down is not there");
    }
    return new ArrayList<>(rows);
  }

  private static void forget(
      Handle transaction, String instance, String namespace, List<Change> changes) {
    transaction
        .createUpdate(
            """
            DELETE FROM registry.holding
            WHERE instance = :instance AND namespace IN ('', :namespace) AND digest = ANY (:digests)
              AND live = 0 AND kept = 0
            """)
        .bind("instance", instance)
        .bind("namespace", namespace)
        .bindArray(
            "digests",
            String.class,
            changes.stream().map(change -> change.digest().toString()).toList())
        .execute();
  }

  private static void use(
      Handle transaction, String instance, String namespace, long live, long trash) {
    if (live == 0 && trash == 0) {
      return;
    }
    int changed =
        transaction
            .createUpdate(
                """
                UPDATE registry.usage SET live_bytes = live_bytes + :live, trash_bytes = trash_bytes + :trash
                WHERE instance = :instance AND namespace = :namespace
                  AND (:live <= 0 OR most_bytes IS NULL OR live_bytes + :live <= most_bytes)
                """)
            .bind("live", live)
            .bind("trash", trash)
            .bind("instance", instance)
            .bind("namespace", namespace)
            .execute();
    if (changed == 0) {
      throw RegistryFailures.storageQuota(namespace);
    }
  }
}
