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
import redoubt.admission.Clusters;
import redoubt.admission.cluster.Asking;
import redoubt.core.Migrations;

/** Table {@code admission.cluster}. */
public final class ClusterRows {
  public static final Migrations MIGRATIONS = new Migrations("admission", "redoubt/admission/sql");

  private ClusterRows() {}

  /**
   * Its API server asks here from now on, and shows another secret than before.
   *
   * @param ladder whether images that are admitted are written into the cluster
   */
  public static void install(
      Handle transaction,
      Clusters.Cluster cluster,
      byte[] secretHash,
      boolean ladder,
      Instant now,
      String by) {
    transaction
        .createUpdate(
            """
            INSERT INTO admission.cluster
              (instance, cluster, name, secret, ladder, installed_at, installed_by, due_at)
            VALUES (:instance, :cluster, :name, :secret, :ladder, :now, :by, :now)
            ON CONFLICT (instance, cluster) DO UPDATE SET
              name = excluded.name, secret = excluded.secret, ladder = excluded.ladder,
              ladder_said = '', ladder_due_at = excluded.installed_at,
              installed_at = excluded.installed_at, installed_by = excluded.installed_by,
              due_at = excluded.due_at
            """)
        .bind("ladder", ladder)
        .bind("instance", cluster.instance())
        .bind("cluster", cluster.id())
        .bind("name", cluster.name())
        .bind("secret", secretHash)
        .bind("now", now)
        .bind("by", by)
        .execute();
  }

  /** Nothing is kept of it; returns whether it was there. */
  public static boolean remove(Handle transaction, String instance, String cluster) {
    return transaction
            .createUpdate(
                "DELETE FROM admission.cluster WHERE instance = :instance AND cluster = :cluster")
            .bind("instance", instance)
            .bind("cluster", cluster)
            .execute()
        > 0;
  }

  /** Nothing is kept of an instance. */
  public static void forget(Handle transaction, String instance) {
    transaction
        .createUpdate("DELETE FROM admission.cluster WHERE instance = :instance")
        .bind("instance", instance)
        .execute();
  }

  /** Those that are no more elsewhere end here, too; their ids. */
  public static List<String> keep(Handle transaction, Collection<Clusters.Cluster> there) {
    return transaction
        .createQuery(
            "DELETE FROM admission.cluster WHERE NOT cluster = ANY (:there) RETURNING cluster")
        .bindArray(
            "there", String.class, there.stream().map(Clusters.Cluster::id).distinct().toList())
        .mapTo(String.class)
        .list();
  }

  /** Of an instance, by name. */
  public static List<Asking> of(Handle handle, String instance) {
    return handle
        .createQuery("SELECT * FROM admission.cluster WHERE instance = :instance ORDER BY name")
        .bind("instance", instance)
        .map((row, context) -> asking(row))
        .list();
  }

  /** A cluster and the hash of its secret. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  public record Known(Asking asking, byte[] secretHash) {
    /** Never a secret. */
    @Override
    public String toString() {
      return "Known[" + asking.cluster() + "]";
    }
  }

  public static Optional<Known> find(Handle handle, String cluster) {
    return handle
        .createQuery("SELECT * FROM admission.cluster WHERE cluster = :cluster")
        .bind("cluster", cluster)
        .map((row, context) -> new Known(asking(row), row.getBytes("secret")))
        .findOne();
  }

  /** A cluster to be read, and how often that failed since it was read last. */
  public record Due(Clusters.Cluster cluster, int failures) {}

  /** The one that is due longest; nobody else takes it meanwhile. */
  public static Optional<Due> take(Handle transaction, Instant now, Duration patience) {
    return transaction
        .createQuery(
            """
            UPDATE admission.cluster t SET due_at = :until
            WHERE cluster = (
              SELECT cluster FROM admission.cluster WHERE due_at <= :now
              ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING *
            """)
        .bind("until", now.plus(patience))
        .bind("now", now)
        .map((row, context) -> new Due(asking(row).cluster(), row.getInt("failures")))
        .findOne();
  }

  /** Its policies were read. */
  public static boolean read(
      Handle transaction, Clusters.Cluster cluster, Instant now, Instant due) {
    return transaction
            .createUpdate(
                """
                UPDATE admission.cluster SET read_at = :now, failures = 0, said = '', due_at = :due
                WHERE instance = :instance AND cluster = :cluster
                """)
            .bind("now", now)
            .bind("due", due)
            .bind("instance", cluster.instance())
            .bind("cluster", cluster.id())
            .execute()
        > 0;
  }

  /** It was tried in vain to read them; those of before stay. */
  public static void failed(
      Handle transaction, Clusters.Cluster cluster, String said, Instant due) {
    transaction
        .createUpdate(
            """
            UPDATE admission.cluster SET failures = failures + 1, said = :said, due_at = :due
            WHERE instance = :instance AND cluster = :cluster
            """)
        .bind("said", said)
        .bind("due", due)
        .bind("instance", cluster.instance())
        .bind("cluster", cluster.id())
        .execute();
  }

  private static Asking asking(ResultSet row) throws SQLException {
    return new Asking(
        new Clusters.Cluster(
            row.getString("instance"), row.getString("cluster"), row.getString("name")),
        row.getTimestamp("installed_at").toInstant(),
        row.getString("installed_by"),
        Optional.ofNullable(row.getTimestamp("read_at")).map(Timestamp::toInstant),
        row.getString("said"),
        row.getBoolean("ladder"),
        row.getString("ladder_said"));
  }
}
