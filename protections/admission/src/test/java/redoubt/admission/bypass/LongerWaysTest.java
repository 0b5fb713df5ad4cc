package redoubt.admission.bypass;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redoubt.admission.decide.Decider;
import redoubt.admission.install.WebhookManifests;
import redoubt.admission.review.Review;
import redoubt.admission.review.ReviewReader;
import redoubt.admission.testing.Ground;
import redoubt.core.Failure;
import redoubt.oci.Digest;
import redoubt.testkit.Await;
import redoubt.web.Json;

/** Ways around that take more than one question, or other policies. */
final class LongerWaysTest {
  private static final String APP = "registry.example.org/team/app:v1";
  private static final Digest GOOD = Digest.of(new byte[] {1});
  private static final Digest BAD = Digest.of(new byte[] {2});
  private static final String TRUSTED =
      """
      apiVersion: redoubt.dev/v1
      kind: ClusterImagePolicy
      metadata: {name: usual}
      spec: {repositories: [{name: 'registry.example.org/team/*', require: [{trusted: true}]}]}
      """;

  @AutoClose private final Ground ground = new Ground();
  private final Ground.Server server = ground.server();
  private final String secret = server.admission().install("tenant", "ann", "prod", false).secret();

  private void policies(String yaml) {
    ground.policies(yaml);
    ground.clock().advance(Duration.ofSeconds(6));
    server.reading().run();
    int wanted = yaml.split("kind:", -1).length - 1;
    Await.until(
        Duration.ofSeconds(10),
        "the policies hold",
        () ->
            server
                .admission()
                .asker(Ground.PROD.id(), secret)
                .policies()
                .filter(all -> all.all().size() == wanted)
                .isPresent());
  }

  private Optional<JsonNode> answer(String which, byte[] review) {
    Review read;
    try {
      read = ReviewReader.read(review);
    } catch (Failure e) {
      return Optional.empty();
    }
    return Optional.of(
        Json.parse(
                server
                    .admission()
                    .answer(
                        server.admission().asker(Ground.PROD.id(), secret),
                        read,
                        which.equals("mutate") ? Decider.Phase.MUTATING : Decider.Phase.VALIDATING)
                    .json())
            .path("response"));
  }

  private BothWebhooks.Outcome ask(Question question, String namespace) {
    return BothWebhooks.ask(this::answer, question, namespace);
  }

  private boolean admits(String image) {
    return ask(Questions.pod(image), "shop").admitted();
  }

  /** Nobody had time to write a policy there. */
  @Test
  void aNamespaceThatIsUsedAtOnceIsUnderThePoliciesOfTheCluster() {
    ground.told().good(APP, GOOD);
    policies(TRUSTED);
    String fresh = "made-a-moment-ago";
    assertThat(ask(Questions.pod("nginx"), fresh).admitted()).isFalse();
    assertThat(ask(Questions.pod(APP), fresh).admitted()).isTrue();
  }

  /** Who may write policies in one namespace opens no other. */
  @Test
  void aPolicyOfOneNamespaceOpensNoOther() {
    policies(
        TRUSTED
            + """
            ---
            apiVersion: redoubt.dev/v1
            kind: ImagePolicy
            metadata: {name: all, namespace: open}
            spec: {repositories: [{name: '*'}]}
            """);
    assertThat(ask(Questions.pod("nginx"), "open").admitted()).isTrue();
    assertThat(ask(Questions.pod("nginx"), "shop").admitted()).isFalse();
  }

  @Test
  void whatIsOnlyTriedLeavesNothingBehind() {
    policies(TRUSTED);
    assertThat(ask(Questions.pod("nginx").onlyTried(), "shop").admitted()).isFalse();
    assertThat(ground.entries("admission.decide")).isEmpty();
    assertThat(ask(Questions.pod("nginx"), "shop").admitted()).isFalse();
    assertThat(ground.entries("admission.decide")).hasSize(1);
  }

  /** So a registry may answer a node otherwise than it answered before: the digest is written. */
  @Test
  void aTagThatMovesAfterAdmissionChangesNoPod() {
    ground.told().good(APP, GOOD);
    policies(TRUSTED);
    BothWebhooks.Outcome before = ask(Questions.pod(APP), "shop");
    assertThat(before.object().at("/spec/containers/0/image").asText()).isEqualTo(APP + "@" + GOOD);
    ground.told().bad(APP, BAD, "Nobody has signed it.");
    assertThat(admits(APP)).isFalse();
    assertThat(admits(APP + "@" + BAD)).isFalse();
  }

  /** Webhooks run in any order, and one may add a sidecar after digests were written. */
  @Test
  void anImageThatAnotherWebhookAddsLaterIsSeenByTheSecond() {
    ground.told().good(APP, GOOD);
    policies(TRUSTED);
    BothWebhooks.Outcome added =
        BothWebhooks.ask(
            (which, review) ->
                which.equals("mutate")
                    ? Optional.of(BothWebhooks.yes(review))
                    : answer(which, review),
            Questions.pod(APP + "@" + GOOD, "nginx"),
            "shop");
    assertThat(added.admitted()).isFalse();
    assertThat(added.said()).contains("nginx");
  }

  /** A list of what is refused is about an image however its name is written. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "bad",
        "bad:v1",
        "library/bad",
        "docker.io/bad",
        "docker.io/library/bad:v1",
        "index.docker.io/library/bad",
        "index.docker.io/bad",
        "DOCKER.IO/library/bad",
        "registry.example.org/never/app",
        "REGISTRY.Example.org/never/app:v2",
      })
  void whatIsRejectedIsSoByEveryName(String image) {
    policies(
        """
        apiVersion: redoubt.dev/v1
        kind: ClusterImagePolicy
        metadata: {name: usual}
        spec:
          repositories:
          - name: '*'
          - {name: 'docker.io/library/bad', require: [{reject: true}]}
          - {name: 'registry.example.org/never/*', require: [{reject: true}]}
        """);
    assertThat(admits("docker.io/library/good")).isTrue();
    assertThat(admits(image)).isFalse();
  }

  /** A name that is rejected is so by digest, too, where the entry says any. */
  @Test
  void whatIsRejectedWithAllThatFollowsIsSoByItsDigest() {
    policies(
        """
        apiVersion: redoubt.dev/v1
        kind: ClusterImagePolicy
        metadata: {name: usual}
        spec:
          repositories:
          - name: '*'
          - {name: 'registry.example.org/never/*', require: [{reject: true}]}
        """);
    assertThat(admits("registry.example.org/never/app@" + BAD)).isFalse();
    assertThat(admits("registry.example.org/never/app:v1@" + BAD)).isFalse();
  }

  @Test
  void aQuestionThatIsTooLongOrTooDeepIsNoQuestion() {
    policies(TRUSTED);
    Object deep = "x";
    for (int i = 0; i < 300; i++) {
      deep = List.of(deep);
    }
    byte[] nested =
        new String(Questions.pod("nginx").review("1", "shop"), UTF_8)
            .replace("\"nginx\"", new String(Json.bytes(deep), UTF_8))
            .getBytes(UTF_8);
    assertThat(answer("mutate", nested)).isEmpty();
    assertThat(answer("mutate", new byte[ReviewReader.LONGEST + 1])).isEmpty();
  }

  /** Where a namespace is left out by its labels, whoever may label it leaves it out. */
  @Test
  void nothingIsLeftOutByALabel() {
    String installed =
        new WebhookManifests(
                URI.create("https://redoubt.example.org/admit"),
                "",
                new TreeSet<>(Set.of("kube-system")),
                false)
            .yaml();
    assertThat(installed)
        .doesNotContain("objectSelector", "matchLabels")
        .containsPattern("key: kubernetes.io/metadata.name, operator: NotIn");
    assertThat(installed.lines().filter(line -> line.contains("key:")))
        .allMatch(line -> line.contains("kubernetes.io/metadata.name"));
  }

  @Test
  void whoIsNotTheClusterIsNotAnswered() {
    policies(TRUSTED);
    Map<String, String> wrong =
        Map.of(Ground.PROD.id(), secret + "x", "0a1b2c3d-0000-4000-8000-00000000000f", secret);
    wrong.forEach((cluster, shown) ->
        assertThatThrownBy(() -> server.admission().asker(cluster, shown))
            .isInstanceOf(Failure.class));
  }
}
