package redoubt.encryption.cluster;

import java.util.Optional;
import redoubt.core.Outward;
import redoubt.encryption.kube.KubeAccess;
import redoubt.encryption.outward.AddressRefused;

/**
 * How to reach a cluster.
 *
 * @param kube its API server
 * @param etcd its etcd
 */
public record ClusterReach(Optional<KubeAccess> kube, Optional<EtcdAccess> etcd) {
  /**
   * Says at once what every connection would say; of names, connections alone can tell.
   *
   * @throws AddressRefused when an address is none that may be connected to
   */
  void require(Outward outward) {
    AddressRefused.unlessAllowed(outward, kube.map(KubeAccess::server).stream());
    etcd.ifPresent(
        access -> AddressRefused.unlessAllowed(outward, access.address().endpoints().stream()));
  }

  Optional<String> apiServer() {
    return kube.map(access -> access.server().toString());
  }
}
