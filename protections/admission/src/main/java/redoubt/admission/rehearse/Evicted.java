package redoubt.admission.rehearse;

import java.util.List;
import redoubt.admission.Clusters;

/**
 * What came of having pods stopped.
 *
 * @param left pods that run what would be refused, and were not asked to go
 * @param problem why it was not gone on; empty if it was
 */
public record Evicted(Clusters.Cluster cluster, List<Asked> asked, int left, String problem) {
  public Evicted {
    asked = List.copyOf(asked);
  }

  /** A pod that was asked to go. */
  public record Asked(String namespace, String pod, Evictions.Outcome outcome) {}
}
