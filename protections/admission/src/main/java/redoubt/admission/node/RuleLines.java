package redoubt.admission.node;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import redoubt.admission.policy.NamePattern;
import redoubt.admission.policy.Policy;
import redoubt.admission.policy.PolicyName;

/**
 * Entries of policies as lines that a shell reads: {@code KIND PLACE BY-TAG BY-DIGEST UNTIL HOST
 * REST LABEL}, the one that counts before others. A kind is {@code =} for the name itself and
 * {@code ~} for a pattern; HOST is {@code -} for a pattern without a slash, UNTIL is {@code -} or
 * seconds since 1970, of an exception. No field but the label has a blank.
 */
final class RuleLines {
  /** Of the whole cluster; no namespace is called so. */
  private static final String CLUSTER = "*";

  /** Of the node alone. */
  private static final String NODE = "!";

  private final List<String> lines = new ArrayList<>();

  private RuleLines() {}

  static List<String> of(Scopes scopes, List<NamePattern> exempt) {
    RuleLines rules = new RuleLines();
    exempt.forEach(pattern -> rules.add(NODE, "admit admit", "-", pattern, "this node"));
    rules.scope(CLUSTER, scopes.cluster());
    scopes.namespaces().forEach(rules::scope);
    return rules.lines;
  }

  private record Placed(PolicyName policy, Policy.Entry entry) {}

  private void scope(String place, List<Policy> policies) {
    for (Policy policy : policies) {
      for (Policy.Exemption one : policy.exceptions()) {
        add(
            place,
            "admit admit",
            Long.toString(one.until().getEpochSecond()),
            one.images(),
            label(policy.name(), one.images()));
      }
    }
    List<Placed> entries =
        policies.stream()
            .flatMap(
                policy -> policy.entries().stream().map(entry -> new Placed(policy.name(), entry)))
            .toList();
    for (Placed one : entries) {
      NamePattern images = one.entry().images();
      if (images.isExact()) {
        lines.add(
            String.join(
                " ",
                "=",
                checked(place),
                verdicts(one.entry()),
                "-",
                "-",
                images.text(),
                label(one.policy(), images)));
      }
    }
    // Sorting keeps the order of names where as much is said.
    entries.stream()
        .sorted(Comparator.comparingInt(one -> -one.entry().images().weight()))
        .forEach(one ->
            add(
                place,
                verdicts(one.entry()),
                "-",
                one.entry().images(),
                label(one.policy(), one.entry().images())));
  }

  private void add(String place, String verdicts, String until, NamePattern images, String label) {
    pattern(images.text())
        .ifPresent(fields ->
            lines.add(String.join(" ", "~", checked(place), verdicts, until, fields, label)));
  }

  private static String verdicts(Policy.Entry entry) {
    return word(Bearing.of(entry.rule(), false)) + " " + word(Bearing.of(entry.rule(), true));
  }

  private static String word(Bearing bearing) {
    return bearing.name().toLowerCase(Locale.ROOT);
  }

  /** Host and rest as a shell's pattern; empty when no image has such a name. */
  private static Optional<String> pattern(String text) {
    int slash = text.indexOf('/');
    String host = slash < 0 ? "-" : literal(text.substring(0, slash));
    String rest = literal(text.substring(slash + 1));
    return host.isEmpty() || rest.isEmpty() ? Optional.empty() : Optional.of(host + " " + rest);
  }

  /** Of what such names consist of, a shell knows besides the star only brackets. */
  private static String literal(String text) {
    return text.replaceAll("[\\[\\]]", "[$0]");
  }

  /** Namespaces and names of policies may be what a file says they are. */
  private static String checked(String place) {
    return place.replaceAll("[^A-Za-z0-9.*!-]", "?");
  }

  private static String label(PolicyName policy, NamePattern images) {
    return (policy + ", entry " + images).replaceAll("[^ -~]", "?");
  }
}
