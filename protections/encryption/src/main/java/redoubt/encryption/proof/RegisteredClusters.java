package redoubt.encryption.proof;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import redoubt.core.Outward;
import redoubt.encryption.Cluster;
import redoubt.encryption.cluster.Clusters;
import redoubt.encryption.cluster.EtcdAccess;
import redoubt.encryption.kube.KubeAccess;
import redoubt.encryption.lease.Generation;
import redoubt.encryption.lease.LeaseDesk;

/** The clusters that the server knows. */
public record RegisteredClusters(Clusters known, LeaseDesk leases, InstantSource clock)
    implements Reach {
  @Override
  public List<Cluster> clusters() {
    return known.enabled();
  }

  @Override
  public Optional<KubeAccess> kube(Cluster cluster) {
    return known.kube(cluster);
  }

  @Override
  public Optional<EtcdAccess> etcd(Cluster cluster) {
    return known.etcd(cluster);
  }

  @Override
  public Outward outward() {
    return known.outward();
  }

  @Override
  public List<String> keyIds(Cluster cluster) {
    return leases.generations(cluster.tenant(), cluster.id()).stream()
        .map(Generation::keyId)
        .toList();
  }

  @Override
  public Instant now() {
    return clock.instant();
  }

  @Override
  public Duration longest() {
    return Duration.ofMinutes(5);
  }
}
