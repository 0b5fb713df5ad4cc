package redoubt.admission.policy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All policies of a cluster. Those of a namespace count there alone, and then none of the cluster's
 * does. All of them together are one list; the name itself wins, then the pattern with the most
 * characters besides {@code *}, then the first policy by name (Portieris 0.14.2, FindImagePolicy,
 * where the last is by chance).
 */
public final class Policies {
  private final Map<String, Scope> namespaces = new HashMap<>();
  private final Optional<Scope> cluster;
  private final List<Policy> all;

  public Policies(List<Policy> policies) {
    this.all = policies.stream().sorted((a, b) -> a.name().compareTo(b.name())).toList();
    Map<String, List<Policy>> byNamespace = new HashMap<>();
    List<Policy> ofCluster = new ArrayList<>();
    for (Policy policy : all) {
      policy
          .name()
          .namespace()
          .map(place -> byNamespace.computeIfAbsent(place, _ -> new ArrayList<>()))
          .orElse(ofCluster)
          .add(policy);
    }
    byNamespace.forEach((place, some) -> namespaces.put(place, new Scope(some)));
    this.cluster = ofCluster.isEmpty() ? Optional.empty() : Optional.of(new Scope(ofCluster));
  }

  /** In the order of their names. */
  public List<Policy> all() {
    return all;
  }

  /** Whether a namespace has policies of its own. */
  public boolean hasOwn(String namespace) {
    return namespaces.containsKey(namespace);
  }

  /** Whether any image is admitted in a namespace, whatever it is called. */
  public boolean admitsAll(String namespace) {
    Scope own = namespaces.get(namespace);
    return own != null ? own.admitsAll() : cluster.map(Scope::admitsAll).orElse(false);
  }

  /** All entries that are about an image in a namespace, the one that counts first. */
  public List<Candidate> candidates(String namespace, List<String> forms) {
    return scope(namespace).map(scope -> scope.candidates(forms)).orElse(List.of());
  }

  /** Whether an exception that counts in a namespace names images by their digests. */
  public boolean exemptsDigests(String namespace, Instant now) {
    return scope(namespace).filter(scope -> scope.exemptsDigests(now)).isPresent();
  }

  /** An exception that counts in a namespace and holds at a moment. */
  public Optional<Choice.Exempt> exempt(String namespace, List<String> forms, Instant now) {
    return scope(namespace).flatMap(scope -> scope.exempt(forms, now));
  }

  private Optional<Scope> scope(String namespace) {
    return Optional.ofNullable(namespaces.get(namespace)).or(() -> cluster);
  }

  /**
   * @param namespace in which the image is used
   * @param forms in which the image may be written, the one in which it is first
   */
  public Choice choose(String namespace, List<String> forms, Instant now) {
    Scope own = namespaces.get(namespace);
    if (own != null) {
      return own.choose(forms, now).orElseGet(Choice.NotInNamespace::new);
    }
    return cluster
        .map(scope -> scope.choose(forms, now).orElseGet(Choice.NotInCluster::new))
        .orElseGet(Choice.NoPolicies::new);
  }
}
