package redoubt.admission.rehearse;

import java.time.Instant;
import java.util.Optional;
import redoubt.admission.cluster.Standing;
import redoubt.admission.decide.Decider;
import redoubt.admission.decide.Evidence;
import redoubt.admission.decide.Looked;
import redoubt.admission.decide.Words;
import redoubt.admission.policy.Policies;
import redoubt.admission.policy.PolicyName;

/**
 * All that a decision takes: it rules as an API server would be answered.
 *
 * @param standing of the cluster, with the policies that are to count
 */
record Court(Standing standing, Policies policies, Evidence evidence, Instant now) {
  /**
   * About an image as it is used: a tag means what runs by it, whatever it means by now. A tag
   * beside a digest says nothing more than to an API server.
   */
  Ruling on(Item item) {
    Optional<PolicyName> obstacle = standing.obstacle(item.namespace());
    if (obstacle.isPresent()) {
      return new Ruling(
          true,
          false,
          obstacle,
          item.digest(),
          obstacle.get() + " cannot be read, so it is not known what it refuses.",
          "Correct or delete it: " + standing.unreadable().get(obstacle.get()));
    }
    Looked looked =
        Decider.look(
            item.image(),
            item.namespace(),
            policies,
            item.digest()
                .filter(_ -> item.isByTag())
                .<Evidence>map(digest -> new AsItRuns(evidence, digest))
                .orElse(evidence),
            now);
    boolean holds = looked.holds();
    return new Ruling(
        looked.isRefused(),
        !holds && !looked.isRefused(),
        looked.policy(),
        looked.digest(),
        holds ? "" : Words.told(looked, item.namespace()),
        holds ? "" : Words.remedy(looked, item.namespace()));
  }
}
