package redoubt.admission.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redoubt.admission.decide.Decider;
import redoubt.admission.review.Answer;
import redoubt.admission.review.Review;
import redoubt.admission.testing.Ground;
import redoubt.admission.testing.Questions;
import redoubt.core.Failure;
import redoubt.oci.Digest;
import redoubt.web.Json;

/** What is written into a cluster that goes on alone, by two servers on one database. */
final class LadderTest {
  private static final Digest GOOD = Digest.of(new byte[] {1});
  private static final Digest BETTER = Digest.of(new byte[] {2});
  private static final String HELD = "/apis/redoubt.dev/v1/namespaces/team/admittedimages/redoubt";
  private static final String TRUSTED =
      """
      apiVersion: redoubt.dev/v1
      kind: ClusterImagePolicy
      metadata: {name: usual}
      spec:
        repositories: [{name: 'icr.test/*', require: [{trusted: true}]}]
        exceptions: [{name: 'old.test/*', until: '2030-01-01', reason: It is replaced.}]
      """;
  private static final String ANYTHING =
      """
      apiVersion: redoubt.dev/v1
      kind: ClusterImagePolicy
      metadata: {name: usual}
      spec: {repositories: [{name: '*'}]}
      """;

  @AutoClose private final Ground ground = new Ground();
  private final Ground.Server server = ground.server();
  private final Ground.Server other = ground.server();
  private String secret = "";

  @BeforeEach
  void install() {
    secret = server.admission().install("tenant", "ann", "prod", true).secret();
    read(TRUSTED);
    ground.told().good("icr.test/app:v1", GOOD);
  }

  private void read(String policies) {
    ground.policies(policies);
    ground.clock().advance(Duration.ofSeconds(6));
    server.reading().run();
    ground.settle();
  }

  private void judge() {
    ground.clock().advance(Duration.ofMinutes(1));
    server.ladder().run();
  }

  private Answer ask(Ground.Server of, Review review) {
    return of.admission()
        .answer(of.admission().asker(Ground.PROD.id(), secret), review, Decider.Phase.MUTATING);
  }

  private Answer ask(String image) {
    return ask(server, Questions.aboutPods().ask(Questions.pod(image)));
  }

  private JsonNode held() {
    return Optional.ofNullable(ground.written().objects().get(HELD))
        .map(one -> one.path("spec"))
        .orElseGet(() -> Json.parse("{}".getBytes(StandardCharsets.UTF_8)));
  }

  private List<String> images() {
    return held().path("images").propertyStream().map(Map.Entry::getKey).toList();
  }

  private static String pinned(String name, Digest digest) {
    return name + "@" + digest;
  }

  private List<String> rows(String query) {
    return ground
        .database()
        .database()
        .read(handle -> handle.createQuery(query).mapTo(String.class).list());
  }

  @Test
  void anImageIsInTheClusterBeforeItsPodIsAdmitted() {
    assertThat(ask("icr.test/app:v1").refusal()).isEmpty();
    assertThat(images()).containsExactly(pinned("icr.test/app:v1", GOOD));
    assertThat(held().at("/tags/icr.test~1app:v1").asText()).isEqualTo(GOOD.toString());
    assertThat(held().path("everything").asBoolean()).isFalse();
  }

  @Test
  void whatIsThereIsNotWrittenAgain() {
    assertThat(ask("icr.test/app:v1").refusal()).isEmpty();
    assertThat(ask("icr.test/app:v1").refusal()).isEmpty();
    assertThat(ask(other, Questions.aboutPods().ask(Questions.pod("icr.test/app:v1"))).refusal())
        .isEmpty();
    judge();
    assertThat(ground.written().writes()).isEqualTo(1);
  }

  @Test
  void whatIsRefusedOrOnlyTriedIsNotWritten() {
    assertThat(ask("icr.test/app:v2").refusal()).isPresent();
    assertThat(
            ask(
                    server,
                    Questions.aboutPods()
                        .with("dryRun", true)
                        .ask(Questions.pod("icr.test/app:v1")))
                .refusal())
        .isEmpty();
    assertThat(ground.written().writes()).isZero();
  }

  @Test
  void aDigestThatAPodNamesIsNoMeaningOfItsTag() {
    assertThat(ask(pinned("icr.test/app", GOOD)).refusal()).isEmpty();
    assertThat(images()).containsExactly(pinned("icr.test/app", GOOD));
    assertThat(held().path("tags")).isEmpty();
  }

  @Test
  void whatWouldBeRefusedIsTakenAway() {
    ground.told().good("icr.test/other:v1", BETTER);
    assertThat(ask("icr.test/app:v1").refusal()).isEmpty();
    assertThat(ask("icr.test/other:v1").refusal()).isEmpty();
    ground.told().bad("icr.test/app:v1", GOOD, "Its signer was revoked.");
    judge();
    assertThat(images()).containsExactly(pinned("icr.test/other:v1", BETTER));
    assertThat(held().path("tags").propertyStream().map(Map.Entry::getKey))
        .containsExactly("icr.test/other:v1");
    // And comes back with a pod, if it is admitted again.
    ground.told().bad("icr.test/app:v1", GOOD, "");
    assertThat(ask("icr.test/app:v1").refusal()).isEmpty();
    assertThat(images()).hasSize(2);
  }

  @Test
  void whatAPolicyAdmitsNoMoreIsTakenAway() {
    assertThat(ask("icr.test/app:v1").refusal()).isEmpty();
    read(TRUSTED.replace("icr.test", "elsewhere.test"));
    judge();
    assertThat(images()).isEmpty();
  }

  @Test
  void aPolicyThatCannotBeReadTakesAllAway() {
    assertThat(ask("icr.test/app:v1").refusal()).isEmpty();
    read(TRUSTED.replace("require", "requier"));
    judge();
    assertThat(images()).isEmpty();
  }

  @Test
  void anExceptionIsWrittenWithItsEnd() {
    assertThat(ask("old.test/app:v1").refusal()).isEmpty();
    assertThat(held().at("/images/old.test~1app:v1").asText()).isEqualTo("2030-01-01T00:00:00Z");
  }

  @Test
  void whereAnythingIsAdmittedNothingIsListed() {
    read(ANYTHING);
    assertThat(ask("nginx").refusal()).isEmpty();
    assertThat(held().path("everything").asBoolean()).isTrue();
    assertThat(images()).isEmpty();
    read(TRUSTED);
    judge();
    assertThat(held().path("everything").asBoolean()).isFalse();
  }

  @Test
  void anEntryThatAsksForSomethingEndsThatAnythingIsAdmitted() {
    read(ANYTHING.replace("{name: '*'}", "{name: '*'}, {name: 'x/*', require: [{reject: true}]}"));
    assertThat(ask("nginx").refusal()).isEmpty();
    assertThat(held().path("everything").asBoolean()).isFalse();
    assertThat(images()).containsExactly("nginx");
  }

  @Test
  void whatSomebodyElseChangedOrDeletedIsWrittenAnew() {
    assertThat(ask("icr.test/app:v1").refusal()).isEmpty();
    ((ObjectNode) held()).put("everything", true);
    JsonNode there = Objects.requireNonNull(ground.written().objects().get(HELD));
    ((ObjectNode) there.path("metadata")).put("resourceVersion", "77");
    judge();
    assertThat(held().path("everything").asBoolean()).isFalse();
    JsonNode _ = ground.written().objects().remove(HELD);
    judge();
    assertThat(images()).containsExactly(pinned("icr.test/app:v1", GOOD));
  }

  /** The other server has written since this one has read. */
  @Test
  void ofTwoServersNoneWritesOverTheOther() {
    for (int i = 0; i < 20; i++) {
      ground.told().good("icr.test/a" + i + ":v1", Digest.of(new byte[] {3, (byte) i}));
      ground.told().good("icr.test/b" + i + ":v1", Digest.of(new byte[] {4, (byte) i}));
    }
    CompletableFuture<?> here = CompletableFuture.runAsync(() -> askAll(server, "a"));
    CompletableFuture<?> there = CompletableFuture.runAsync(() -> askAll(other, "b"));
    here.join();
    there.join();
    assertThat(images()).hasSize(40);
  }

  private void askAll(Ground.Server of, String name) {
    for (int i = 0; i < 20; i++) {
      String image = "icr.test/" + name + i + ":v1";
      assertThat(ask(of, Questions.aboutPods().ask(Questions.pod(image))).refusal()).isEmpty();
    }
  }

  @Test
  void anApiServerThatDoesNotAnswerKeepsNoPodAndIsTold() {
    ground.refusing(
        Optional.of(new Failure(Failure.Kind.UNAVAILABLE, "test.away", "It is away.", "Wait.")));
    assertThat(ask("icr.test/app:v1").refusal()).isEmpty();
    judge();
    assertThat(server.admission().asking("tenant").getFirst().ladderSaid())
        .isEqualTo("It is away.");
    ground.refusing(Optional.empty());
    judge();
    assertThat(images()).containsExactly(pinned("icr.test/app:v1", GOOD));
    assertThat(server.admission().asking("tenant").getFirst().ladderSaid()).isEmpty();
  }

  @Test
  void aNamespaceThatIsNoMoreIsForgotten() {
    assertThat(
            ask(
                    server,
                    Questions.aboutPods()
                        .with("namespace", "gone")
                        .ask(Questions.pod("icr.test/app:v1")))
                .refusal())
        .isEmpty();
    assertThat(rows("SELECT namespace FROM admission.held_namespace")).isEmpty();
  }

  @Test
  void whatNobodyUsesIsForgotten() {
    assertThat(ask("icr.test/app:v1").refusal()).isEmpty();
    ground.clock().advance(Ladder.UNUSED.minusDays(1));
    judge();
    assertThat(images()).isNotEmpty();
    ground.clock().advance(Duration.ofDays(2));
    judge();
    assertThat(images()).isEmpty();
  }

  @Test
  void whatIsUsedStays() {
    assertThat(ask("icr.test/app:v1").refusal()).isEmpty();
    for (int day = 0; day < 40; day += 10) {
      ground.clock().advance(Duration.ofDays(10));
      assertThat(ask("icr.test/app:v1").refusal()).isEmpty();
    }
    judge();
    assertThat(images()).isNotEmpty();
  }

  private static final String WRITTEN =
      """
      metadata: {name: app, annotations: {redoubt.dev/digests: api-server}}
      spec: {containers: [{name: c, image: '%s'}]}
      """;

  @Test
  void aDigestThatTheApiServerWroteIsLookedUpAnew() {
    assertThat(ask("icr.test/app:v1").refusal()).isEmpty();
    ground.told().good("icr.test/app:v1", BETTER);
    Answer answer =
        ask(server, Questions.aboutPods().ask(WRITTEN.formatted(pinned("icr.test/app:v1", GOOD))));
    assertThat(answer.patch())
        .containsExactly(Map.entry("/spec/containers/0/image", pinned("icr.test/app:v1", BETTER)));
    assertThat(answer.removed()).containsExactly("/metadata/annotations/redoubt.dev~1digests");
    assertThat(held().at("/tags/icr.test~1app:v1").asText()).isEqualTo(BETTER.toString());
  }

  @Test
  void aDigestThatAPodNamesStaysWhoeverSaysThatItWasWritten() {
    ground.told().good("icr.test/app:v1", BETTER).good("icr.test/app:v0", GOOD);
    Answer answer =
        ask(server, Questions.aboutPods().ask(WRITTEN.formatted(pinned("icr.test/app:v1", GOOD))));
    assertThat(answer.patch()).isEmpty();
    assertThat(images()).containsExactly(pinned("icr.test/app:v1", GOOD));
  }

  @Test
  void withoutTheLadderNothingIsWrittenOrKept() {
    assertThat(ask("icr.test/app:v1").refusal()).isEmpty();
    secret = server.admission().install("tenant", "ann", "prod", false).secret();
    ground.settle();
    assertThat(ask("icr.test/app:v1").refusal()).isEmpty();
    judge();
    assertThat(ground.written().writes()).isEqualTo(1);
    assertThat(rows("SELECT image FROM admission.held_image")).isEmpty();
  }

  @Test
  void ofMoreThanFitsTheLastUsedAreWritten() {
    List<Held> many =
        IntStream.range(0, 10_000)
            .mapToObj(i ->
                new Held(
                    pinned("icr.test/" + "a".repeat(100) + i + ":v1", GOOD),
                    Optional.empty(),
                    Optional.of(ground.clock().instant()),
                    ground.clock().instant()))
            .toList();
    AdmittedImages images = AdmittedImages.of(many);
    assertThat(images.object("team", "1").length)
        .isBetween(AdmittedImages.LONGEST / 2, AdmittedImages.LONGEST);
    assertThat(images.images()).containsKey(many.getFirst().image());
  }
}
