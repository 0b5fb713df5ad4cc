package redoubt.signatures.notation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import redoubt.signatures.Check;
import redoubt.signatures.Fact;
import redoubt.signatures.Format;

/**
 * A trust policy 1.0 for OCI artifacts (specs/trust-store-trust-policy.md). It differs from the
 * tool in one point: an expired signature stays expired at every level, unless the policy itself
 * says {@code "override": {"expiry": "log"}}. Otherwise whoever holds a registry could bring back
 * an old image wherever the level is permissive (CVE-2024-23332).
 */
public record TrustPolicy(List<Statement> statements) {
  public TrustPolicy {
    statements = List.copyOf(statements);
  }

  /**
   * @throws redoubt.core.Failure {@code signatures.bad-trust-policy}, with a sentence that says
   *     where: it is refused for anything that it is not certain to mean
   */
  public static TrustPolicy read(byte[] json) {
    return TrustPolicyReader.read(json);
  }

  /**
   * The one statement that is for the repository: the one that names it, or else the one for all.
   *
   * @param repository with its registry, such as {@code registry.test:5000/acme/app}
   */
  public Optional<Statement> statementFor(String repository) {
    return statements.stream()
        .filter(one -> one.scopes().contains(repository))
        .findFirst()
        .or(() -> statements.stream().filter(Statement::isForAll).findFirst());
  }

  /**
   * Whether an image of the repository may be trusted; one good signature suffices.
   *
   * @param facts about that image, made with these stores or with more
   */
  public Verdict evaluate(String repository, List<Fact> facts, TrustStores stores, Instant now) {
    Optional<Statement> found = statementFor(repository);
    if (found.isEmpty()) {
      return new Verdict(
          false, Check.failed("policy", "No statement of the trust policy is for this image."));
    }
    Statement statement = found.orElseThrow();
    String name = "policy:" + statement.name();
    if (statement.level() == Statement.Level.SKIP) {
      return new Verdict(true, Check.passed(name, "The policy asks for no signature here."));
    }
    List<Check> judged = new ArrayList<>();
    facts.stream()
        .filter(fact -> fact.format() == Format.NOTATION)
        .forEach(fact -> judged.add(Judgement.of(statement, fact, stores, now)));
    boolean accepted = judged.stream().anyMatch(Check::isPassed);
    String said =
        accepted
            ? "A signature is good enough."
            : judged.isEmpty() ? "There is no signature of this kind." : judged.getFirst().said();
    return new Verdict(
        accepted,
        new Check(name, accepted ? Check.Outcome.PASSED : Check.Outcome.FAILED, said, judged));
  }
}
