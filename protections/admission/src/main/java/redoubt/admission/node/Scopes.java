package redoubt.admission.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import redoubt.admission.policy.Policies;
import redoubt.admission.policy.Policy;

/** Policies that count together: those of the whole cluster, and those of each namespace. */
record Scopes(List<Policy> cluster, Map<String, List<Policy>> namespaces) {
  /** Each in the order of its policies' names. */
  static Scopes of(Policies policies) {
    List<Policy> cluster = new ArrayList<>();
    Map<String, List<Policy>> namespaces = new TreeMap<>();
    for (Policy policy : policies.all()) {
      policy
          .name()
          .namespace()
          .map(place -> namespaces.computeIfAbsent(place, _ -> new ArrayList<>()))
          .orElse(cluster)
          .add(policy);
    }
    return new Scopes(cluster, namespaces);
  }
}
