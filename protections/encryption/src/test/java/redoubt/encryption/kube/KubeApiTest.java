package redoubt.encryption.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redoubt.core.Deadline;
import redoubt.core.Failure;
import redoubt.core.Outward;
import redoubt.testkit.ScriptedHttps;

/** API servers that are slow, odd or somebody else. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class KubeApiTest {
  private static final Duration TIME = Duration.ofSeconds(20);
  private static final KubeResource SECRETS = new KubeResource("", "secrets", "/api/v1", true);
  private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

  @TempDir Path directory;

  private static KubeApi api(ScriptedHttps server, Outward outward, Duration time) {
    return new KubeApi(
        new KubeAccess(
            server.uri("127.0.0.1"),
            server.authority(),
            Optional.empty(),
            Optional.of("token"),
            Optional.empty()),
        outward,
        Deadline.in(time));
  }

  private static void assertFails(ThrowingCallable call, String code) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.code()).isEqualTo(code));
  }

  private KubeApi.Page list(String answer, int limit) {
    try (ScriptedHttps server = new ScriptedHttps(directory, ScriptedHttps.always(200, answer));
        KubeApi api = api(server, Outward.THIS_MACHINE_TOO, TIME)) {
      return api.list(SECRETS, limit, Optional.empty());
    }
  }

  @Test
  void ofAListNamesAndVersionsAreKeptAndNothingElse() {
    KubeApi.Page page =
        list(
            """
            {"kind":"PartialObjectMetadataList","metadata":{"continue":"more","remainingItemCount":7},
             "items":[{"metadata":{"name":"a","namespace":"n","resourceVersion":"1",
               "annotations":{"name":"not this","x":[{"name":"nor this"}]}},"data":{"k":"secret"}},
              {"metadata":{"name":"b","resourceVersion":"2"}}]}
            """,
            2);
    assertThat(page.items())
        .containsExactly(
            new KubeApi.Stored(Optional.of("n"), "a", "1"),
            new KubeApi.Stored(Optional.empty(), "b", "2"));
    assertThat(page.next()).contains("more");
    assertThat(page.remaining()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "<html>the-secret</html>",
        "{\"items\":[{\"metadata\":{\"name\":\"a\"}}",
        "{\"items\":[{},{},{}]}",
        "{} {}"
      })
  void whatIsNoAnswerOfAnApiServerIsSaidWithoutRepeatingIt(String answer) {
    assertThatThrownBy(() -> list(answer, 2))
        .isInstanceOfSatisfying(
            Failure.class,
            failure -> {
              assertThat(failure.code()).isEqualTo("encryption.api-server-odd");
              assertThat(failure.what()).doesNotContain("the-secret");
            });
  }

  @ParameterizedTest
  @CsvSource({"-1,0", "-9223372036854775808,0", "9223372036854775807,1000000000"})
  void asManyObjectsFollowAsThereCanBe(String said, long believed) {
    String answer = "{\"metadata\":{\"continue\":\"more\",\"remainingItemCount\":" + said + "}}";
    assertThat(list(answer, 2).remaining()).isEqualTo(believed);
  }

  @Test
  void aNumberOfObjectsThatIsNoneIsOdd() {
    assertFails(
        () -> list("{\"metadata\":{\"remainingItemCount\":1" + "0".repeat(40) + "}}", 2),
        "encryption.api-server-odd");
  }

  @Test
  void aNestedAnswerIsNotBuiltUp() {
    assertFails(() -> list("{\"x\":" + "[".repeat(500_000), 2), "encryption.api-server-odd");
  }

  private JsonNode read(String answer, String... fields) {
    try (ScriptedHttps server = new ScriptedHttps(directory, ScriptedHttps.always(200, answer));
        KubeApi api = api(server, Outward.THIS_MACHINE_TOO, TIME)) {
      return api.read("/api/v1/pods", List.of(fields)).orElseThrow();
    }
  }

  @Test
  void ofWhatIsReadTheWantedFieldsAreKeptAndNothingElse() {
    String answer =
        """
        {"kind":"PodList","metadata":{"continue":"more"},"items":[
         {"metadata":{"name":"a","namespace":"n"},"spec":{"containers":[
          {"name":"c","image":"i","env":[{"name":"SECRET"}]},{"image":{"deep":[1]}}]}},
         "odd",{"spec":"odd"}]}
        """;
    assertThat(
            read(
                answer,
                "/metadata/continue",
                "/items/metadata/namespace",
                "/items/spec/containers/image"))
        .hasToString(
            "{\"metadata\":{\"continue\":\"more\"},\"items\":[{\"metadata\":{\"namespace\":\"n\"},"
                + "\"spec\":{\"containers\":[{\"image\":\"i\"},{\"image\":{\"deep\":[1]}}]}}]}");
    assertThat(read("{\"items\":[]}", "/items/metadata/name").path("items").size()).isZero();
  }

  @Test
  void anObjectAsLargeAsEtcdTakesIsRead() {
    String answer =
        "{\"spec\":{\"env\":[" + "{\"name\":\"a\"},".repeat(300_000) + "{}],\"image\":\"i\"}}";
    assertThat(read(answer, "/spec/image").at("/spec/image").asText()).isEqualTo("i");
  }

  @Test
  void moreThanIsReadAtOnceIsToldFromAnOddAnswer() {
    assertFails(
        () -> read("{\"x\":\"" + "x".repeat(17 << 20) + "\"}", "/image"),
        "encryption.api-server-too-much");
    assertFails(() -> read("<html>", "/image"), "encryption.api-server-odd");
  }

  @ParameterizedTest
  @CsvSource({"201, DONE", "429, KEPT", "404, GONE", "409, GONE"})
  void aPodGoesOrIsKeptOrIsGone(int status, KubeApi.Evicted outcome) {
    try (ScriptedHttps server = new ScriptedHttps(directory, ScriptedHttps.always(status, "{}"));
        KubeApi api = api(server, Outward.THIS_MACHINE_TOO, TIME)) {
      assertThat(api.evict("shop", "a", "uid")).isEqualTo(outcome);
    }
  }

  @Test
  void whoMayNotHavePodsStoppedIsToldSo() {
    try (ScriptedHttps server = new ScriptedHttps(directory, ScriptedHttps.always(403, "{}"));
        KubeApi api = api(server, Outward.THIS_MACHINE_TOO, TIME)) {
      assertFails(() -> api.evict("shop", "a", "uid"), "encryption.api-server-refused");
    }
  }

  @Test
  void allCallsTogetherHaveOneTime() {
    ScriptedHttps.Script slow = ScriptedHttps.endless(CHUNKED, "1\r\n \r\n");
    try (ScriptedHttps server = new ScriptedHttps(directory, slow);
        KubeApi api = api(server, Outward.THIS_MACHINE_TOO, Duration.ofSeconds(1))) {
      long before = System.nanoTime();
      for (int i = 0; i < 50; i++) {
        assertFails(() -> api.list(SECRETS, 1, Optional.empty()), "encryption.took-too-long");
        assertFails(
            () -> api.rewrite(SECRETS, new KubeApi.Stored(Optional.empty(), "a", "1")),
            "encryption.took-too-long");
      }
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void anApiServerOnThisMachineIsCalledOnlyWhereThatIsAllowed() {
    try (ScriptedHttps server = new ScriptedHttps(directory, ScriptedHttps.always(200, "{}"));
        KubeApi api = api(server, Outward.OTHER_MACHINES, TIME)) {
      assertFails(() -> api.list(SECRETS, 1, Optional.empty()), "encryption.address-refused");
      assertThat(server.connections()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"name, 253", "namespace, 253", "resourceVersion, 100"})
  void namesThatAreLongerThanThereAreAreNotKept(String field, int longest) {
    String object = "{\"items\":[{\"metadata\":{\"%s\":\"%s\"}}]}";
    assertThat(list(object.formatted(field, "x".repeat(longest)), 1).items()).hasSize(1);
    assertFails(
        () -> list(object.formatted(field, "x".repeat(longest + 1)), 1),
        "encryption.api-server-odd");
  }

  @Test
  void aPlaceInAListIsKeptUpToEightKilobytes() {
    String answer = "{\"metadata\":{\"continue\":\"%s\"},\"items\":[]}";
    assertThat(list(answer.formatted("x".repeat(8192)), 1).next()).isPresent();
    assertFails(() -> list(answer.formatted("x".repeat(8193)), 1), "encryption.api-server-odd");
  }
}
