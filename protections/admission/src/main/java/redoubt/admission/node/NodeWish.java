package redoubt.admission.node;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import redoubt.admission.AdmissionFailures;
import redoubt.admission.policy.NamePattern;
import redoubt.admission.policy.Policies;

/**
 * What nodes are to be told.
 *
 * @param about whose policies they are, in words of one line
 * @param namespaces without policies of their own whose secrets are known
 * @param exempt what nodes may run whatever policies say
 * @param registries by which names nodes call this server
 */
public record NodeWish(
    String about,
    Policies policies,
    Set<String> namespaces,
    List<NamePattern> exempt,
    List<String> registries,
    Instant now) {
  private static final int MOST = 100;

  /**
   * @throws redoubt.core.Failure {@code admission.bad-field}
   */
  public NodeWish {
    namespaces = Set.copyOf(namespaces);
    exempt = List.copyOf(exempt);
    registries = List.copyOf(registries);
    if (exempt.size() > MOST
        || registries.size() > MOST
        || registries.stream()
            .anyMatch(
                one -> !one.matches("(?:[a-z0-9.-]{1,253}|\\[[0-9a-f:]{2,39}])(?::[0-9]{1,5})?"))) {
      throw AdmissionFailures.badField("exempt or registries");
    }
    about = about.replaceAll("[^ -~]", "?");
  }
}
