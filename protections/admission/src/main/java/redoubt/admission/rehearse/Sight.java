package redoubt.admission.rehearse;

import java.util.Set;
import java.util.function.Function;
import redoubt.admission.Clusters;

/** What this room needs of clusters to see what runs in them. */
public interface Sight {
  /** All that is looked at in an answer, each with its way from the top. */
  Set<String> FIELDS = PodReading.fields();

  /**
   * Asks one, within half a minute.
   *
   * @throws redoubt.core.Failure when it cannot be asked
   */
  <T> T visit(Clusters.Cluster cluster, Function<Clusters.Api, T> questions);
}
