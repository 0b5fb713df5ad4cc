package redoubt.admission.rehearse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import redoubt.admission.Clusters;
import redoubt.core.Failure;
import redoubt.oci.Digest;
import redoubt.web.Json;

/** What is read of pods. */
final class PodReadingTest {
  private static final Digest RUNS = Digest.of(new byte[] {1});

  private static JsonNode page(String next, String items) {
    return Json.parse(
        Json.bytes(
            new Yaml().load("{metadata: {continue: '" + next + "'}, items: [" + items + "]}")));
  }

  private static String pod(String name, String more) {
    return "{metadata: {namespace: shop, name: " + name + "}, " + more + "}";
  }

  private static List<RunningPod> read(String items) {
    return PodReading.of(path -> Optional.of(page("", items)));
  }

  @Test
  void eachPlaceOfAnImageIsSeenWithWhatRuns() {
    List<RunningPod> pods =
        read(
            pod(
                "a",
                """
                spec: {containers: [{name: c, image: 'icr.test/a:v1'}],
                  initContainers: [{name: i, image: 'icr.test/i:v1'}],
                  ephemeralContainers: [{name: e, image: 'icr.test/e:v1'}],
                  volumes: [{image: {reference: 'icr.test/v:v1'}}, {}]},
                status: {phase: Running, containerStatuses: [{name: c, imageID: 'icr.test/a@%s'}],
                  initContainerStatuses: [{name: i, imageID: 'sha256:%s'}]}
                """
                    .formatted(RUNS, RUNS.hex())));
    assertThat(pods).hasSize(1);
    assertThat(pods.getFirst().uses())
        .containsExactlyInAnyOrder(
            new RunningPod.Use("icr.test/a:v1", Optional.of(RUNS)),
            new RunningPod.Use("icr.test/i:v1", Optional.empty()),
            new RunningPod.Use("icr.test/e:v1", Optional.empty()),
            new RunningPod.Use("icr.test/v:v1", Optional.empty()));
  }

  @Test
  void whatIsOverAndWhatIsNoNameIsLeftOut() {
    String spec = "spec: {containers: [{name: c, image: 'icr.test/a:v1'}]}";
    assertThat(
            read(
                pod("done", spec + ", status: {phase: Succeeded}")
                    + ","
                    + pod("failed", spec + ", status: {phase: Failed}")
                    + ","
                    + pod("pending", spec + ", status: {phase: Pending}")
                    + ","
                    + pod("'../odd\\n'", spec)))
        .extracting(RunningPod::name)
        .containsExactly("pending");
  }

  @Test
  void allPagesAreReadSmallerOnesWhereTheyAreTooLong() {
    List<String> asked = new ArrayList<>();
    Clusters.Api api =
        path -> {
          asked.add(path);
          if (path.contains("limit=500")) {
            throw new Failure(Failure.Kind.TOO_LARGE, "test.too-long", "Too long.", "Less.");
          }
          return Optional.of(
              path.contains("continue=x")
                  ? page("", pod("b", "spec: {}"))
                  : page("x y", pod("a", "spec: {}")));
        };
    assertThat(PodReading.of(api)).extracting(RunningPod::name).containsExactly("a", "b");
    assertThat(asked)
        .containsExactly(
            "/api/v1/pods?limit=500",
            "/api/v1/pods?limit=125",
            "/api/v1/pods?limit=125&continue=x+y");
  }

  @Test
  void moreThanAClusterHasIsNotKeptInMemory() {
    String containers =
        "spec: {containers: [" + "{name: c, image: 'icr.test/a:v1'},".repeat(3_000) + "]}";
    JsonNode large = page("more", pod("a", containers));
    assertTooMany(path -> Optional.of(large));
    JsonNode many = page("more", (pod("a", "spec: {}") + ",").repeat(500));
    assertTooMany(path -> Optional.of(many));
  }

  private static void assertTooMany(Clusters.Api api) {
    assertThatThrownBy(() -> PodReading.of(api))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.code()).isEqualTo("admission.too-many-pods"));
  }

  @Test
  void whoMayNotListPodsIsToldSo() {
    Clusters.Api api =
        path -> {
          throw new Failure(Failure.Kind.FORBIDDEN, "test.no", "No.", "Ask.");
        };
    assertThatThrownBy(() -> PodReading.of(api))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.code()).isEqualTo("admission.pods-unreadable"));
  }
}
