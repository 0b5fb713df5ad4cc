package redoubt.encryption.report;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import redoubt.encryption.Cluster;
import redoubt.encryption.census.Expectation;
import redoubt.encryption.lease.Generation;
import redoubt.encryption.lease.LeaseDesk;

/** What a cluster's objects should be encrypted with, as the server has told its plugins. */
public final class Expected {
  private static final int MOST_FORMER = 1000;

  private final LeaseDesk leases;

  public Expected(LeaseDesk leases) {
    this.leases = leases;
  }

  /** The keys are not judged when no root key guards the cluster. */
  public Expectation of(Cluster cluster) {
    List<String> resources =
        cluster.resources().isEmpty() ? Expectation.SECRETS : cluster.resources();
    if (cluster.use().isEmpty()) {
      return new Expectation(resources, Optional.empty(), new TreeSet<>());
    }
    // A rotation that no plugin has asked for yet is a new generation now.
    String current = leases.terms(cluster.tenant(), cluster.id()).generation().keyId();
    return new Expectation(
        resources,
        Optional.of(current),
        leases.generations(cluster.tenant(), cluster.id()).stream()
            .map(Generation::keyId)
            .filter(keyId -> !keyId.equals(current))
            .limit(MOST_FORMER)
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  /** Whether any object can be under a key of this server. */
  boolean hasKeys(Cluster cluster) {
    return !leases.generations(cluster.tenant(), cluster.id()).isEmpty();
  }
}
