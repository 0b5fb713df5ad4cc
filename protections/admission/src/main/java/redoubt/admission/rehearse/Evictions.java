package redoubt.admission.rehearse;

import java.util.function.Function;
import redoubt.admission.Clusters;

/** What this room needs of clusters to have pods stopped. */
public interface Evictions {
  /** How asking a pod to go went. */
  enum Outcome {
    /** It goes, in its own time. */
    GOES,
    /** A disruption budget keeps it at the moment. */
    KEPT,
    /** It was not there any more. */
    GONE
  }

  /**
   * Asks one, within half a minute.
   *
   * @throws redoubt.core.Failure when it cannot be asked
   */
  <T> T visit(Clusters.Cluster cluster, Function<Api, T> work);

  /** An API server. */
  interface Api {
    /**
     * Asks a pod to go, under the disruption budgets of its namespace.
     *
     * @param uid of the one that is meant
     * @throws redoubt.core.Failure when one may not, or there is no answer
     */
    Outcome evict(String namespace, String pod, String uid);
  }
}
