package redoubt.admission.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import redoubt.admission.document.PolicyFile;
import redoubt.admission.policy.Policies;
import redoubt.admission.review.Review;
import redoubt.admission.testing.Questions;
import redoubt.admission.testing.Told;
import redoubt.oci.Digest;

/** Exceptions for one image, by its digest: whatever it is called, and for nothing else. */
final class DigestExceptionTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final Digest OLD = Digest.of(new byte[] {1});
  private static final Digest OTHER = Digest.of(new byte[] {2});
  private static final String APP = "icr.test/team/app:v1";

  private final Told told = new Told().good(APP, OLD).good("icr.test/team/app:v2", OTHER);
  private final Policies policies =
      new Policies(
          PolicyFile.read(
              """
              apiVersion: redoubt.dev/v1
              kind: ClusterImagePolicy
              metadata: {name: usual}
              spec:
                repositories: [{name: '*', require: [{reject: true}]}]
                exceptions: [{name: 'icr.test/team/app@%s', until: 2026-04-01, reason: It goes.}]
              """
                  .formatted(OLD),
              "team"));

  private Verdict decide(Decider.Phase phase, Review review, String at) {
    return Decider.decide(review, policies, told, phase, Instant.parse(at));
  }

  private Verdict mutating(Review review) {
    return decide(Decider.Phase.MUTATING, review, NOW.toString());
  }

  private static Review pod(String image) {
    return Questions.aboutPods().ask(Questions.pod(image));
  }

  @Test
  void aTagThatMeansTheImageIsAdmittedAndGivenItsDigest() {
    Verdict verdict = mutating(pod(APP));
    assertThat(verdict.isAllowed()).isTrue();
    assertThat(verdict.patches())
        .containsExactly(new Verdict.Patch("/spec/containers/0/image", APP + "@" + OLD));
    assertThat(Words.warnings(verdict))
        .containsExactly(
            APP
                + " is admitted until 2026-04-01T00:00:00Z by an exception of"
                + " ClusterImagePolicy usual.");
  }

  @Test
  void itIsAdmittedHoweverItIsWritten() {
    for (String image : List.of(APP + "@" + OLD, "icr.test/team/app@" + OLD)) {
      assertThat(mutating(pod(image)).isAllowed()).as(image).isTrue();
      assertThat(mutating(pod(image)).patches()).as(image).isEmpty();
    }
  }

  @Test
  void anotherImageOfTheRepositoryIsNot() {
    for (String image :
        List.of(
            "icr.test/team/app:v2",
            "icr.test/team/app:unknown",
            "icr.test/team/app@" + OTHER,
            APP + "@" + OTHER,
            "icr.test/other/app@" + OLD)) {
      assertThat(mutating(pod(image)).isAllowed()).as(image).isFalse();
    }
  }

  @Test
  void aTemplateIsAdmittedAsItIsWritten() {
    Verdict verdict =
        mutating(
            Questions.about("apps/v1", "Deployment", "deployments")
                .ask(
                    "{spec: {template: {spec: {containers: [{name: a, image: '" + APP + "'}]}}}}"));
    assertThat(verdict.isAllowed()).isTrue();
    assertThat(verdict.patches()).isEmpty();
  }

  @Test
  void aPodWithoutTheDigestIsNotWhatWasLookedAt() {
    Verdict late = decide(Decider.Phase.VALIDATING, pod(APP), NOW.toString());
    assertThat(late.isAllowed()).isFalse();
    assertThat(Words.refusal(late))
        .contains("Deny \"" + APP + "\", its digest was not written", "name them by their digests");
    assertThat(decide(Decider.Phase.VALIDATING, pod(APP + "@" + OLD), NOW.toString()).isAllowed())
        .isTrue();
  }

  @Test
  void afterItsDayItIsAsAllOthers() {
    assertThat(decide(Decider.Phase.MUTATING, pod(APP), "2026-04-01T00:00:00Z").isAllowed())
        .isFalse();
  }
}
