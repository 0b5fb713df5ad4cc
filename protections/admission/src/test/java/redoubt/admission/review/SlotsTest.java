package redoubt.admission.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redoubt.admission.testing.Questions;
import redoubt.core.Failure;

/** Every place where an image can be named. */
final class SlotsTest {
  private static final String SPEC =
      """
      {containers: [{name: app, image: one}], initContainers: [{name: first, image: two}]}
      """;

  private static List<String> images(Review review) {
    return Slots.of(review).stream().map(Slot::image).toList();
  }

  @Test
  void containersOfEveryKindAndVolumes() {
    Review review =
        Questions.aboutPods()
            .ask(
                """
                metadata: {name: app}
                spec:
                  containers: [{name: a, image: one}, {name: b, image: two}]
                  initContainers:
                  - {name: i, image: three}
                  - {name: sidecar, image: four, restartPolicy: Always}
                  ephemeralContainers: [{name: e, image: five, targetContainerName: a}]
                  volumes:
                  - {name: v, image: {reference: six, pullPolicy: Always}}
                  - {name: w, emptyDir: {}}
                """);
    assertThat(Slots.of(review))
        .extracting(Slot::pointer, Slot::owner, Slot::image)
        .containsExactlyInAnyOrder(
            tuple("/spec/containers/0/image", "a", "one"),
            tuple("/spec/containers/1/image", "b", "two"),
            tuple("/spec/initContainers/0/image", "i", "three"),
            tuple("/spec/initContainers/1/image", "sidecar", "four"),
            tuple("/spec/ephemeralContainers/0/image", "e", "five"),
            tuple("/spec/volumes/0/image/reference", "v", "six"));
  }

  @ParameterizedTest
  @CsvSource({
    "v1, ReplicationController, replicationcontrollers, spec/template/spec",
    "v1, PodTemplate, podtemplates, template/spec",
    "apps/v1, Deployment, deployments, spec/template/spec",
    "apps/v1beta1, Deployment, deployments, spec/template/spec",
    "extensions/v1beta1, Deployment, deployments, spec/template/spec",
    "apps/v1, ReplicaSet, replicasets, spec/template/spec",
    "apps/v1, DaemonSet, daemonsets, spec/template/spec",
    "apps/v1, StatefulSet, statefulsets, spec/template/spec",
    "batch/v1, Job, jobs, spec/template/spec",
    "batch/v1, CronJob, cronjobs, spec/jobTemplate/spec/template/spec",
    "batch/v1beta1, CronJob, cronjobs, spec/jobTemplate/spec/template/spec",
  })
  void templatesOfEveryKindThatKubernetesBrings(
      String apiVersion, String kind, String plural, String way) {
    String yaml = SPEC.strip();
    String[] parts = way.split("/");
    for (int i = parts.length - 1; i >= 0; i--) {
      yaml = "{" + parts[i] + ": " + yaml + "}";
    }
    Review review = Questions.about(apiVersion, kind, plural).ask(yaml);
    assertThat(images(review)).containsExactlyInAnyOrder("one", "two");
    assertThat(Slots.of(review).getFirst().pointer()).startsWith("/" + way + "/");
    assertThat(Slots.isPod(review)).isFalse();
  }

  @Test
  void kindsOfOthersThatAreCalledSoAreNoneOfKubernetes() {
    assertThat(
            Slots.mayNameImages(
                Questions.about("acme.test/v1", "Deployment", "deployments").ask("{spec: 3}")))
        .isFalse();
    assertThat(Slots.mayNameImages(Questions.about("acme.test/v1", "Pod", "pods").ask("{spec: 3}")))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({"binding, Binding", "eviction, Eviction", "scale, Scale", "exec, PodExecOptions"})
  void someSubresourcesCarryNoPod(String subresource, String kind) {
    Review review =
        Questions.about("v1", kind, "pods")
            .with("subResource", subresource)
            .ask("{spec: {containers: [{name: a, image: one}]}}");
    assertThat(Slots.changed(review)).isEmpty();
  }

  /** Whatever Kubernetes will call it. */
  @Test
  void aSubresourceThatCarriesAPodIsLookedAt() {
    Review review =
        Questions.aboutPods()
            .before(Questions.pod("one"))
            .with("subResource", "resize")
            .ask(Questions.pod("two"));
    assertThat(Slots.changed(review)).hasSize(1);
  }

  @Test
  void whatIsUsedAlreadyIsNotLookedAtAgain() {
    String before = Questions.pod("one", "two");
    assertThat(Slots.changed(Questions.aboutPods().before(before).ask(before))).isEmpty();
    assertThat(Slots.changed(Questions.aboutPods().before(before).ask(Questions.pod("one", "six"))))
        .extracting(Slot::image)
        .containsExactly("six");
  }

  /** An image that one container has is new in another one. */
  @Test
  void aContainerThatTakesTheImageOfAnotherIsLookedAt() {
    String before = Questions.pod("one", "two");
    assertThat(Slots.changed(Questions.aboutPods().before(before).ask(Questions.pod("two", "two"))))
        .extracting(Slot::owner)
        .containsExactly("c0");
  }

  @Test
  void whatSaysThatItWasThereBeforeIsNotBelievedWhereItIsNew() {
    String pod = Questions.pod("one");
    Review review = Questions.aboutPods().before(pod).with("operation", "CREATE").ask(pod);
    assertThat(Slots.changed(review)).hasSize(1);
  }

  @Test
  void anEphemeralContainerIsLookedAtAlone() {
    Review review =
        Questions.aboutPods()
            .before(Questions.pod("one"))
            .with("subResource", "ephemeralcontainers")
            .ask(Questions.pod("one") + "  ephemeralContainers: [{name: debug, image: two}]\n");
    assertThat(Slots.changed(review)).extracting(Slot::image).containsExactly("two");
  }

  @Test
  void anImageThatIsLeftToOthersIsSeenWhenTheyWriteIt() {
    assertThat(Slots.of(Questions.aboutPods().ask(Questions.pod(" ", "one")))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{spec: [1]}",
        "{spec: {containers: {name: a}}}",
        "{spec: {containers: [{image: {a: b}}]}}",
        "{spec: {containers: [{image: 3}]}}",
        "{spec: {volumes: [{image: {reference: [a]}}]}}",
      })
  void whatIsNoPodIsRefused(String yaml) {
    assertThatThrownBy(() -> Slots.of(Questions.aboutPods().ask(yaml)))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.code()).isEqualTo("admission.bad-review"));
  }

  @Test
  void aThousandImagesAreRead() {
    String[] many = Collections.nCopies(1_001, "one").toArray(String[]::new);
    assertThatThrownBy(() -> Slots.of(Questions.aboutPods().ask(Questions.pod(many))))
        .hasMessageContaining("more than 1000 images");
    String[] most = Arrays.copyOf(many, 1_000);
    assertThat(Slots.of(Questions.aboutPods().ask(Questions.pod(most)))).hasSize(1_000);
  }
}
