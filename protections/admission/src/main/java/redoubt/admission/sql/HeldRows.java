package redoubt.admission.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import redoubt.admission.Clusters;
import redoubt.admission.ladder.Held;

/** Tables {@code admission.held_namespace} and {@code admission.held_image}. */
public final class HeldRows {
  private HeldRows() {}

  /**
   * What was written into a namespace last.
   *
   * @param version of the resource; empty while nothing was written
   * @param hash of what it says
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  public record Written(String version, byte[] hash) {}

  /** The namespace is one that is written to. */
  public static void begin(Handle transaction, Clusters.Cluster cluster, String namespace) {
    transaction
        .createUpdate(
            """
            INSERT INTO admission.held_namespace (instance, cluster, namespace)
            SELECT instance, cluster, :namespace FROM admission.cluster
            WHERE instance = :instance AND cluster = :cluster AND ladder
            ON CONFLICT DO NOTHING
            """)
        .bind("instance", cluster.instance())
        .bind("cluster", cluster.id())
        .bind("namespace", namespace)
        .execute();
  }

  /** These are used and admitted at the moment. */
  public static void hold(
      Handle transaction, Clusters.Cluster cluster, String namespace, Collection<Held> images) {
    PreparedBatch batch =
        transaction.prepareBatch(
            """
            INSERT INTO admission.held_image
              (instance, cluster, namespace, image, until, meant_at, used_at, judged_at)
            SELECT instance, cluster, namespace, :image, :until, :meant, :now, :now
            FROM admission.held_namespace
            WHERE instance = :instance AND cluster = :cluster AND namespace = :namespace
            ON CONFLICT (instance, cluster, namespace, image) DO UPDATE SET
              until = excluded.until, used_at = excluded.used_at,
              meant_at = coalesce(excluded.meant_at, held_image.meant_at)
            """);
    for (Held one : images) {
      batch
          .bind("instance", cluster.instance())
          .bind("cluster", cluster.id())
          .bind("namespace", namespace)
          .bind("image", one.image())
          .bind("until", one.until().orElse(null))
          .bind("meant", one.meantAt().orElse(null))
          .bind("now", one.usedAt())
          .add();
    }
    if (batch.size() > 0) {
      batch.execute();
    }
  }

  /** Namespaces of a cluster that are written to. */
  public static List<String> namespaces(Handle handle, Clusters.Cluster cluster) {
    return handle
        .createQuery(
            """
            SELECT namespace FROM admission.held_namespace
            WHERE instance = :instance AND cluster = :cluster ORDER BY namespace
            """)
        .bind("instance", cluster.instance())
        .bind("cluster", cluster.id())
        .mapTo(String.class)
        .list();
  }

  /** Empty when nothing is written into it. */
  public static Optional<Written> written(
      Handle handle, Clusters.Cluster cluster, String namespace) {
    return handle
        .createQuery(
            """
            SELECT version, written FROM admission.held_namespace
            WHERE instance = :instance AND cluster = :cluster AND namespace = :namespace
            """)
        .bind("instance", cluster.instance())
        .bind("cluster", cluster.id())
        .bind("namespace", namespace)
        .map((row, context) -> new Written(row.getString("version"), row.getBytes("written")))
        .findOne();
  }

  public static void wrote(
      Handle transaction, Clusters.Cluster cluster, String namespace, Written written) {
    transaction
        .createUpdate(
            """
            UPDATE admission.held_namespace SET version = :version, written = :hash
            WHERE instance = :instance AND cluster = :cluster AND namespace = :namespace
            """)
        .bind("version", written.version())
        .bind("hash", written.hash())
        .bind("instance", cluster.instance())
        .bind("cluster", cluster.id())
        .bind("namespace", namespace)
        .execute();
  }

  /** Forgets what was written, if the resource is of another version than it was then. */
  public static void expect(
      Handle transaction, Clusters.Cluster cluster, String namespace, String version) {
    transaction
        .createUpdate(
            """
            UPDATE admission.held_namespace SET version = :version, written = ''
            WHERE instance = :instance AND cluster = :cluster AND namespace = :namespace
              AND version <> :version
            """)
        .bind("version", version)
        .bind("instance", cluster.instance())
        .bind("cluster", cluster.id())
        .bind("namespace", namespace)
        .execute();
  }

  /** The one used last first. */
  public static List<Held> images(
      Handle handle, Clusters.Cluster cluster, String namespace, int most) {
    return handle
        .createQuery(
            """
            SELECT * FROM admission.held_image
            WHERE instance = :instance AND cluster = :cluster AND namespace = :namespace
            ORDER BY used_at DESC, image LIMIT :most
            """)
        .bind("instance", cluster.instance())
        .bind("cluster", cluster.id())
        .bind("namespace", namespace)
        .bind("most", most)
        .map((row, context) -> held(row))
        .list();
  }

  /** Of a cluster, an image in a namespace. */
  public record Placed(String namespace, String image) {}

  /** Those that were judged the longest time ago; they count as judged from now on. */
  public static List<Placed> judging(
      Handle transaction, Clusters.Cluster cluster, int most, Instant now) {
    return transaction
        .createQuery(
            """
            UPDATE admission.held_image h SET judged_at = :now
            FROM (
              SELECT namespace, image FROM admission.held_image
              WHERE instance = :instance AND cluster = :cluster
              ORDER BY judged_at LIMIT :most) due
            WHERE h.instance = :instance AND h.cluster = :cluster
              AND h.namespace = due.namespace AND h.image = due.image
            RETURNING h.namespace, h.image
            """)
        .bind("instance", cluster.instance())
        .bind("cluster", cluster.id())
        .bind("most", most)
        .bind("now", now)
        .map((row, context) -> new Placed(row.getString("namespace"), row.getString("image")))
        .list();
  }

  public static void drop(Handle transaction, Clusters.Cluster cluster, Collection<Placed> images) {
    PreparedBatch batch =
        transaction.prepareBatch(
            """
            DELETE FROM admission.held_image WHERE instance = :instance AND cluster = :cluster
              AND namespace = :namespace AND image = :image
            """);
    for (Placed one : images) {
      batch
          .bind("instance", cluster.instance())
          .bind("cluster", cluster.id())
          .bind("namespace", one.namespace())
          .bind("image", one.image())
          .add();
    }
    if (batch.size() > 0) {
      batch.execute();
    }
  }

  /** Those that nobody used since then. */
  public static void dropUnused(Handle transaction, Clusters.Cluster cluster, Instant before) {
    transaction
        .createUpdate(
            """
            DELETE FROM admission.held_image
            WHERE instance = :instance AND cluster = :cluster AND used_at < :before
            """)
        .bind("instance", cluster.instance())
        .bind("cluster", cluster.id())
        .bind("before", before)
        .execute();
  }

  public static void end(Handle transaction, Clusters.Cluster cluster, String namespace) {
    transaction
        .createUpdate(
            """
            DELETE FROM admission.held_namespace
            WHERE instance = :instance AND cluster = :cluster AND namespace = :namespace
            """)
        .bind("instance", cluster.instance())
        .bind("cluster", cluster.id())
        .bind("namespace", namespace)
        .execute();
  }

  /** Nothing is written into a cluster any more. */
  public static void endAll(Handle transaction, Clusters.Cluster cluster) {
    transaction
        .createUpdate(
            """
            DELETE FROM admission.held_namespace WHERE instance = :instance AND cluster = :cluster
            """)
        .bind("instance", cluster.instance())
        .bind("cluster", cluster.id())
        .execute();
  }

  /** The cluster whose images are due to be judged anew; nobody else takes it meanwhile. */
  public static Optional<Clusters.Cluster> take(
      Handle transaction, Instant now, Duration patience) {
    return transaction
        .createQuery(
            """
            UPDATE admission.cluster SET ladder_due_at = :until
            WHERE cluster = (
              SELECT cluster FROM admission.cluster WHERE ladder AND ladder_due_at <= :now
              ORDER BY ladder_due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING instance, cluster, name
            """)
        .bind("now", now)
        .bind("until", now.plus(patience))
        .map((row, context) ->
            new Clusters.Cluster(
                row.getString("instance"), row.getString("cluster"), row.getString("name")))
        .findOne();
  }

  /**
   * @param said why it could not be written to; empty when it could
   * @return whether that is another than before
   */
  public static boolean went(
      Handle transaction, Clusters.Cluster cluster, String said, Instant due) {
    return transaction
        .createQuery(
            """
            UPDATE admission.cluster c SET ladder_said = :said, ladder_due_at = :due
            FROM admission.cluster before
            WHERE c.instance = :instance AND c.cluster = :cluster
              AND before.instance = c.instance AND before.cluster = c.cluster
            RETURNING before.ladder_said <> :said
            """)
        .bind("said", said)
        .bind("due", due)
        .bind("instance", cluster.instance())
        .bind("cluster", cluster.id())
        .mapTo(Boolean.class)
        .findOne()
        .orElse(false);
  }

  private static Held held(ResultSet row) throws SQLException {
    return new Held(
        row.getString("image"),
        Optional.ofNullable(row.getTimestamp("until")).map(Timestamp::toInstant),
        Optional.ofNullable(row.getTimestamp("meant_at")).map(Timestamp::toInstant),
        row.getTimestamp("used_at").toInstant());
  }
}
