package redoubt.admission.sql;

import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import redoubt.admission.Clusters;
import redoubt.admission.seen.Asked;
import redoubt.admission.seen.Counted;
import redoubt.oci.Digest;

/** Table {@code admission.seen}. */
public final class SeenRows {
  private SeenRows() {}

  /** Counts on. A cluster that asks no more is not counted of. */
  public static void add(Handle transaction, Clusters.Cluster cluster, List<Counted> counted) {
    PreparedBatch batch =
        transaction.prepareBatch(
            """
            INSERT INTO admission.seen AS s
              (instance, cluster, print, namespace, kind, workload, image, digest, policy, outcome,
               first_seen, last_seen, count)
            SELECT :instance, :cluster, :print, :namespace, :kind, :workload, :image, :digest, :policy,
              :outcome, :first, :last, :count
            WHERE EXISTS (SELECT FROM admission.cluster
              WHERE instance = :instance AND cluster = :cluster)
            ON CONFLICT (instance, cluster, print) DO UPDATE SET
              first_seen = least(s.first_seen, excluded.first_seen),
              last_seen = greatest(s.last_seen, excluded.last_seen),
              count = s.count + excluded.count
            """);
    for (Counted one : counted) {
      Asked asked = one.asked();
      batch
          .bind("instance", cluster.instance())
          .bind("cluster", cluster.id())
          .bind("print", asked.print())
          .bind("namespace", asked.namespace())
          .bind("kind", asked.kind())
          .bind("workload", asked.workload())
          .bind("image", asked.image())
          .bind("digest", asked.digest().map(Digest::toString).orElse(""))
          .bind("policy", asked.policy())
          .bind("outcome", asked.outcome().name())
          .bind("first", one.first())
          .bind("last", one.last())
          .bind("count", one.count())
          .add();
    }
    batch.execute();
  }

  /** So many of a cluster stay, what was asked last. */
  public static void keep(Handle transaction, Clusters.Cluster cluster, int most) {
    transaction
        .createUpdate(
            """
            DELETE FROM admission.seen
            WHERE instance = :instance AND cluster = :cluster AND print IN (
              SELECT print FROM admission.seen WHERE instance = :instance AND cluster = :cluster
              ORDER BY last_seen DESC OFFSET :most)
            """)
        .bind("instance", cluster.instance())
        .bind("cluster", cluster.id())
        .bind("most", most)
        .execute();
  }

  /** Of all clusters. */
  public static void forgetBefore(Handle transaction, Instant moment) {
    transaction
        .createUpdate("DELETE FROM admission.seen WHERE last_seen < :moment")
        .bind("moment", moment)
        .execute();
  }

  /** What a cluster asked since a moment, the latest first. */
  public static List<Counted> of(Handle handle, Clusters.Cluster cluster, Instant since) {
    return handle
        .createQuery(
            """
            SELECT * FROM admission.seen
            WHERE instance = :instance AND cluster = :cluster AND last_seen >= :since
            ORDER BY last_seen DESC
            """)
        .bind("instance", cluster.instance())
        .bind("cluster", cluster.id())
        .bind("since", since)
        .map((row, context) ->
            new Counted(
                new Asked(
                    row.getString("namespace"),
                    row.getString("kind"),
                    row.getString("workload"),
                    row.getString("image"),
                    Digest.tryParse(row.getString("digest")),
                    row.getString("policy"),
                    Asked.Outcome.valueOf(row.getString("outcome"))),
                row.getTimestamp("first_seen").toInstant(),
                row.getTimestamp("last_seen").toInstant(),
                row.getLong("count")))
        .list();
  }
}
