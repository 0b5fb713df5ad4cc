package redoubt.encryption.shred;

import java.util.List;
import java.util.Optional;
import redoubt.encryption.Cluster;
import redoubt.encryption.lease.Holder;

/**
 * That a cluster relies on a root key.
 *
 * @param now whether the key guards it now; else it did before
 * @param stored what is stored under the key; empty when it was never counted
 * @param holders of leases on the key; none unless it guards the cluster now
 */
public record Reliance(
    Cluster cluster, boolean now, Optional<UnderKey> stored, List<Holder> holders) {
  /**
   * Stored objects, as last counted.
   *
   * @param objects that only this key opens
   * @param uncertain that a root key of the cluster opens, but not known which
   */
  public record UnderKey(java.time.Instant at, long objects, long uncertain, long all) {}

  public Reliance {
    holders = List.copyOf(holders);
  }
}
