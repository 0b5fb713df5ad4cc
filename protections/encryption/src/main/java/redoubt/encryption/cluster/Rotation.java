package redoubt.encryption.cluster;

import redoubt.encryption.Cluster;
import redoubt.encryption.EncryptionFailures;
import redoubt.encryption.RootKeys;
import redoubt.encryption.lease.LeaseDesk;
import redoubt.encryption.lease.Terms;

/** A new version of the root key that guards a cluster. */
public final class Rotation {
  private final RootKeys keys;
  private final LeaseDesk leases;

  public Rotation(RootKeys keys, LeaseDesk leases) {
    this.keys = keys;
    this.leases = leases;
  }

  /**
   * Rotates, and returns what plugins are told from now on: a new key_id.
   *
   * @throws redoubt.core.Failure {@code encryption.not-enabled}, or what the keys room says, such
   *     as that it is too early
   */
  public Terms rotate(String actor, Cluster cluster) {
    Cluster.Use use = cluster.use().orElseThrow(EncryptionFailures::notEnabled);
    keys.rotate(cluster.tenant(), use.key(), actor);
    return leases.terms(cluster.tenant(), cluster.id());
  }
}
