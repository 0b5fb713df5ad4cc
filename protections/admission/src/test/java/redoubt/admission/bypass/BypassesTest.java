package redoubt.admission.bypass;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redoubt.admission.decide.Decider;
import redoubt.admission.review.Answer;
import redoubt.admission.review.ReviewReader;
import redoubt.admission.testing.Ground;
import redoubt.oci.Digest;
import redoubt.testkit.Await;
import redoubt.web.Json;

/** Every way around that an AdmissionReview can show, under a policy that admits one image. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BypassesTest {
  private static final String APP = "registry.example.org/team/app";
  private static final Images IMAGES =
      new Images(
          new Images.Image(APP, "good", Digest.of(new byte[] {1})),
          new Images.Image(APP, "bad", Digest.of(new byte[] {2})));

  private final Ground ground = new Ground();
  private final Ground.Server server = ground.server();
  private String secret = "";

  @BeforeAll
  void install() {
    secret = server.admission().install("tenant", "ann", "prod", false).secret();
    ground
        .told()
        .good(IMAGES.good().tagged(), IMAGES.good().digest())
        .bad(IMAGES.bad().tagged(), IMAGES.bad().digest(), "Nobody has signed it.");
    ground.policies(
        """
        apiVersion: redoubt.dev/v1
        kind: ClusterImagePolicy
        metadata: {name: usual}
        spec: {repositories: [{name: 'registry.example.org/team/*', require: [{trusted: true}]}]}
        """);
    ground.clock().advance(Duration.ofSeconds(6));
    server.reading().run();
    Await.until(
        Duration.ofSeconds(10),
        "the policy holds",
        () ->
            server
                .admission()
                .asker(Ground.PROD.id(), secret)
                .policies()
                .filter(all -> !all.all().isEmpty())
                .isPresent());
  }

  @AfterAll
  void close() {
    ground.close();
  }

  private Optional<JsonNode> answer(String which, byte[] review) {
    Answer answer =
        server
            .admission()
            .answer(
                server.admission().asker(Ground.PROD.id(), secret),
                ReviewReader.read(review),
                which.equals("mutate") ? Decider.Phase.MUTATING : Decider.Phase.VALIDATING);
    return Optional.of(Json.parse(answer.json()).path("response"));
  }

  static List<Bypass> all() {
    return Bypasses.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void noWayAroundLeadsIn(Bypass bypass) {
    for (Attempt attempt : bypass.attempts(IMAGES)) {
      BothWebhooks.Outcome outcome = BothWebhooks.ask(this::answer, attempt.question(), "shop");
      assertThat(outcome.admitted())
          .as("%s: %s", attempt.what(), outcome.said())
          .isEqualTo(attempt.admitted());
    }
  }

  @Test
  void eachHasANameOfItsOwnAndSaysWhyItIsTried() {
    assertThat(all())
        .extracting(Bypass::name)
        .doesNotHaveDuplicates()
        .allMatch(BypassesTest::kebab);
    assertThat(all()).extracting(Bypass::why).allMatch(why -> why.endsWith("."));
    assertThat(all()).allMatch(one -> !one.attempts(IMAGES).isEmpty());
  }

  /** People look there what stops which. */
  @Test
  void theDocumentationNamesEachOfThem() throws IOException {
    String page =
        Files.readString(
            Path.of(System.getProperty("redoubt.root", "../.."), "docs", "admission.md"));
    assertThat(all()).extracting(one -> "`" + one.name() + "`").allMatch(page::contains);
  }

  private static boolean kebab(String name) {
    return name.matches("[a-z]+(-[a-z]+)*");
  }
}
