package redoubt.admission.sql;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import redoubt.admission.Clusters;
import redoubt.admission.cluster.SecretKey;

/** Table {@code admission.secret_key}. */
public final class SecretKeyRows {
  private SecretKeyRows() {}

  /** Those of a cluster that were read. */
  public static List<SecretKey> of(Handle handle, Clusters.Cluster cluster) {
    return handle
        .createQuery(
            """
            SELECT * FROM admission.secret_key
            WHERE instance = :instance AND cluster = :cluster AND read_at IS NOT NULL
            """)
        .bind("instance", cluster.instance())
        .bind("cluster", cluster.id())
        .map((row, context) ->
            new SecretKey(
                new SecretKey.Place(row.getString("namespace"), row.getString("name")),
                row.getString("called"),
                row.getString("keys"),
                row.getString("said")))
        .list();
  }

  /** They are named by a policy; beyond {@code most} of a cluster no more are followed. */
  public static void name(
      Handle transaction,
      Clusters.Cluster cluster,
      Collection<SecretKey.Place> places,
      int most,
      Instant now) {
    if (places.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        transaction.prepareBatch(
            """
            INSERT INTO admission.secret_key AS k (instance, cluster, namespace, name, named_at)
            SELECT :instance, :cluster, :namespace, :name, :now
            WHERE (SELECT count(*) FROM admission.secret_key
                   WHERE instance = :instance AND cluster = :cluster) < :most
              AND EXISTS (SELECT FROM admission.cluster
                   WHERE instance = :instance AND cluster = :cluster)
            ON CONFLICT (instance, cluster, namespace, name) DO UPDATE SET named_at = excluded.named_at
            WHERE k.named_at < CAST(excluded.named_at AS timestamptz) - interval '1 hour'
            """);
    places.forEach(place ->
        batch
            .bind("instance", cluster.instance())
            .bind("cluster", cluster.id())
            .bind("namespace", place.namespace())
            .bind("name", place.name())
            .bind("most", most)
            .bind("now", now)
            .add());
    batch.execute();
  }

  /** Those that were not read for a while, or never; what nobody names for a week is forgotten. */
  public static List<SecretKey.Place> due(
      Handle transaction, Clusters.Cluster cluster, Instant now, Duration every) {
    transaction
        .createUpdate("DELETE FROM admission.secret_key WHERE named_at < :since")
        .bind("since", now.minus(Duration.ofDays(7)))
        .execute();
    return transaction
        .createQuery(
            """
            SELECT namespace, name FROM admission.secret_key
            WHERE instance = :instance AND cluster = :cluster
              AND (read_at IS NULL OR read_at < :before)
            ORDER BY read_at NULLS FIRST LIMIT 100
            """)
        .bind("instance", cluster.instance())
        .bind("cluster", cluster.id())
        .bind("before", now.minus(every))
        .map((row, context) ->
            new SecretKey.Place(row.getString("namespace"), row.getString("name")))
        .list();
  }

  /** What was read; returns whether it is another than before. */
  public static boolean put(
      Handle transaction, Clusters.Cluster cluster, SecretKey key, Instant now) {
    return transaction
        .createQuery(
            """
            WITH before AS (
              SELECT * FROM admission.secret_key WHERE instance = :instance AND cluster = :cluster
                AND namespace = :namespace AND name = :name FOR UPDATE)
            UPDATE admission.secret_key k
            SET called = :called, keys = :keys, said = :said, read_at = :now
            FROM before b
            WHERE k.instance = b.instance AND k.cluster = b.cluster
              AND k.namespace = b.namespace AND k.name = b.name
            RETURNING b.read_at IS NULL OR b.called <> :called OR b.keys <> :keys OR b.said <> :said
            """)
        .bind("instance", cluster.instance())
        .bind("cluster", cluster.id())
        .bind("namespace", key.place().namespace())
        .bind("name", key.place().name())
        .bind("called", key.called())
        .bind("keys", key.keys())
        .bind("said", key.said())
        .bind("now", now)
        .mapTo(Boolean.class)
        .findOne()
        .orElse(false);
  }
}
