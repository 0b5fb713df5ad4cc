package redoubt.admission.document;

import java.util.ArrayList;
import java.util.List;
import redoubt.admission.policy.NamePattern;
import redoubt.admission.policy.Policy;
import redoubt.admission.policy.PolicyName;
import redoubt.admission.policy.Requirement;
import redoubt.admission.policy.Rule;

/**
 * Policies of IBM's Container Image Security Enforcement (ibm-cloud-docs/Registry,
 * registry_security_enforce.md, 2018 to 2020): {@code trust} as Portieris has it, and {@code va}.
 */
final class EnforcementReader {
  private EnforcementReader() {}

  static Policy read(PolicyName name, Part spec) {
    List<Policy.Entry> entries = new ArrayList<>();
    for (Part repository : spec.only("repositories").child("repositories").each()) {
      repository.only("name", "policy");
      entries.add(
          new Policy.Entry(
              new NamePattern(repository.child("name").required()),
              repository.child("policy").map(EnforcementReader::rule).orElse(Rule.ADMIT)));
    }
    return new Policy(name, entries, List.of());
  }

  private static Rule rule(Part policy) {
    policy.only("trust", "va");
    List<Requirement> all = new ArrayList<>();
    policy
        .child("va")
        .map(part -> part.only("enabled", "account"))
        .flatMap(PortierisReader::scanned)
        .ifPresent(all::add);
    policy.child("trust").map(PortierisReader::trust).ifPresent(all::addAll);
    return new Rule(Rule.Mode.ENFORCE, Rule.Rewriting.PODS, new Requirement.All(all));
  }
}
