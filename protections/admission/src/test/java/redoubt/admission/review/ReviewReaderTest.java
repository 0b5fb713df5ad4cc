package redoubt.admission.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redoubt.admission.testing.Questions;
import redoubt.core.Failure;

final class ReviewReaderTest {
  @Test
  void aQuestionIsReadWhole() {
    Review review =
        Questions.aboutPods()
            .with("subResource", "ephemeralcontainers")
            .with("dryRun", true)
            .before("{metadata: {name: app}}")
            .ask(Questions.pod("one"));
    assertThat(review.uid()).isEqualTo("705ab4f5-6393-11e8-b7cc-42010a800002");
    assertThat(review.resource()).isEqualTo(new Review.Resource("", "v1", "pods"));
    assertThat(review.subresource()).contains("ephemeralcontainers");
    assertThat(review.operation()).isEqualTo(Review.Operation.UPDATE);
    assertThat(review.dryRun()).isTrue();
    assertThat(review.user()).isEqualTo("ann");
    assertThat(review.shown()).isEqualTo("Pod team/app");
    assertThat(review.before().at("/metadata/name").asText()).isEqualTo("app");
  }

  @Test
  void whatHasYetToBeNamedIsShownByWhatItsNameBeginsWith() {
    assertThat(
            Questions.aboutPods().with("name", "").ask("{metadata: {generateName: app-}}").shown())
        .isEqualTo("Pod team/app-…");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "{}",
        "{\"apiVersion\":\"admission.k8s.io/v1beta1\"}",
        "{\"apiVersion\":\"admission.k8s.io/v1\"}",
        "{\"apiVersion\":\"admission.k8s.io/v1\",\"request\":[]}",
        "{\"apiVersion\":\"admission.k8s.io/v1\",\"request\":{}}",
        "{\"apiVersion\":\"admission.k8s.io/v1\",\"request\":{\"uid\":7}}",
        "{\"apiVersion\":\"admission.k8s.io/v1\"} trailing",
      })
  void whatIsNoQuestionIsRefused(String text) {
    assertRefused(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whatIsOddInAQuestionIsRefused() {
    assertRefused(Questions.aboutPods().with("operation", "PATCH").json("{}"));
    assertRefused(Questions.aboutPods().with("namespace", List.of("a")).json("{}"));
    assertRefused(Questions.aboutPods().with("uid", "x".repeat(300)).json("{}"));
    assertRefused(Questions.aboutPods().with("resource", Map.of()).json("{}"));
  }

  @Test
  void whatIsTooDeepOrTooLongIsRefused() {
    assertRefused(("[".repeat(100_000)).getBytes(StandardCharsets.UTF_8));
    assertRefused(new byte[ReviewReader.LONGEST + 1]);
  }

  private static void assertRefused(byte[] json) {
    assertThatThrownBy(() -> ReviewReader.read(json))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.code()).isEqualTo("admission.bad-review"));
  }

  @Test
  void anAnswerIsWhatApiServersRead() {
    Answer answer =
        new Answer(
            "7",
            Optional.empty(),
            List.of("careful"),
            Map.of("/spec/a", "b"),
            List.of("/metadata/x"),
            Map.of("k", "v"));
    assertThat(new String(answer.json(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"apiVersion\":\"admission.k8s.io/v1\",\"kind\":\"AdmissionReview\",\"response\":"
                + "{\"uid\":\"7\",\"allowed\":true,\"warnings\":[\"careful\"],"
                + "\"auditAnnotations\":{\"k\":\"v\"},\"patchType\":\"JSONPatch\",\"patch\":\""
                + java.util.Base64.getEncoder()
                    .encodeToString(patch().getBytes(StandardCharsets.UTF_8))
                + "\"}}");
  }

  private static String patch() {
    return "[{\"op\":\"replace\",\"path\":\"/spec/a\",\"value\":\"b\"},"
        + "{\"op\":\"remove\",\"path\":\"/metadata/x\"}]";
  }
}
