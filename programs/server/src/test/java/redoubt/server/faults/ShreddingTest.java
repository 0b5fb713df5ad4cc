package redoubt.server.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.server.House;
import redoubt.testkit.Await;
import redoubt.testkit.HttpsCaller;
import redoubt.testkit.TestDatabase;
import redoubt.web.Json;

/** A key that guards a cluster, taken away for a while: on two servers of one database. */
final class ShreddingTest {
  @TempDir private Path directory;
  private TestDatabase database;
  private House a;
  private House b;
  private HttpsCaller manager;
  private String clusters;
  private String rehearsal;
  private String key;
  private final AtomicBoolean pluginStops = new AtomicBoolean();

  @BeforeEach
  void start() {
    database = TestDatabase.create();
    a = open("a");
    b = open("b");
    manager = Houses.admin(a, directory.resolve("a")).https();
    String instance = json(manager.get("/v1/instances")).at("/items/0/id").asText();
    clusters = "/v1/instances/" + instance + "/clusters";
    manager = manager.with("Bluemix-Instance", instance);
    key = newKey();
    rehearsal = "/v1/instances/" + instance + "/keys/" + key + "/rehearsal";
    json(manager.postJson(clusters, "{\"name\":\"prod\"}"));
    use(key);
  }

  @AfterEach
  void stop() {
    pluginStops.set(true);
    b.close();
    a.close();
    database.close();
  }

  private House open(String name) {
    return Houses.open(
        directory.resolve(name),
        database.settings(),
        Houses.filesIn(directory.resolve("seal")),
        InstantSource.system());
  }

  private String newKey() {
    return Houses.admin(a, directory.resolve("a")).newKey();
  }

  private void use(String root) {
    json(manager.postJson(clusters + "/prod/use", "{\"key\":\"" + root + "\"}"));
  }

  private static JsonNode json(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
    return Json.parse(response.body().getBytes(StandardCharsets.UTF_8));
  }

  private HttpsCaller atB() {
    return Houses.admin(b, directory.resolve("a")).https();
  }

  /** Asks for the lease at the other server, one question after the other, as plugins do. */
  private void startPlugin() {
    HttpsCaller plugin = atB();
    Thread.ofVirtual()
        .start(() -> {
          long known = 0;
          while (!pluginStops.get()) {
            HttpResponse<String> told =
                plugin.postJson(
                    clusters + "/prod/lease", "{\"known\":" + known + ",\"waitSeconds\":2}");
            known = json(told).path("revision").asLong();
          }
        });
    until("a lease", () -> knows() > 0);
  }

  private long knows() {
    return json(manager.get(clusters + "/prod/leases")).at("/items/0/revision").asLong();
  }

  private static void until(String what, BooleanSupplier holds) {
    Await.until(Duration.ofSeconds(20), what, holds::getAsBoolean);
  }

  private void begin(int seconds) {
    json(manager.postJson(rehearsal, "{\"seconds\":" + seconds + "}"));
  }

  private JsonNode report() {
    return json(manager.get(rehearsal));
  }

  private JsonNode plugin() {
    return report().at("/dependents/0/holders/0");
  }

  @Test
  void thePluginStopsAndComesBackAndTheReportSaysHowFast() {
    startPlugin();
    String keyId = json(manager.postJson(clusters + "/prod/lease", "{}")).path("keyId").asText();

    begin(600);
    until("the plugin to stop", () -> plugin().path("reached").asBoolean());
    assertThat(plugin().path("stoppedAfterMillis").asLong()).isBetween(0L, 5000L);
    assertThat(plugin().has("backAt")).isFalse();
    assertThat(manager.delete(rehearsal).statusCode()).isEqualTo(204);
    until("the plugin to come back", () -> plugin().has("backAt"));

    assertThat(plugin().path("backAfterMillis").asLong()).isBetween(0L, 5000L);
    JsonNode lease = json(manager.postJson(clusters + "/prod/lease", "{}"));
    assertThat(lease.path("state").asText()).isEqualTo("active");
    assertThat(lease.path("keyId").asText()).isEqualTo(keyId);
  }

  @Test
  void aPluginThatIsSilentIsReportedAsNotReached() {
    long known = json(manager.postJson(clusters + "/prod/lease", "{}")).path("revision").asLong();
    json(manager.postJson(clusters + "/prod/lease", "{\"known\":" + known + "}"));

    begin(600);

    assertThat(report().at("/dependents/0/name").asText()).isEqualTo("prod");
    assertThat(plugin().path("reached").asBoolean(true)).isFalse();
  }

  @Test
  void refusedCallsAreCountedByCaller() {
    begin(600);
    for (int i = 0; i < 3; i++) {
      assertThat(manager.postJson("/api/v2/keys/" + key + "/actions/wrap", "{}").statusCode())
          .isEqualTo(409);
    }

    JsonNode refusals = report().path("refusals");

    assertThat(refusals).hasSize(1);
    assertThat(refusals.at("/0/calls").asLong()).isEqualTo(3);
    assertThat(refusals.at("/0/action").asText()).isEqualTo("kms.secrets.wrap");
    assertThat(refusals.at("/0/credential").asText()).isNotEmpty();
  }

  @Test
  void itEndsByItselfThoughTheServerThatBeganItIsGone() {
    startPlugin();
    begin(10);
    until("the plugin to stop", () -> plugin().path("reached").asBoolean());

    a.close();

    HttpsCaller other = atB();
    until(
        "the lease to come back",
        () ->
            json(other.postJson(clusters + "/prod/lease", "{}"))
                .path("state")
                .asText()
                .equals("active"));
    assertThat(json(other.get(rehearsal)).path("endedBy").asText()).isEqualTo("time");
  }

  @Test
  void withoutAKubeconfigReadingIsSaidToBeNotTried() {
    JsonNode readings = json(manager.postJson(rehearsal.replace("/rehearsal", "/readings"), "{}"));

    assertThat(readings.at("/items/0/outcome").asText()).isEqualTo("not-tried");
  }

  @Test
  void theBlastRadiusHasClustersThatUsedTheKeyBefore() {
    startPlugin();
    String dependents = rehearsal.replace("/rehearsal", "/dependents");
    assertThat(json(manager.get(dependents)).at("/dependents/0/use").asText()).isEqualTo("now");
    assertThat(json(manager.get(dependents)).at("/dependents/0/holders")).hasSize(1);

    use(newKey());

    JsonNode radius = json(manager.get(dependents));
    assertThat(radius.at("/dependents/0/use").asText()).isEqualTo("before");
    assertThat(radius.at("/dependents/0/holders")).isEmpty();
    assertThat(radius.path("uncounted").asBoolean()).isTrue();
  }
}
