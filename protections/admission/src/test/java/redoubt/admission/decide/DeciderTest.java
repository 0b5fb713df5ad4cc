package redoubt.admission.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import redoubt.admission.document.PolicyFile;
import redoubt.admission.policy.Policies;
import redoubt.admission.policy.PolicyName;
import redoubt.admission.review.Review;
import redoubt.admission.testing.Questions;
import redoubt.admission.testing.Told;
import redoubt.oci.Digest;

final class DeciderTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final Digest GOOD = Digest.of(new byte[] {1});
  private static final Digest BAD = Digest.of(new byte[] {2});
  private static final String APP = "icr.test/team/app:v1";

  private final Told told =
      new Told().good(APP, GOOD).bad("icr.test/team/app:v2", BAD, "Nobody has signed it.");

  private static Policies policies(String spec) {
    return new Policies(
        PolicyFile.read(
            """
            apiVersion: redoubt.dev/v1
            kind: ClusterImagePolicy
            metadata: {name: usual}
            spec:
            %s
            """
                .formatted(spec.indent(2)),
            "team"));
  }

  private static final Policies TRUSTED =
      policies("repositories: [{name: 'icr.test/*', require: [{trusted: true}]}]");

  private Verdict mutating(Policies policies, Review review) {
    return Decider.decide(review, policies, told, Decider.Phase.MUTATING, NOW);
  }

  private Verdict validating(Policies policies, Review review) {
    return Decider.decide(review, policies, told, Decider.Phase.VALIDATING, NOW);
  }

  private static Review pod(String... images) {
    return Questions.aboutPods().ask(Questions.pod(images));
  }

  @Test
  void aPodIsGivenTheDigestThatWasJudged() {
    Verdict verdict = mutating(TRUSTED, pod(APP));
    assertThat(verdict.isAllowed()).isTrue();
    assertThat(verdict.patches())
        .containsExactly(new Verdict.Patch("/spec/containers/0/image", APP + "@" + GOOD));
    assertThat(mutating(TRUSTED, pod(APP + "@" + GOOD)).patches()).isEmpty();
  }

  @Test
  void aTemplateStaysAsItIsWritten() {
    Review review =
        Questions.about("apps/v1", "Deployment", "deployments")
            .ask("{spec: {template: {spec: {containers: [{name: a, image: '" + APP + "'}]}}}}");
    assertThat(mutating(TRUSTED, review).isAllowed()).isTrue();
    assertThat(mutating(TRUSTED, review).patches()).isEmpty();
    Policies everywhere =
        policies(
            "{rewrite: everywhere, repositories: [{name: 'icr.test/*', require: [{trusted:"
                + " true}]}]}");
    assertThat(mutating(everywhere, review).patches())
        .containsExactly(
            new Verdict.Patch(
                "/spec/template/spec/containers/0/image", "icr.test/team/app@" + GOOD));
  }

  @Test
  void oneImageThatIsRefusedRefusesAllAndChangesNothing() {
    Verdict verdict = mutating(TRUSTED, pod(APP, "icr.test/team/app:v2"));
    assertThat(verdict.isAllowed()).isFalse();
    assertThat(verdict.patches()).isEmpty();
    assertThat(Words.refusal(verdict))
        .isEqualTo(
            """

            Deny "icr.test/team/app:v2": Nobody has signed it.
              (container c1, ClusterImagePolicy usual) Sign it.\
            """);
  }

  @Test
  void anImageIsJudgedByItsDigestWhateverItsTagSays() {
    assertThat(mutating(TRUSTED, pod(APP + "@" + BAD)).isAllowed()).isFalse();
    assertThat(mutating(TRUSTED, pod("icr.test/team/app:v2@" + GOOD)).isAllowed()).isTrue();
  }

  @Test
  void aPodThatIsNotPinnedByTheEndIsRefused() {
    assertThat(validating(TRUSTED, pod(APP)).isAllowed()).isFalse();
    assertThat(Words.refusal(validating(TRUSTED, pod(APP)))).contains("its digest was not written");
    assertThat(validating(TRUSTED, pod(APP + "@" + GOOD)).isAllowed()).isTrue();
    Policies never =
        policies(
            "{rewrite: never, repositories: [{name: 'icr.test/*', require: [{trusted: true}]}]}");
    assertThat(validating(never, pod(APP)).isAllowed()).isTrue();
  }

  @Test
  void whatIsNoNameAndWhatIsAnIdOnANodeIsRefused() {
    String hex = GOOD.toString().substring(7);
    for (String image : List.of("Not A Name", "sha256:" + hex, hex, "ghcr.io./a", "a@sha256:1")) {
      Policies all = policies("repositories: [{name: '*'}]");
      Verdict verdict = mutating(all, pod(image));
      assertThat(verdict.isAllowed()).as(image).isFalse();
      assertThat(Words.refusal(verdict))
          .startsWith("\nDeny \"" + image + "\", invalid image name\n");
    }
  }

  @Test
  void aTagBesideADigestCountsOnlyWhereItMeansIt() {
    Policies exact = policies("repositories: [{name: 'icr.test/team/app:v1'}]");
    assertThat(mutating(exact, pod(APP)).isAllowed()).isTrue();
    assertThat(mutating(exact, pod(APP + "@" + GOOD)).isAllowed()).isTrue();
    assertThat(mutating(exact, pod(APP + "@" + BAD)).isAllowed()).isFalse();
  }

  @Test
  void whatIsAdmittedUnaskedIsNotEvenLookedUp() {
    Policies all = policies("repositories: [{name: '*'}]");
    Verdict verdict = mutating(all, pod("nginx"));
    assertThat(verdict.isAllowed()).isTrue();
    assertThat(verdict.patches()).isEmpty();
    assertThat(told.asked()).isEmpty();
  }

  @Test
  void oneImageInManyContainersIsLookedAtOnce() {
    assertThat(mutating(TRUSTED, pod(APP, APP, APP)).patches()).hasSize(3);
    assertThat(told.asked()).hasSize(1);
  }

  @Test
  void aWarningAdmitsWithAWordAndAnAuditWithout() {
    Policies warn =
        policies("{mode: warn, repositories: [{name: '*', require: [{trusted: true}]}]}");
    Verdict warned = mutating(warn, pod("icr.test/team/app:v2"));
    assertThat(warned.isAllowed()).isTrue();
    assertThat(warned.patches()).isEmpty();
    assertThat(Words.warnings(warned))
        .containsExactly(
            "icr.test/team/app:v2 would be refused by ClusterImagePolicy usual: Nobody has signed"
                + " it.");
    Policies audit =
        policies("{mode: audit, repositories: [{name: '*', require: [{trusted: true}]}]}");
    Verdict audited = mutating(audit, pod("icr.test/team/app:v2"));
    assertThat(audited.isAllowed()).isTrue();
    assertThat(audited.images().getFirst().holds()).isFalse();
    assertThat(Words.warnings(audited)).isEmpty();
  }

  @Test
  void anyOfIsContentWithOne() {
    Policies any =
        policies(
            "repositories: [{name: '*', require: [{anyOf: [{digest: true}, {trusted: true}]}]}]");
    assertThat(mutating(any, pod(APP)).isAllowed()).isTrue();
    assertThat(mutating(any, pod("icr.test/x@" + BAD)).isAllowed()).isTrue();
    Verdict refused = mutating(any, pod("icr.test/team/app:v2"));
    assertThat(Words.refusal(refused))
        .contains("None of these holds: It is not named by its digest. Nobody has signed it.");
  }

  @Test
  void anImageThatNobodyKnowsIsRefused() {
    assertThat(Words.refusal(mutating(TRUSTED, pod("icr.test/other"))))
        .contains("There is no such image.", "Push it.");
  }

  @Test
  void anExceptionAdmitsUntilItsEndAndSaysSo() {
    Policies policies =
        policies(
            """
            repositories: [{name: '*', require: [{reject: true}]}]
            exceptions: [{name: 'icr.test/old*', until: 2026-04-01, reason: It goes.}]
            """);
    Verdict verdict = mutating(policies, pod("icr.test/old:v1"));
    assertThat(verdict.isAllowed()).isTrue();
    assertThat(Words.warnings(verdict))
        .containsExactly(
            "icr.test/old:v1 is admitted until 2026-04-01T00:00:00Z by an exception of"
                + " ClusterImagePolicy usual.");
    assertThat(
            Decider.decide(
                    pod("icr.test/old:v1"),
                    policies,
                    told,
                    Decider.Phase.MUTATING,
                    Instant.parse("2026-04-01T00:00:00Z"))
                .isAllowed())
        .isFalse();
  }

  @Test
  void aTieIsTold() {
    Policies tie =
        new Policies(
            PolicyFile.read(
                """
                apiVersion: redoubt.dev/v1
                kind: ClusterImagePolicy
                metadata: {name: %s}
                spec: {repositories: [{name: 'icr.test/*', require: [%s]}]}
                """
                        .formatted("a", "{trusted: true}")
                    + "---\n"
                    + """
                    apiVersion: redoubt.dev/v1
                    kind: ClusterImagePolicy
                    metadata: {name: b}
                    spec: {repositories: [{name: 'icr.test/*'}]}
                    """,
                "team"));
    assertThat(Words.warnings(mutating(tie, pod(APP))))
        .containsExactly(
            "ClusterImagePolicy a decides on icr.test/team/app:v1, first by name; as much say"
                + " ClusterImagePolicy b.");
    assertThat(tie.all()).extracting(one -> one.name().name()).containsExactly("a", "b");
    assertThat(tie.all().getFirst().name()).isInstanceOf(PolicyName.class);
  }

  /** What Portieris 0.14.2 tells, from pkg/policy/policy.go and pkg/controller/multi. */
  @Test
  void policiesOfPortierisRefuseInItsWords() {
    assertThat(Words.refusal(mutating(new Policies(List.of()), pod("nginx"))))
        .startsWith("\nDeny \"nginx\", no image policies or cluster polices\n");
    assertThat(Words.refusal(mutating(TRUSTED, pod("nginx"))))
        .startsWith(
            "\nDeny \"nginx\", no matching repositories in ClusterImagePolicy and no ImagePolicies"
                + " in the \"team\" namespace\n");
    Policies own =
        new Policies(
            PolicyFile.read(
                """
                apiVersion: portieris.cloud.ibm.com/v1
                kind: ImagePolicy
                metadata: {name: own}
                spec:
                  repositories:
                  - name: icr.test/team/app
                    policy: {trust: {enabled: true}}
                  - name: icr.test/never/*
                    policy: {simple: {requirements: [{type: reject}]}}
                """,
                "team"));
    assertThat(Words.refusal(mutating(own, pod("nginx"))))
        .startsWith("\nDeny \"nginx\", no matching repositories in the ImagePolicies\n");
    told.bad("icr.test/team/app:v3", Digest.of(new byte[] {3}), "No valid trust data for v3.");
    assertThat(Words.refusal(mutating(own, pod("icr.test/team/app:v3"))))
        .startsWith(
            "\ntrust: policy denied the request: Deny \"icr.test/team/app:v3\", failed to get"
                + " content trust information: No valid trust data for v3\n");
    assertThat(Words.refusal(mutating(own, pod("icr.test/never/app"))))
        .startsWith(
            "\nsimple: policy denied the request: Running images from icr.test/never/app is"
                + " rejected by policy\n");
  }

  @Test
  void whoOwnsAPodAndWhatIsWrittenOnItKeepsNothingFromBeingLookedAt() {
    Review review =
        Questions.aboutPods()
            .ask(
                """
                metadata:
                  name: app
                  ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: x, uid: y}]
                  annotations:
                    kubernetes.io/config.mirror: x
                    admission.redoubt.dev/outcome: trusted
                  labels: {securityenforcement.admission.cloud.ibm.com/namespace: skip}
                spec: {containers: [{name: c, image: 'icr.test/team/app:v2'}]}
                """);
    assertThat(mutating(TRUSTED, review).isAllowed()).isFalse();
  }

  @Test
  void whatSignersCallThemselvesReachesNoTerminalAsItIs() {
    Digest odd = Digest.of(new byte[] {9});
    told.bad("icr.test/odd:v1", odd, "It is of \u001b[2J\u202eevil\nadmitted.");
    assertThat(Words.refusal(mutating(TRUSTED, pod("icr.test/odd:v1"))))
        .contains("It is of ?[2J?evil?admitted.")
        .doesNotContain("\u001b", "\u202e");
  }
}
