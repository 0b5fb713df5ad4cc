package redoubt.encryption.cluster;

import java.time.Duration;
import java.time.Instant;
import org.jdbi.v3.core.Handle;
import redoubt.encryption.Cluster;
import redoubt.encryption.sql.ClusterRows;
import redoubt.encryption.sql.LeaseRows;

/** When API servers have followed a change of key, version, phase or resources. */
public final class Settling {
  /**
   * API servers ask for the key_id and look at their configuration once a minute, and write under
   * the key_id of before for three minutes at the most; plugins follow within ten seconds.
   */
  static final Duration LONGEST = Duration.ofSeconds(200);

  private Settling() {}

  /** From when on API servers write as the cluster's phase and key want it. */
  public static Instant at(Handle handle, Cluster cluster) {
    Instant phase = ClusterRows.phaseSince(handle, cluster.tenant(), cluster.id());
    Instant key =
        LeaseRows.terms(handle, cluster.tenant(), cluster.id())
            .map(terms -> terms.generation().since())
            .orElse(Instant.EPOCH);
    return (key.isAfter(phase) ? key : phase).plus(LONGEST);
  }
}
