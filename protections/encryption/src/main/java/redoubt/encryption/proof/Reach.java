package redoubt.encryption.proof;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import redoubt.core.Outward;
import redoubt.encryption.Cluster;
import redoubt.encryption.cluster.EtcdAccess;
import redoubt.encryption.kube.KubeAccess;

/** The registered clusters whose objects are to be encrypted, and how to reach them. */
public interface Reach {
  List<Cluster> clusters();

  Optional<KubeAccess> kube(Cluster cluster);

  Optional<EtcdAccess> etcd(Cluster cluster);

  /** Which addresses of clusters are connected to. */
  Outward outward();

  /** Every key_id that the cluster was given. */
  List<String> keyIds(Cluster cluster);

  Instant now();

  /** How long an attack on one cluster may take, whatever that cluster does. */
  Duration longest();
}
