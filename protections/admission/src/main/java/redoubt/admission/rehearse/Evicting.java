package redoubt.admission.rehearse;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import redoubt.admission.Clusters;
import redoubt.core.Failure;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.store.Database;

/** Has pods stopped, one after another. Each that goes is in the ledger. */
public final class Evicting {
  private final Database database;
  private final Ledger ledger;
  private final Evictions evictions;
  private final InstantSource clock;

  public Evicting(Database database, Ledger ledger, Evictions evictions, InstantSource clock) {
    this.database = database;
    this.ledger = ledger;
    this.evictions = evictions;
    this.clock = clock;
  }

  /**
   * @param pods that are to go
   * @param budget so many of them go at most; those that are kept or gone cost nothing
   */
  Evicted evict(Clusters.Cluster cluster, String actor, List<RunningPod> pods, int budget) {
    List<Evicted.Asked> asked = new ArrayList<>();
    String problem = "";
    try {
      boolean _ =
          evictions.visit(
              cluster,
              api -> {
                int left = budget;
                for (RunningPod pod : pods) {
                  if (left == 0) {
                    break;
                  }
                  Evictions.Outcome outcome = api.evict(pod.namespace(), pod.name(), pod.uid());
                  asked.add(new Evicted.Asked(pod.namespace(), pod.name(), outcome));
                  if (outcome == Evictions.Outcome.GOES) {
                    record(cluster, actor, pod);
                    left--;
                  }
                }
                return true;
              });
    } catch (Failure e) {
      problem = e.what() + " " + e.remedy();
    }
    return new Evicted(cluster, asked, pods.size() - asked.size(), problem);
  }

  private void record(Clusters.Cluster cluster, String actor, RunningPod pod) {
    database.transaction(transaction -> {
      ledger.append(
          transaction,
          List.of(
              Entry.ok(
                  clock.instant(),
                  cluster.instance(),
                  actor,
                  "admission.evict",
                  cluster.id(),
                  Map.of("namespace", pod.namespace(), "pod", pod.name()))));
      return true;
    });
  }
}
