package redoubt.admission.sql;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import redoubt.admission.Clusters;
import redoubt.admission.cluster.Copy;
import redoubt.admission.policy.Dialect;
import redoubt.admission.policy.PolicyName;

/** Table {@code admission.policy}. */
public final class PolicyRows {
  private PolicyRows() {}

  /** Of a cluster. */
  public static List<Copy> of(Handle handle, Clusters.Cluster cluster) {
    return handle
        .createQuery(
            "SELECT * FROM admission.policy WHERE instance = :instance AND cluster = :cluster")
        .bind("instance", cluster.instance())
        .bind("cluster", cluster.id())
        .map((row, context) ->
            new Copy(
                new PolicyName(
                    Dialect.valueOf(row.getString("dialect")),
                    Optional.of(row.getString("namespace")).filter(one -> !one.isEmpty()),
                    row.getString("name")),
                row.getString("document")))
        .list();
  }

  /** These in place of those of before; only what is another is written. Whether anything was. */
  public static boolean put(Handle transaction, Clusters.Cluster cluster, List<Copy> policies) {
    Map<PolicyName, String> fresh = new LinkedHashMap<>();
    policies.forEach(one -> fresh.put(one.name(), one.document()));
    PreparedBatch gone =
        transaction.prepareBatch(
            """
            DELETE FROM admission.policy WHERE instance = :instance AND cluster = :cluster
              AND dialect = :dialect AND namespace = :namespace AND name = :name
            """);
    for (Copy old : of(transaction, cluster)) {
      if (old.document().equals(fresh.get(old.name()))) {
        fresh.remove(old.name());
      } else {
        bind(gone, cluster, old.name()).add();
      }
    }
    PreparedBatch batch =
        transaction.prepareBatch(
            """
            INSERT INTO admission.policy (instance, cluster, dialect, namespace, name, document)
            VALUES (:instance, :cluster, :dialect, :namespace, :name, :document)
            """);
    fresh.forEach((name, document) -> bind(batch, cluster, name).bind("document", document).add());
    boolean changed = gone.size() + batch.size() > 0;
    if (gone.size() > 0) {
      gone.execute();
    }
    if (batch.size() > 0) {
      batch.execute();
    }
    return changed;
  }

  private static PreparedBatch bind(
      PreparedBatch batch, Clusters.Cluster cluster, PolicyName name) {
    return batch
        .bind("instance", cluster.instance())
        .bind("cluster", cluster.id())
        .bind("dialect", name.dialect().name())
        .bind("namespace", name.namespace().orElse(""))
        .bind("name", name.name());
  }
}
