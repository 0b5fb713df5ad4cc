package redoubt.admission.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which policy applies: as Portieris says it, where the last word is never by chance. */
final class PoliciesTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final Rule STRICT = rule(new Requirement.Trusted());
  private static final Rule NEVER = rule(new Requirement.Never());

  private static Rule rule(Requirement requirement) {
    return new Rule(Rule.Mode.ENFORCE, Rule.Rewriting.PODS, requirement);
  }

  private static PolicyName name(String namespace, String name) {
    return new PolicyName(
        Dialect.PORTIERIS, Optional.of(namespace).filter(one -> !one.isEmpty()), name);
  }

  private static Policy policy(String namespace, String name, Policy.Entry... entries) {
    return new Policy(name(namespace, name), List.of(entries), List.of());
  }

  private static Policy.Entry entry(String images, Rule rule) {
    return new Policy.Entry(new NamePattern(images), rule);
  }

  private static Choice choose(List<Policy> policies, String namespace, String... forms) {
    return new Policies(policies).choose(namespace, Arrays.asList(forms), NOW);
  }

  private static Choice.Found found(List<Policy> policies, String namespace, String... forms) {
    return (Choice.Found) choose(policies, namespace, forms);
  }

  @Test
  void policiesOfANamespaceCountThereAlone() {
    List<Policy> policies =
        List.of(
            policy("", "all", entry("*", Rule.ADMIT)),
            policy("team", "own", entry("a.test/*", STRICT)));
    assertThat(found(policies, "team", "a.test/app").policy()).hasToString("ImagePolicy team/own");
    assertThat(choose(policies, "team", "b.test/app")).isEqualTo(new Choice.NotInNamespace());
    assertThat(found(policies, "other", "b.test/app").policy())
        .hasToString("ClusterImagePolicy all");
  }

  @Test
  void whereNoPolicyIsNothingRuns() {
    assertThat(choose(List.of(), "team", "nginx")).isEqualTo(new Choice.NoPolicies());
    assertThat(choose(List.of(policy("other", "own", entry("*", STRICT))), "team", "nginx"))
        .isEqualTo(new Choice.NoPolicies());
    assertThat(choose(List.of(policy("", "all", entry("a.test/*", STRICT))), "team", "nginx"))
        .isEqualTo(new Choice.NotInCluster());
  }

  @Test
  void aPolicyWithoutEntriesRefusesItsNamespace() {
    List<Policy> policies = List.of(policy("", "all", entry("*", STRICT)), policy("team", "none"));
    assertThat(choose(policies, "team", "nginx")).isEqualTo(new Choice.NotInNamespace());
  }

  @Test
  void theNameItselfWinsOverPatternsThatSayMore() {
    List<Policy> policies =
        List.of(
            policy("", "a", entry("a.test/app*:v1", NEVER)),
            policy("", "b", entry("a.test/app", STRICT)));
    assertThat(found(policies, "team", "a.test/app").entry().rule()).isEqualTo(STRICT);
    assertThat(found(policies, "team", "a.test/app:v1").entry().rule()).isEqualTo(NEVER);
  }

  @Test
  void thePatternThatSaysMostWins() {
    List<Policy> policies =
        List.of(
            policy(
                "",
                "all",
                entry("*", Rule.ADMIT),
                entry("a.test/team/*", STRICT),
                entry("a.test/*", NEVER)));
    assertThat(found(policies, "x", "a.test/team/app").entry().rule()).isEqualTo(STRICT);
    assertThat(found(policies, "x", "a.test/app").entry().rule()).isEqualTo(NEVER);
    assertThat(found(policies, "x", "b.test/app").entry().rule()).isEqualTo(Rule.ADMIT);
  }

  @Test
  void ofTwoThatSayAsMuchTheFirstByNameWinsAndTheOtherIsTold() {
    Policy strict = policy("", "b", entry("a.test/*", STRICT));
    Policy never = policy("", "a", entry("a.test/*", NEVER));
    Policy same = policy("", "c", entry("a.test/*", NEVER));
    Choice.Found found = found(List.of(strict, never, same), "x", "a.test/app");
    assertThat(found.policy().name()).isEqualTo("a");
    assertThat(found.ties()).containsExactly(strict.name());
    assertThat(found(List.of(same, never, strict), "x", "a.test/app")).isEqualTo(found);
  }

  @Test
  void anImageIsFoundInEachFormOfItsName() {
    List<Policy> policies = List.of(policy("", "hub", entry("docker.io/library/*", STRICT)));
    assertThat(choose(policies, "x", "nginx")).isEqualTo(new Choice.NotInCluster());
    assertThat(found(policies, "x", "nginx", "docker.io/library/nginx:latest").form())
        .isEqualTo("docker.io/library/nginx:latest");
  }

  @Test
  void anExceptionHoldsUntilItsEnd() {
    Policy policy =
        new Policy(
            name("", "all"),
            List.of(entry("*", NEVER)),
            List.of(
                new Policy.Exemption(
                    new NamePattern("a.test/old*"), NOW.plusSeconds(1), "It is replaced in May.")));
    Policies policies = new Policies(List.of(policy));
    List<String> image = List.of("a.test/old:v1");
    assertThat(policies.choose("x", image, NOW)).isInstanceOf(Choice.Exempt.class);
    assertThat(policies.choose("x", image, NOW.plusSeconds(1))).isInstanceOf(Choice.Found.class);
    assertThat(policies.choose("x", List.of("a.test/new"), NOW)).isInstanceOf(Choice.Found.class);
  }
}
