package redoubt.admission.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redoubt.admission.policy.Policy;
import redoubt.admission.policy.Requirement;
import redoubt.admission.policy.Requirement.SecretName;
import redoubt.admission.policy.Rule;
import redoubt.admission.policy.SignedIdentity;
import redoubt.core.Failure;

final class PolicyFileTest {
  private static Policy one(String text) {
    List<Policy> read = PolicyFile.read(text, "default");
    assertThat(read).hasSize(1);
    return read.getFirst();
  }

  /** An entry of a policy of Portieris for the cluster. */
  private static Rule portieris(String policy) {
    return one("""
    apiVersion: portieris.cloud.ibm.com/v1
    kind: ClusterImagePolicy
    metadata: {name: usual}
    spec:
      repositories:
      - name: "*"
        policy: %s
    """
            .formatted(policy))
        .entries()
        .getFirst()
        .rule();
  }

  private static Rule redoubt(String require) {
    return one("""
    apiVersion: redoubt.dev/v1
    kind: ClusterImagePolicy
    metadata: {name: usual}
    spec:
      repositories:
      - name: "*"
        require: %s
    """
            .formatted(require))
        .entries()
        .getFirst()
        .rule();
  }

  private static void assertRefused(String text, String... words) {
    assertThatThrownBy(() -> PolicyFile.read(text, "default"))
        .isInstanceOfSatisfying(
            Failure.class,
            e -> {
              assertThat(e.code()).isEqualTo("admission.bad-policy");
              assertThat(e.what()).contains(words);
            });
  }

  @Test
  void anEntryWithoutAPolicyAdmits() {
    Policy policy =
        one(
            """
            apiVersion: portieris.cloud.ibm.com/v1
            kind: ImagePolicy
            metadata: {name: allow-all}
            spec:
              repositories:
              - name: "*"
              - name: icr.test/*
                policy:
            """);
    assertThat(policy.name()).hasToString("ImagePolicy default/allow-all");
    assertThat(policy.entries()).extracting(Policy.Entry::rule).containsOnly(Rule.ADMIT);
  }

  @Test
  void portierisAsksForAllThatItsEntrySays() {
    Rule rule =
        portieris(
            """

                  trust:
                    enabled: true
                    trustServer: https://notary.test:4443
                    signerSecrets: [{name: ann}, {name: ben}]
                  simple:
                    storeURL: https://sigs.test/store
                    storeSecret: store
                    requirements:
                    - type: signedBy
                      keySecret: keys
                      keySecretNamespace: vault
                      signedIdentity: {type: remapIdentity, prefix: icr.test, signedPrefix: dev.test}
                    - type: reject
                    - type: insecureAcceptAnything
                  vulnerability: {ICCRVA: {enabled: true, account: acme}}
                  mutateImage: false
            """);
    assertThat(rule.rewriting()).isEqualTo(Rule.Rewriting.NEVER);
    assertThat(rule.requirement())
        .isEqualTo(
            new Requirement.All(
                List.of(
                    new Requirement.Scanned(Optional.of("acme")),
                    new Requirement.SignedBy(
                        new SecretName(Optional.of("vault"), "keys"),
                        new SignedIdentity.RemapIdentity("icr.test", "dev.test"),
                        Optional.of(URI.create("https://sigs.test/store")),
                        Optional.of(new SecretName(Optional.empty(), "store"))),
                    new Requirement.Never(),
                    new Requirement.ContentTrust(
                        Optional.of(URI.create("https://notary.test:4443")),
                        List.of(
                            new SecretName(Optional.empty(), "ann"),
                            new SecretName(Optional.empty(), "ben"))))));
  }

  @Test
  void whatIsNotEnabledIsNotAskedFor() {
    assertThat(portieris("{trust: {enabled: false}, vulnerability: {ICCRVA: {account: a}}}"))
        .isEqualTo(Rule.ADMIT);
  }

  @Test
  void theEnforcementBeforeItIsReadAsItWasWritten() {
    Policy policy =
        one(
            """
            apiVersion: securityenforcement.admission.cloud.ibm.com/v1beta1
            kind: ClusterImagePolicy
            metadata: {name: ibmcloud-default-cluster-image-policy}
            spec:
              repositories:
              - name: "*"
                policy:
                  trust: {enabled: true}
                  va: {enabled: true}
            """);
    assertThat(policy.entries().getFirst().rule().requirement())
        .isEqualTo(
            new Requirement.All(
                List.of(
                    new Requirement.Scanned(Optional.empty()),
                    new Requirement.ContentTrust(Optional.empty(), List.of()))));
  }

  @Test
  void oursSaysMore() {
    Policy policy =
        one(
            """
            apiVersion: redoubt.dev/v1
            kind: ImagePolicy
            metadata: {name: usual, namespace: team}
            spec:
              mode: warn
              rewrite: everywhere
              repositories:
              - name: icr.test/team/*
                mode: enforce
                require:
                - digest: true
                - anyOf:
                  - trusted: true
                  - signedBy: [ann, ben]
                    formats: [notation]
                    threshold: 2
                - attested: https://slsa.dev/provenance/v1
                  signedBy: [ci]
                  condition: predicate.builder == "ci"
              - name: "*"
                require: [{reject: true}]
              exceptions:
              - name: icr.test/old/*
                until: 2027-01-31
                reason: It goes in January.
            """);
    assertThat(policy.entries().getFirst().rule())
        .isEqualTo(
            new Rule(
                Rule.Mode.ENFORCE,
                Rule.Rewriting.EVERYWHERE,
                new Requirement.All(
                    List.of(
                        new Requirement.ByDigest(),
                        new Requirement.Any(
                            List.of(
                                new Requirement.Trusted(),
                                new Requirement.Signed(
                                    Set.of("ann", "ben"), Set.of("notation"), 2))),
                        new Requirement.Attested(
                            Set.of("ci"),
                            "https://slsa.dev/provenance/v1",
                            Optional.of("predicate.builder == \"ci\""))))));
    assertThat(policy.entries().getLast().rule().mode()).isEqualTo(Rule.Mode.WARN);
    assertThat(policy.exceptions().getFirst().until())
        .isEqualTo(Instant.parse("2027-01-31T00:00:00Z"));
  }

  @Test
  void severalAreReadOneAfterAnotherAndInLists() {
    String one =
        """
        apiVersion: redoubt.dev/v1
        kind: ImagePolicy
        metadata: {name: one}
        spec: {}
        """;
    assertThat(PolicyFile.read(one + "---\n" + one + "---\n", "x")).hasSize(2);
    assertThat(
            PolicyFile.read(
                "apiVersion: v1\nkind: List\nitems:\n- " + one.strip().replace("\n", "\n  "), "x"))
        .hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{trsut: {enabled: true}} | policy.trsut is no field that there is; did you mean trust?",
        "{va: {enabled: true}} | policy.va is no field that there is; there are mutateImage,",
        "{simpleStore: {}} | policy.simpleStore is no field that there is; there are",
        "{trust: {enabeld: true}} | policy.trust.enabeld is no field that there is; did you mean"
            + " enabled?",
        "{trust: {enabled: \"yes\"}} | policy.trust.enabled is neither true nor false.",
        "{trust: {trustServer: 'file:///etc'}} | trustServer is no URL of https or http",
        "{trust: {signerSecrets: ann}} | signerSecrets is no list",
        "{simple: {requirements: [{}]}} | requirements[0].type is \"\", which is none of",
        "{simple: {requirements: [{type: signedby}]}} | is \"signedby\", which is none of",
        "{simple: {requirements: [{type: signedBy}]}} | requirements[0].keySecret is missing.",
        "[trust] | policy is no object.",
      })
  void whatPortierisDoesNotKnowIsRefused(String policy, String said) {
    assertThatThrownBy(() -> portieris(policy)).hasMessageContaining(said);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[{singedBy: [ann]}] | require[0].singedBy is no field that there is; did you mean"
            + " signedBy?",
        "[{signedBy: [ann], threshold: 2}] | require[0].threshold is less than 1, or more",
        "[{signedBy: [ann], format: [x]}] | require[0].format is no field that there is; did you"
            + " mean formats?",
        "[{signedBy: [ann], formats: [gpg]}] | require[0].formats has one that there is not",
        "[{trusted: false}] | require[0] can only be asked for with true",
        "[{anyOf: []}] | require[0].anyOf is empty.",
        "[{}] | require[0] is no requirement",
        "[trusted] | require[0] is no requirement",
        "{trusted: true} | require is no list",
        "[{anyOf: [{anyOf: [{anyOf: [{anyOf: [{anyOf: [{trusted: true}]}]}]}]}]}] | lies deeper"
            + " than 4",
      })
  void whatWeDoNotKnowIsRefused(String require, String said) {
    assertThatThrownBy(() -> redoubt(require)).hasMessageContaining(said);
  }

  @Test
  void whatIsNoPolicyIsRefused() {
    assertRefused("", "no policy");
    assertRefused("a: [", "no YAML", "line");
    assertRefused("- a", "is no object");
    assertRefused(
        "{apiVersion: v1, kind: Secret, metadata: {name: x}, data: {}}",
        "Document 1",
        "data is no field");
    assertRefused(
        "{apiVersion: portieris.cloud.ibm.com/v2, kind: ImagePolicy, metadata: {name: x}}",
        "apiVersion is of no policy");
    assertRefused(
        "{apiVersion: redoubt.dev/v1, kind: ImagePolcy, metadata: {name: x}}",
        "kind is neither ImagePolicy nor ClusterImagePolicy");
    assertRefused("{apiVersion: redoubt.dev/v1, kind: ImagePolicy, metadata: {}}", "metadata.name");
    assertRefused("a: 1\na: 2", "no YAML", "line 2");
    assertRefused("? \n: 1", "a name of a field that is no text");
    assertRefused("&a [*a]", "that is no text");
  }

  @Test
  void aBombOfAliasesIsNotUnfolded() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 60; i++) {
      String before = "*a" + (i - 1);
      bomb.append("a" + i + ": &a" + i + " [" + String.join(",", List.of(before, before)) + "]\n");
    }
    assertRefused(bomb.toString(), "no YAML");
  }
}
