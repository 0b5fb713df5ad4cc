package redoubt.server.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.server.RunningHouse;
import redoubt.testkit.HttpsCaller;
import redoubt.web.Json;

/** Trust policies on a whole server, with the libraries that it runs with. */
final class TrustPolicyTest {
  @TempDir static Path directory;

  private static RunningHouse running;
  private static String policy;

  @BeforeAll
  static void start() {
    running = RunningHouse.start(directory, InstantSource.system());
    String instance =
        Json.parse(running.admin().get("/v1/instances").body().getBytes(UTF_8))
            .at("/items/0/id")
            .asText();
    policy = "/v1/instances/" + instance + "/namespaces/team/trust-policy";
    assertThat(
            running
                .admin()
                .postJson("/v1/instances/" + instance + "/namespaces", "{\"name\":\"team\"}")
                .statusCode())
        .isEqualTo(201);
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  private static HttpResponse<String> set(String condition) {
    HttpsCaller admin = running.admin();
    return admin
        .with("Content-Type", "application/json")
        .send(
            "PUT",
            policy,
            "{\"requirements\":[{\"attested\":\"https://acme.test/scan/v1\",\"condition\":\""
                + condition
                + "\"}]}");
  }

  @Test
  void aConditionIsCompiledWhenItIsSet() {
    HttpResponse<String> answer = set("predicate.passed == true && size(subject) == 1");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  @Test
  void aConditionThatIsNoneIsRefusedWithItsPlace() {
    HttpResponse<String> answer = set("predicate.passed ==");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("signatures.bad-condition").contains("Line 1, column 2");
  }
}
