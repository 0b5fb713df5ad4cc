package redoubt.admission.policy;

import java.util.Comparator;
import java.util.Optional;

/**
 * Which policy of a cluster.
 *
 * @param namespace empty for one of the whole cluster
 */
public record PolicyName(Dialect dialect, Optional<String> namespace, String name)
    implements Comparable<PolicyName> {
  private static final Comparator<PolicyName> ORDER =
      Comparator.comparing(PolicyName::name)
          .thenComparing(one -> one.namespace().orElse(""))
          .thenComparing(PolicyName::dialect);

  /** In the order of names, as an API server lists them. */
  @Override
  public int compareTo(PolicyName other) {
    return ORDER.compare(this, other);
  }

  public String kind() {
    return namespace.isPresent() ? "ImagePolicy" : "ClusterImagePolicy";
  }

  /** As people call it: {@code ImagePolicy team/usual}. */
  @Override
  public String toString() {
    return kind() + " " + namespace.map(place -> place + "/").orElse("") + name;
  }
}
