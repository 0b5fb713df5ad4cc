package redoubt.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.testkit.HttpsCaller;
import redoubt.web.Json;

/** What was seen in the clusters of all tenants is nobody's who is not an administrator. */
final class EvidenceAcrossTenantsTest {
  @TempDir private Path directory;

  @Test
  void aTenantSeesWhichClaimsHoldAndNotWhatWasSeen() {
    try (RunningHouse running = RunningHouse.start(directory, InstantSource.system())) {
      HttpsCaller admin = running.admin();
      JsonNode run = json(admin.postJson("/v1/proofs/run", "{\"protection\":\"ledger\"}"));
      String seen = run.at("/items/0/observation").asText();
      assertThat(seen).isNotEmpty();
      assertThat(json(admin.get("/v1/evidence")).at("/items/0/observation").asText())
          .isEqualTo(seen);
      String user = json(admin.postJson("/v1/users", "{\"name\":\"eve\"}")).path("id").asText();
      String apiKey =
          json(admin.postJson("/v1/apikeys", "{\"name\":\"e\",\"user\":\"" + user + "\"}"))
              .path("apikey")
              .asText();
      HttpResponse<String> hers = running.as(apiKey).get("/v1/evidence");
      assertThat(json(hers).at("/items/0/outcome").asText())
          .isEqualTo(run.at("/items/0/outcome").asText());
      assertThat(hers.body()).doesNotContain(seen, "observation");
    }
  }

  private static JsonNode json(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
    return Json.parse(response.body().getBytes(StandardCharsets.UTF_8));
  }
}
