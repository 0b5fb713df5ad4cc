package redoubt.admission.policy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All policies of a namespace, or those of the cluster. Looked up by the registry that patterns
 * name, so that many policies for many registries cost no more than a few.
 */
final class Scope {
  private record Placed(PolicyName policy, Policy.Entry entry) {}

  private record Exempting(PolicyName policy, Policy.Exemption exemption) {}

  private record Match(Placed placed, String form) {}

  private final Map<String, List<Placed>> exact = new HashMap<>();
  private final Map<String, List<Placed>> byRegistry = new HashMap<>();
  private final Map<String, List<Exempting>> exemptions = new HashMap<>();
  private final Optional<Instant> digestsUntil;
  private final boolean admitsAll;

  /**
   * @param policies in their order
   */
  Scope(List<Policy> policies) {
    for (Policy policy : policies) {
      for (Policy.Entry entry : policy.entries()) {
        Placed placed = new Placed(policy.name(), entry);
        if (entry.images().isExact()) {
          add(exact, entry.images().text(), placed);
        }
        add(byRegistry, entry.images().registry(), placed);
      }
      for (Policy.Exemption one : policy.exceptions()) {
        add(exemptions, one.images().registry(), new Exempting(policy.name(), one));
      }
    }
    this.digestsUntil =
        policies.stream()
            .flatMap(policy -> policy.exceptions().stream())
            .filter(one -> one.images().isOfDigest())
            .map(Policy.Exemption::until)
            .max(Instant::compareTo);
    List<Policy.Entry> entries =
        policies.stream().flatMap(policy -> policy.entries().stream()).toList();
    this.admitsAll =
        entries.stream().anyMatch(entry -> entry.images().text().equals("*"))
            && entries.stream().allMatch(entry -> entry.rule().refusesNothing());
  }

  /** Whether any image is admitted, whatever it is called. */
  boolean admitsAll() {
    return admitsAll;
  }

  private static <T> void add(Map<String, List<T>> to, String key, T one) {
    to.computeIfAbsent(key, _ -> new ArrayList<>()).add(one);
  }

  private static <T> Stream<T> under(Map<String, List<T>> all, String form) {
    int slash = form.indexOf('/');
    String registry = slash < 0 ? "" : form.substring(0, slash);
    return Stream.concat(
        registry.isEmpty() ? Stream.of() : all.getOrDefault(registry, List.of()).stream(),
        all.getOrDefault("", List.of()).stream());
  }

  /** Whether an exception that has not ended names images by their digests. */
  boolean exemptsDigests(Instant now) {
    return digestsUntil.map(now::isBefore).orElse(false);
  }

  /** An exception that holds at a moment, for an image in one of these forms. */
  Optional<Choice.Exempt> exempt(List<String> forms, Instant now) {
    return forms.stream()
        .flatMap(form ->
            under(exemptions, form)
                .filter(one -> now.isBefore(one.exemption().until()))
                .filter(one -> one.exemption().images().matches(form)))
        .map(one -> new Choice.Exempt(one.policy(), one.exemption()))
        .findFirst();
  }

  /**
   * @param forms in which the image may be written, the one in which it is first
   */
  Optional<Choice> choose(List<String> forms, Instant now) {
    Optional<Choice.Exempt> exempt = exempt(forms, now);
    if (exempt.isPresent()) {
      return Optional.of(exempt.get());
    }
    List<Match> exactly = new ArrayList<>();
    for (String form : forms) {
      exact.getOrDefault(form, List.of()).forEach(one -> exactly.add(new Match(one, form)));
    }
    return first(exactly.isEmpty() ? heaviest(forms) : exactly);
  }

  /** All entries that are about the image, the one that counts first. */
  List<Candidate> candidates(List<String> forms) {
    List<Candidate> all = new ArrayList<>();
    for (String form : forms) {
      under(byRegistry, form)
          .filter(one -> one.entry().images().matches(form))
          .map(one ->
              new Candidate(
                  one.policy(), one.entry(), form, one.entry().images().text().equals(form)))
          .filter(one ->
              all.stream()
                  .noneMatch(other ->
                      other.policy().equals(one.policy())
                          && other.entry().equals(one.entry())
                          && (other.exact() || !one.exact())))
          .forEach(all::add);
    }
    return all.stream().sorted().toList();
  }

  private List<Match> heaviest(List<String> forms) {
    List<Match> best = new ArrayList<>();
    int weight = -1;
    for (String form : forms) {
      for (Placed one : under(byRegistry, form).toList()) {
        int of = one.entry().images().weight();
        if (of >= weight && one.entry().images().matches(form)) {
          if (of > weight) {
            best.clear();
            weight = of;
          }
          best.add(new Match(one, form));
        }
      }
    }
    return best;
  }

  /** Of those that say as much the first by name of its policy, whatever form it matched. */
  private static Optional<Choice> first(List<Match> matches) {
    return matches.stream()
        .reduce((a, b) -> b.placed().policy().compareTo(a.placed().policy()) < 0 ? b : a)
        .map(taken ->
            new Choice.Found(
                taken.placed().policy(),
                taken.placed().entry(),
                taken.form(),
                matches.stream()
                    .filter(
                        one -> !one.placed().entry().rule().equals(taken.placed().entry().rule()))
                    .map(one -> one.placed().policy())
                    .distinct()
                    .sorted()
                    .toList()));
  }
}
