package redoubt.admission.seen;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redoubt.admission.Clusters;
import redoubt.admission.cluster.Standing;
import redoubt.admission.decide.Decider.Phase;
import redoubt.admission.policy.Dialect;
import redoubt.admission.policy.PolicyName;
import redoubt.admission.review.Answer;
import redoubt.admission.review.Review;
import redoubt.admission.sql.SeenRows;
import redoubt.admission.testing.Ground;
import redoubt.admission.testing.Questions;
import redoubt.oci.Digest;

/** What API servers asked is remembered, on a real database. */
final class SightingsTest {
  private static final Digest GOOD = Digest.of(new byte[] {1});

  @AutoClose private final Ground ground = new Ground();
  private final Ground.Server server = ground.server();

  @BeforeEach
  void install() {
    ground.told().good("icr.test/app:v1", GOOD);
    server.admission().install("tenant", "ann", "prod", false);
    ground.policies(
        """
        apiVersion: redoubt.dev/v1
        kind: ClusterImagePolicy
        metadata: {name: usual}
        spec: {repositories: [{name: 'icr.test/*', require: [{trusted: true}]}, {name: 'odd.test/*', mode: warn, require: [{trusted: true}]}]}
        """);
    ground.clock().advance(Duration.ofSeconds(6));
    server.reading().run();
  }

  private Answer ask(Review review, Phase phase) {
    Standing standing = server.admission().standing("tenant", "prod");
    return server.admission().answer(standing, review, phase);
  }

  private Answer ask(String image) {
    return ask(Questions.aboutPods().ask(Questions.pod(image)), Phase.MUTATING);
  }

  private Sightings seen() {
    return server.admission().seen();
  }

  private List<Counted> all() {
    return seen().of(Ground.PROD, Instant.EPOCH);
  }

  @Test
  void whatIsAskedIsCountedWithWhatWasAnswered() {
    Instant first = ground.clock().instant();
    for (int i = 0; i < 3; i++) {
      assertThat(ask("icr.test/app:v1").refusal()).isEmpty();
      ground.clock().advance(Duration.ofMinutes(1));
      seen().write();
    }
    assertThat(ask("icr.test/app:v2").refusal()).isPresent();
    assertThat(ask("odd.test/x:v1").refusal()).isEmpty();
    assertThat(all())
        .extracting(one -> one.asked().image() + " " + one.asked().outcome() + " " + one.count())
        .containsExactlyInAnyOrder(
            "icr.test/app:v1 ADMITTED 3", "icr.test/app:v2 REFUSED 1", "odd.test/x:v1 WARNED 1");
    Counted good =
        all().stream().filter(one -> one.asked().digest().isPresent()).findFirst().orElseThrow();
    assertThat(good.asked())
        .isEqualTo(
            new Asked(
                "team",
                "Pod",
                "app",
                "icr.test/app:v1",
                Optional.of(GOOD),
                "ClusterImagePolicy usual",
                Asked.Outcome.ADMITTED));
    assertThat(good.first()).isEqualTo(first);
    assertThat(good.last()).isEqualTo(first.plus(Duration.ofMinutes(2)));
  }

  @Test
  void whatIsOnlyTriedIsNot() {
    Review tried = Questions.aboutPods().with("dryRun", true).ask(Questions.pod("icr.test/app:v1"));
    assertThat(ask(tried, Phase.MUTATING).refusal()).isEmpty();
    assertThat(all()).isEmpty();
  }

  @Test
  void aPodIsCountedOnceThoughTwoWebhooksAsk() {
    assertThat(ask("icr.test/app:v1").refusal()).isEmpty();
    Review written = Questions.aboutPods().ask(Questions.pod("icr.test/app:v1@" + GOOD));
    assertThat(ask(written, Phase.VALIDATING).refusal()).isEmpty();
    assertThat(all()).hasSize(1);
    Review late = Questions.aboutPods().ask(Questions.pod("icr.test/app:v1"));
    assertThat(ask(late, Phase.VALIDATING).refusal()).isPresent();
    assertThat(all()).hasSize(2);
  }

  @Test
  void whoeverDecidesWaitsForNoDatabase() {
    Standing standing = server.admission().standing("tenant", "prod");
    ground.database().goAway();
    try {
      Review review = Questions.aboutPods().ask(Questions.pod("icr.test/app:v1"));
      assertThat(server.admission().answer(standing, review, Phase.MUTATING).refusal()).isEmpty();
      PolicyName policy = new PolicyName(Dialect.REDOUBT, Optional.empty(), "odd");
      for (int i = 0; i < 5; i++) {
        seen().refused(new Clusters.Cluster("tenant", "other" + i, "other"), review, policy);
      }
      long before = System.nanoTime();
      // What cannot be written is lost, and nothing else is; nobody waits for each cluster.
      seen().write();
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(15));
    } finally {
      ground.database().comeBack();
    }
    assertThat(ask("icr.test/app:v1").refusal()).isEmpty();
    assertThat(all()).extracting(Counted::count).containsExactly(1L);
  }

  @Test
  void whatPodsOfAWorkloadHaveInCommonIsTheirName() {
    Map<String, String> names =
        Map.of(
            "{generateName: web-7d4f9c-, labels: {pod-template-hash: 7d4f9c}}", "web",
            "{name: web-7d4f9c, labels: {pod-template-hash: 7d4f9c}}", "web",
            "{generateName: backup-28391230-}", "backup",
            "{generateName: agent-}", "agent",
            "{name: alone}", "alone");
    names.forEach((metadata, name) -> {
      Review review =
          Questions.aboutPods().with("name", "").ask("metadata: " + metadata + "\nspec: {}");
      assertThat(Workload.of(review)).as(metadata).isEqualTo(name);
    });
  }

  @Test
  void otherClustersAndTenantsSeeNothingOfIt() {
    assertThat(ask("icr.test/app:v1").refusal()).isEmpty();
    assertThat(all()).hasSize(1);
    Clusters.Cluster foreign =
        new Clusters.Cluster("stranger", Ground.PROD.id(), Ground.PROD.name());
    assertThat(seen().of(foreign, Instant.EPOCH)).isEmpty();
  }

  @Test
  void whatIsTooOldIsForgottenAndWhatWasAskedLastStays() {
    assertThat(ask("icr.test/app:v1").refusal()).isEmpty();
    seen().write();
    ground.clock().advance(Duration.ofDays(13));
    assertThat(ask("icr.test/app:v2").refusal()).isPresent();
    assertThat(all()).hasSize(2);
    ground.clock().advance(Duration.ofDays(1).plusSeconds(1));
    seen().tidy();
    assertThat(all()).extracting(one -> one.asked().image()).containsExactly("icr.test/app:v2");
    ground.clock().advance(Duration.ofMinutes(1));
    assertThat(ask("icr.test/app:v3").refusal()).isPresent();
    assertThat(all()).hasSize(2);
    ground
        .database()
        .database()
        .transaction(transaction -> {
          SeenRows.keep(transaction, Ground.PROD, 1);
          return true;
        });
    assertThat(all()).extracting(one -> one.asked().image()).containsExactly("icr.test/app:v3");
  }

  @Test
  void whoAsksForVeryManyDifferentThingsFillsNoMemory() {
    for (int i = 0; i < 2_100; i++) {
      assertThat(ask("icr.test/app" + i + ":v1").refusal()).isPresent();
    }
    assertThat(all()).hasSize(2_000);
  }

  @Test
  void aClusterThatIsRemovedIsForgotten() {
    assertThat(ask("icr.test/app:v1").refusal()).isEmpty();
    assertThat(all()).hasSize(1);
    Standing standing = server.admission().standing("tenant", "prod");
    server.admission().remove("tenant", "ann", "prod");
    // A question that was under way.
    Answer _ =
        server
            .admission()
            .answer(
                standing,
                Questions.aboutPods().ask(Questions.pod("icr.test/app:v1")),
                Phase.MUTATING);
    assertThat(all()).isEmpty();
  }
}
