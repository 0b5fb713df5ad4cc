package redoubt.admission.rehearse;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import redoubt.admission.policy.Policy;

/**
 * What is to be rehearsed.
 *
 * @param policies in place of those of the cluster with the same kind and name
 * @param only whether they are in place of all
 * @param since how far back admissions count
 * @param exempt namespaces that nobody is asked about
 * @param grandfather until when what would be refused is to run on; empty for not at all
 */
public record Wish(
    List<Policy> policies,
    boolean only,
    Duration since,
    Set<String> exempt,
    Optional<Instant> grandfather) {
  public Wish {
    policies = List.copyOf(policies);
    exempt = Set.copyOf(exempt);
  }
}
