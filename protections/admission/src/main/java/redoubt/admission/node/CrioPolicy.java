package redoubt.admission.node;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import redoubt.admission.decide.Keys;
import redoubt.admission.policy.NamePattern;
import redoubt.admission.policy.Policy;
import redoubt.admission.policy.PolicyName;
import redoubt.oci.ImageReference;

/**
 * One {@code policy.json} (containers-policy.json(5)) of policies that count together. There the
 * most specific scope counts, and it is made so that it never accepts more than the policies admit:
 * what cannot be said is refused, and noted.
 */
final class CrioPolicy {
  /** What a scope asks for, of which entry. */
  private record Said(List<Map<String, Object>> requirements, int rank) {}

  private record Ranked(PolicyName policy, Policy.Entry entry, int rank) {
    String label() {
      return policy + ", entry " + entry.images();
    }
  }

  /** Images of which something is asked and which are no scope, but on these registries. */
  private record Vague(Ranked one, Set<String> spelledOut) {}

  private final String namespace;
  private final List<Signatories.Area> areas;
  private final Keys keys;
  private final List<String> registries;
  private final Map<String, Said> scopes = new LinkedHashMap<>();
  private final List<Vague> vague = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /**
   * @param namespace of the cluster; empty for the whole of it
   */
  CrioPolicy(String namespace, List<Signatories.Area> areas, Keys keys, List<String> registries) {
    this.namespace = namespace;
    this.areas = areas;
    this.keys = keys;
    this.registries = registries;
  }

  List<String> notes() {
    return notes.stream().distinct().toList();
  }

  /** Registries of which signatures of cosign are asked for. */
  Set<String> attached() {
    return scopes.entrySet().stream()
        .filter(scope ->
            scope.getValue().requirements().stream()
                .anyMatch(one -> "sigstoreSigned".equals(one.get("type"))))
        .map(scope -> Covering.registry(scope.getKey()))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  Map<String, Object> of(List<Policy> policies, List<NamePattern> exempt) {
    exempt(exempt);
    int rank = 0;
    for (Ranked one : ranked(policies)) {
      rank++;
      add(new Ranked(one.policy(), one.entry(), rank));
    }
    policies.forEach(policy ->
        policy
            .exceptions()
            .forEach(one ->
                note(
                    policy.name() + ", exception " + one.images(),
                    "is left out: there nothing ends by itself")));
    Map<String, Object> docker = new TreeMap<>();
    scopes.forEach((scope, said) -> docker.put(scope, said.requirements()));
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("default", List.of(Saying.reject()));
    if (!docker.isEmpty()) {
      file.put("transports", Map.of("docker", docker));
    }
    return file;
  }

  private void exempt(List<NamePattern> exempt) {
    for (NamePattern one : exempt) {
      Covering.of(one)
          .ifPresentOrElse(
              scope -> scopes.put(scope, new Said(List.of(Saying.accept()), 0)),
              () -> note("--exempt " + one, "is no scope and left out"));
    }
  }

  /** The one that counts first: names themselves, then who says more, then by name. */
  private static List<Ranked> ranked(List<Policy> policies) {
    return policies.stream()
        .flatMap(
            policy -> policy.entries().stream().map(entry -> new Ranked(policy.name(), entry, 0)))
        .sorted(
            Comparator.<Ranked>comparingInt(one -> isImage(one.entry().images()) ? 0 : 1)
                .thenComparingInt(one -> -one.entry().images().weight()))
        .toList();
  }

  /** A name with a tag or a digest counts before all others; of a repository, for one tag alone. */
  private static boolean isImage(NamePattern images) {
    return images.isExact()
        && ImageReference.parse(images.text()).filter(one -> !one.isNameOnly()).isPresent();
  }

  private void add(Ranked one) {
    NamePattern images = one.entry().images();
    Optional<String> scope = Covering.of(images);
    if (scope.isPresent()) {
      put(scope.get(), one);
      return;
    }
    Set<String> spelledOut = new LinkedHashSet<>();
    for (NamePattern exact : Covering.spelledOut(images, registries)) {
      Covering.of(exact)
          .ifPresent(found -> {
            spelledOut.add(Covering.registry(found));
            put(found, one);
          });
    }
    note(
        one.label(),
        "is no scope"
            + (spelledOut.isEmpty() ? "" : ", but for " + String.join(", ", spelledOut))
            + ": its images are refused");
    if (Bearing.of(one.entry().rule(), false) != Bearing.ADMIT
        || Bearing.of(one.entry().rule(), true) != Bearing.ADMIT) {
      vague.add(new Vague(one, spelledOut));
    }
  }

  /** Says it of a scope, and of those below it where others sign. */
  private void put(String scope, Ranked one) {
    List<String> below =
        areas.stream()
            .map(Signatories.Area::prefix)
            .filter(prefix -> !prefix.equals(scope) && Covering.covers(scope, prefix))
            .toList();
    if (asksWho(one)) {
      below.forEach(prefix -> putOne(prefix, one));
    }
    putOne(scope, one);
  }

  private boolean asksWho(Ranked one) {
    return Bearing.of(one.entry().rule(), true) == Bearing.DEPENDS;
  }

  /** An entry that counts before says what holds of all of it, in a scope that is less specific. */
  private boolean isSaid(String scope, Ranked one) {
    return scopes.entrySet().stream()
        .anyMatch(other ->
            other.getValue().rank() < one.rank() && Covering.covers(other.getKey(), scope));
  }

  private void putOne(String scope, Ranked one) {
    if (scopes.containsKey(scope) || isSaid(scope, one)) {
      return;
    }
    Optional<Ranked> before =
        vague.stream()
            .filter(other -> !other.spelledOut().contains(Covering.registry(scope)))
            .map(Vague::one)
            .filter(other -> Covering.mayOverlap(other.entry().images(), scope))
            .findFirst();
    if (before.isPresent()) {
      note(
          one.label(),
          "is refused as " + shown(scope) + ": some of it is of " + before.get().label());
      scopes.put(scope, new Said(List.of(Saying.reject()), one.rank()));
      return;
    }
    scopes.put(scope, new Said(requirements(scope, one), one.rank()));
  }

  private List<Map<String, Object>> requirements(String scope, Ranked one) {
    Bearing bearing = Bearing.of(one.entry().rule(), false);
    String beyond = beyond(one.entry().images(), scope);
    if (bearing == Bearing.ADMIT && one.entry().images().isExact() && !beyond.isEmpty()) {
      note(
          one.label(),
          "is refused as " + scope + ": said there, it is about " + beyond + "; name its tags");
      return List.of(Saying.reject());
    }
    if (bearing == Bearing.ADMIT) {
      beyond(one, beyond);
      return List.of(Saying.accept());
    }
    List<String> said = new ArrayList<>();
    Optional<Signatories.Area> area =
        areas.stream()
            .filter(other -> other.covers(scope))
            .max(Comparator.comparingInt(other -> other.prefix().length()));
    try {
      List<Map<String, Object>> requirements =
          new Saying(area, keys, namespace, said).of(one.entry().rule().requirement());
      said.forEach(text -> note(one.label(), "as " + shown(scope) + ": " + text));
      if (bearing != Bearing.REFUSE) {
        beyond(one, beyond);
      }
      return requirements;
    } catch (Saying.Unsayable e) {
      note(one.label(), "is refused as " + shown(scope) + ": " + e.getMessage());
      return List.of(Saying.reject());
    }
  }

  /**
   * What a scope means besides: one of a repository those below it, one of a folder the repository
   * that is called so. Empty where there are none: below repositories of Docker Hub, and of a
   * namespace of this server.
   */
  private String beyond(NamePattern images, String scope) {
    String registry = Covering.registry(scope);
    int slash = scope.indexOf('/');
    if (slash < 0) {
      return "";
    }
    String path = scope.substring(slash + 1);
    if (images.isExact()) {
      return path.contains(":") || path.contains("@") || registry.equals("docker.io")
          ? ""
          : "repositories below " + scope;
    }
    return path.indexOf('/') < 0 && (registries.contains(registry) || registry.equals("docker.io"))
        ? ""
        : "the repository " + scope;
  }

  private void beyond(Ranked one, String beyond) {
    if (!beyond.isEmpty()) {
      note(one.label(), "is about " + beyond + ", too");
    }
  }

  private static String shown(String scope) {
    return scope.isEmpty() ? "all images" : scope;
  }

  private void note(String what, String said) {
    notes.add(
        Stream.of(namespace.isEmpty() ? "" : "In " + namespace + ": ", what + " " + said + ".")
            .collect(Collectors.joining())
            .replaceAll("[^ -~]", "?"));
  }
}
