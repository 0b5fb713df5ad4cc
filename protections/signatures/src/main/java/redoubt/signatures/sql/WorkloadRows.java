package redoubt.signatures.sql;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;
import redoubt.oci.Digest;
import redoubt.signatures.foreign.ForeignName;
import redoubt.signatures.foreign.Use;
import redoubt.signatures.foreign.Workloads;

/** Tables {@code signatures.watched_cluster} and {@code signatures.workload}. */
public final class WorkloadRows {
  private static final String NAMED =
      """
      SELECT w.*, c.name FROM signatures.workload w
      JOIN signatures.watched_cluster c USING (instance, cluster)
      WHERE w.instance = :instance %s ORDER BY c.name, w.place, w.image
      """;

  private WorkloadRows() {}

  /**
   * How a cluster stands.
   *
   * @param readAt when all its workloads were last read; empty if they never were
   * @param said why they could not be at the last try; empty if they could
   */
  public record Watched(Workloads.Cluster cluster, Optional<Instant> readAt, String said) {}

  /** An image that a cluster names. */
  public record Named(Workloads.Cluster cluster, Use use) {}

  /**
   * What workloads of a cluster name, in place of what they named before; only what is another is
   * written. A cluster that is no more names nothing.
   */
  public static void put(
      Handle transaction,
      Workloads.Cluster cluster,
      Collection<Use> uses,
      String said,
      Instant now,
      Instant due) {
    boolean known =
        transaction
                .createUpdate(
                    """
                    UPDATE signatures.watched_cluster
                    SET read_at = :now, failures = 0, said = :said, due_at = :due
                    WHERE instance = :instance AND cluster = :cluster
                    """)
                .bind("now", now)
                .bind("said", said)
                .bind("due", due)
                .bind("instance", cluster.instance())
                .bind("cluster", cluster.id())
                .execute()
            > 0;
    if (!known) {
      return;
    }
    Map<String, Use> fresh = new LinkedHashMap<>();
    uses.forEach(use -> fresh.put(use.print(), use));
    List<String> gone = new ArrayList<>();
    for (String print : prints(transaction, cluster)) {
      if (fresh.remove(print) == null) {
        gone.add(print);
      }
    }
    remove(transaction, cluster, gone);
    insert(transaction, cluster, fresh);
  }

  private static List<String> prints(Handle transaction, Workloads.Cluster cluster) {
    return transaction
        .createQuery(
            """
            SELECT print FROM signatures.workload WHERE instance = :instance AND cluster = :cluster
            """)
        .bind("instance", cluster.instance())
        .bind("cluster", cluster.id())
        .mapTo(String.class)
        .list();
  }

  private static void remove(Handle transaction, Workloads.Cluster cluster, List<String> prints) {
    if (prints.isEmpty()) {
      return;
    }
    transaction
        .createUpdate(
            """
            DELETE FROM signatures.workload
            WHERE instance = :instance AND cluster = :cluster AND print = ANY (:prints)
            """)
        .bind("instance", cluster.instance())
        .bind("cluster", cluster.id())
        .bindArray("prints", String.class, prints)
        .execute();
  }

  private static void insert(Handle transaction, Workloads.Cluster cluster, Map<String, Use> uses) {
    if (uses.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        transaction.prepareBatch(
            """
            INSERT INTO signatures.workload
              (instance, cluster, place, image, repository, running, secrets, account, print)
            VALUES (:instance, :cluster, :place, :image, :repository, :running, :secrets, :account, :print)
            """);
    uses.forEach((print, use) ->
        batch
            .bind("instance", cluster.instance())
            .bind("cluster", cluster.id())
            .bind("place", use.place())
            .bind("image", use.image())
            .bind("repository", use.named().map(image -> image.name().key().text()).orElse(""))
            .bind("running", use.running().map(Digest::toString).orElse(""))
            .bindArray("secrets", String.class, use.pulledWith())
            .bind("account", use.account())
            .bind("print", print)
            .add());
    batch.execute();
  }

  /** It was tried in vain to read a cluster; what it named before stays. */
  public static void failed(
      Handle transaction, Workloads.Cluster cluster, String said, Instant due) {
    transaction
        .createUpdate(
            """
            UPDATE signatures.watched_cluster
            SET failures = failures + 1, said = :said, due_at = :due
            WHERE instance = :instance AND cluster = :cluster
            """)
        .bind("instance", cluster.instance())
        .bind("cluster", cluster.id())
        .bind("said", said)
        .bind("due", due)
        .execute();
  }

  /** A cluster to be read, and how often that failed since it was read last. */
  public record Due(Workloads.Cluster cluster, int failures) {}

  /**
   * The one that is due longest, of the instance whose turn it is; nobody else takes it meanwhile.
   */
  public static Optional<Due> take(
      Handle transaction, String last, Instant now, Duration patience) {
    return transaction
        .createQuery(
            """
            UPDATE signatures.watched_cluster t SET due_at = :until
            WHERE (t.instance, t.cluster) = (
              SELECT instance, cluster FROM signatures.watched_cluster
              WHERE due_at <= :now ORDER BY (instance <= :last), instance, due_at
              LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING *
            """)
        .bind("until", now.plus(patience))
        .bind("now", now)
        .bind("last", last)
        .map((row, context) ->
            new Due(
                new Workloads.Cluster(
                    row.getString("instance"), row.getString("cluster"), row.getString("name")),
                row.getInt("failures")))
        .findOne();
  }

  /** These clusters are watched, new ones from now on, and no others. */
  public static void watch(Handle transaction, List<Workloads.Cluster> clusters, Instant now) {
    List<String> instances = clusters.stream().map(Workloads.Cluster::instance).toList();
    List<String> ids = clusters.stream().map(Workloads.Cluster::id).toList();
    transaction
        .createUpdate(
            """
            INSERT INTO signatures.watched_cluster (instance, cluster, name, due_at)
            SELECT k.instance, k.cluster, k.name, :now
            FROM unnest(:instances, :clusters, :names) AS k (instance, cluster, name)
            WHERE NOT EXISTS (SELECT FROM signatures.watched_cluster w
              WHERE (w.instance, w.cluster, w.name) = (k.instance, k.cluster, k.name))
            ON CONFLICT (instance, cluster) DO UPDATE SET name = excluded.name
            """)
        .bind("now", now)
        .bindArray("instances", String.class, instances)
        .bindArray("clusters", String.class, ids)
        .bindArray("names", String.class, clusters.stream().map(Workloads.Cluster::name).toList())
        .execute();
    transaction
        .createUpdate(
            """
            DELETE FROM signatures.watched_cluster w WHERE NOT EXISTS (
              SELECT FROM unnest(:instances, :clusters) AS k (instance, cluster)
              WHERE (k.instance, k.cluster) = (w.instance, w.cluster))
            """)
        .bindArray("instances", String.class, instances)
        .bindArray("clusters", String.class, ids)
        .execute();
  }

  /** Of an instance, by name. */
  public static List<Watched> clusters(Handle handle, String instance) {
    return handle
        .createQuery(
            "SELECT * FROM signatures.watched_cluster WHERE instance = :instance ORDER BY name")
        .bind("instance", instance)
        .map((row, context) ->
            new Watched(
                new Workloads.Cluster(instance, row.getString("cluster"), row.getString("name")),
                Optional.ofNullable(row.getTimestamp("read_at")).map(Timestamp::toInstant),
                row.getString("said")))
        .list();
  }

  /** What workloads of an instance's clusters name. */
  public static List<Named> of(Handle handle, String instance) {
    return named(handle.createQuery(NAMED.formatted("")).bind("instance", instance));
  }

  /** The same, of one repository of another registry. */
  public static List<Named> of(Handle handle, String instance, ForeignName name) {
    return named(
        handle
            .createQuery(NAMED.formatted("AND w.repository = :repository"))
            .bind("instance", instance)
            .bind("repository", name.key().text()));
  }

  private static List<Named> named(Query query) {
    return query
        .map((row, context) ->
            new Named(
                new Workloads.Cluster(
                    row.getString("instance"), row.getString("cluster"), row.getString("name")),
                new Use(
                    row.getString("place"),
                    row.getString("image"),
                    Digest.tryParse(row.getString("running")),
                    Arrays.asList((String[]) row.getArray("secrets").getArray()),
                    row.getString("account"))))
        .list();
  }

  /** All of an instance that ends. */
  public static void forget(Handle transaction, String instance) {
    transaction
        .createUpdate("DELETE FROM signatures.watched_cluster WHERE instance = :instance")
        .bind("instance", instance)
        .execute();
  }
}
