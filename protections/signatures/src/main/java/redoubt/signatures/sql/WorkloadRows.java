package redoubt.signatures.sql;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import redoubt.oci.Digest;
import redoubt.signatures.foreign.Use;
import redoubt.signatures.foreign.Workloads;

/** Tables {@code signatures.watched_cluster} and {@code signatures.workload}. */
public final class WorkloadRows {
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
   * What workloads of a cluster name, in place of what they named before. A cluster that is no more
   * names nothing.
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
    transaction
        .createUpdate(
            "DELETE FROM signatures.workload WHERE instance = :instance AND cluster = :cluster")
        .bind("instance", cluster.instance())
        .bind("cluster", cluster.id())
        .execute();
    if (uses.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        transaction.prepareBatch(
            """
            INSERT INTO signatures.workload (instance, cluster, place, image, running, secrets, account, print)
            VALUES (:instance, :cluster, :place, :image, :running, :secrets, :account, :print)
            ON CONFLICT DO NOTHING
            """);
    for (Use use : uses) {
      batch
          .bind("instance", cluster.instance())
          .bind("cluster", cluster.id())
          .bind("place", use.place())
          .bind("image", use.image())
          .bind("running", use.running().map(Digest::toString).orElse(""))
          .bindArray("secrets", String.class, use.pulledWith())
          .bind("account", use.account())
          .bind("print", use.print())
          .add();
    }
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
    if (!clusters.isEmpty()) {
      PreparedBatch batch =
          transaction.prepareBatch(
              """
              INSERT INTO signatures.watched_cluster (instance, cluster, name, due_at)
              VALUES (:instance, :cluster, :name, :now)
              ON CONFLICT (instance, cluster) DO UPDATE SET name = excluded.name
              """);
      clusters.forEach(cluster ->
          batch
              .bind("instance", cluster.instance())
              .bind("cluster", cluster.id())
              .bind("name", cluster.name())
              .bind("now", now)
              .add());
      batch.execute();
    }
    transaction
        .createUpdate(
            """
            DELETE FROM signatures.watched_cluster w WHERE NOT EXISTS (
              SELECT FROM unnest(:instances, :clusters) AS k (instance, cluster)
              WHERE (k.instance, k.cluster) = (w.instance, w.cluster))
            """)
        .bindArray(
            "instances", String.class, clusters.stream().map(Workloads.Cluster::instance).toList())
        .bindArray("clusters", String.class, clusters.stream().map(Workloads.Cluster::id).toList())
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
    return handle
        .createQuery(
            """
            SELECT w.*, c.name FROM signatures.workload w
            JOIN signatures.watched_cluster c USING (instance, cluster)
            WHERE w.instance = :instance ORDER BY c.name, w.place, w.image
            """)
        .bind("instance", instance)
        .map((row, context) ->
            new Named(
                new Workloads.Cluster(instance, row.getString("cluster"), row.getString("name")),
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
