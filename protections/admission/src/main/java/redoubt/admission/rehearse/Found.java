package redoubt.admission.rehearse;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import redoubt.admission.Clusters;
import redoubt.admission.policy.Policy;
import redoubt.admission.policy.PolicyName;

/**
 * What came of looking at a cluster.
 *
 * @param since admissions from then on were looked at; empty where none were
 * @param problem why it was not seen what runs; empty where it was
 * @param pods that run
 * @param replaced policies of the cluster that would count no more
 * @param grandfathered policies that let what would be refused run on; empty where none were asked
 *     for
 * @param left what would be refused even so
 */
public record Found(
    Clusters.Cluster cluster,
    Instant at,
    Optional<Instant> since,
    String problem,
    int pods,
    Comparison comparison,
    List<PolicyName> replaced,
    Optional<List<Policy>> grandfathered,
    List<Judged> left) {}
