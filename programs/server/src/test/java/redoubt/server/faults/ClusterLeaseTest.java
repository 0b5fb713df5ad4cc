package redoubt.server.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.server.House;
import redoubt.testkit.HttpsCaller;
import redoubt.testkit.TestDatabase;
import redoubt.web.Json;

/** The lease of a cluster's plugins, asked of two servers on one database. */
final class ClusterLeaseTest {
  private static final Duration AT_ONCE = Duration.ofSeconds(1);

  @TempDir private Path directory;
  private TestDatabase database;
  private House a;
  private House b;
  private HttpsCaller manager;
  private String clusters;
  private String key;

  @BeforeEach
  void start() {
    database = TestDatabase.create();
    a = open("a");
    b = open("b");
    manager = at(a);
    String instance = json(manager.get("/v1/instances")).at("/items/0/id").asText();
    clusters = "/v1/instances/" + instance + "/clusters";
    manager = manager.with("Bluemix-Instance", instance);
    key = admin(a).newKey();
    json(manager.postJson(clusters, "{\"name\":\"prod\"}"));
  }

  @AfterEach
  void stop() {
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

  private KeyCaller admin(House house) {
    return Houses.admin(house, directory.resolve("a"));
  }

  private HttpsCaller at(House house) {
    return admin(house).https();
  }

  private static JsonNode json(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
    return Json.parse(response.body().getBytes(StandardCharsets.UTF_8));
  }

  private JsonNode use(String root) {
    return json(manager.postJson(clusters + "/prod/use", "{\"key\":\"" + root + "\"}"));
  }

  private HttpResponse<String> ask(HttpsCaller caller, long known, int wait) {
    return caller.postJson(
        clusters + "/prod/lease", "{\"known\":" + known + ",\"waitSeconds\":" + wait + "}");
  }

  private JsonNode lease(House house, long known, int wait) {
    return json(ask(at(house), known, wait));
  }

  @Test
  void aClusterWithoutARootKeyHasNoLease() {
    assertThat(ask(manager, 0, 0).statusCode()).isEqualTo(410);
  }

  @Test
  void bothServersTellTheSame() {
    use(key);
    JsonNode told = lease(a, 0, 20);
    assertThat(told.path("state").asText()).isEqualTo("active");
    assertThat(told.path("key").asText()).isEqualTo(key);
    assertThat(told.path("keyId").asText()).startsWith("rdt-1-");
    assertThat(lease(b, 0, 20)).isEqualTo(told);
  }

  @Test
  void whoKnowsTheRevisionWaitsAndIsToldOfADisableOnAnotherServerAtOnce() throws Exception {
    use(key);
    long known = lease(b, 0, 0).path("revision").asLong();
    HttpsCaller atB = at(b);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<JsonNode> waiting = threads.submit(() -> json(ask(atB, known, 20)));
      awaitHolderOf(known);
      long start = System.nanoTime();
      assertThat(admin(a).act(key, "disable").statusCode()).isEqualTo(204);
      JsonNode told = waiting.get();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
      assertThat(told.path("state").asText()).isEqualTo("suspended");
      assertThat(told.path("revision").asLong()).isGreaterThan(known);
    }
  }

  /** Somebody has said that they know this revision, and waits for the next. */
  private void awaitHolderOf(long known) {
    redoubt.testkit.Await.until(
        Duration.ofSeconds(10),
        "a waiting holder",
        () ->
            json(manager.get(clusters + "/prod/leases")).at("/items/0/revision").asLong() == known);
  }

  @Test
  void aPluginsCredentialIsGoodForTheNextRootKeyToo() throws java.io.IOException {
    use(key);
    JsonNode bundle =
        json(
            manager.postJson(
                clusters + "/prod/bundle",
                new String(
                    Json.bytes(
                        java.util.Map.of(
                            "serverUrl",
                            a.url(),
                            "ca",
                            java.nio.file.Files.readString(a.caFile()))),
                    StandardCharsets.UTF_8)));
    HttpsCaller plugin =
        KeyCaller.withApiKey(
                bundle.at("/files/0/content").asText().strip(),
                a.caFile(),
                java.net.URI.create(a.url()))
            .https();
    assertThat(json(ask(plugin, 0, 0)).path("key").asText()).isEqualTo(key);
    String next = admin(a).newKey();
    use(next);
    // Servers hear of a role moments after it was given.
    redoubt.testkit.Await.until(
        Duration.ofSeconds(10), "its new role", () -> ask(plugin, 0, 0).statusCode() == 200);
    assertThat(json(ask(plugin, 0, 0)).path("key").asText()).isEqualTo(next);
  }

  @Test
  void whoWaitsForNothingIsAnsweredWhenTheTimeIsOver() {
    use(key);
    JsonNode told = lease(a, 0, 0);
    assertThat(lease(a, told.path("revision").asLong(), 1)).isEqualTo(told);
  }

  @Test
  void aDeletedKeyEndsTheLeaseAndTheDeletionNeedsForce() {
    use(key);
    assertThat(manager.delete("/api/v2/keys/" + key).statusCode()).isEqualTo(409);
    assertThat(manager.delete("/api/v2/keys/" + key + "?force=true").statusCode()).isEqualTo(204);
    assertThat(lease(b, 0, 0).path("state").asText()).isEqualTo("destroyed");
  }

  @Test
  void eachChangeOfKeyOrVersionIsANewKeyIdAndNoneEverComesBack() {
    List<String> keyIds = new ArrayList<>();
    use(key);
    keyIds.add(lease(a, 0, 0).path("keyId").asText());
    assertThat(admin(a).act(key, "rotate").statusCode()).isEqualTo(204);
    keyIds.add(lease(b, 0, 0).path("keyId").asText());
    use(admin(b).newKey());
    keyIds.add(lease(a, 0, 0).path("keyId").asText());
    use(key);
    keyIds.add(lease(b, 0, 0).path("keyId").asText());
    assertThat(keyIds).doesNotHaveDuplicates();
    assertThat(lease(a, 0, 0).path("keyId").asText()).isEqualTo(keyIds.getLast());
  }

  @Test
  void ofManyWhoAskAtOnceAfterARotationAllAreToldOneKeyId() throws Exception {
    use(key);
    assertThat(admin(a).act(key, "rotate").statusCode()).isEqualTo(204);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<JsonNode>> answers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        HttpsCaller caller = at(i % 2 == 0 ? a : b);
        answers.add(threads.submit(() -> json(ask(caller, 0, 0))));
      }
      List<String> told = new ArrayList<>();
      for (Future<JsonNode> answer : answers) {
        told.add(answer.get().path("keyId").asText());
      }
      assertThat(told).containsOnly(told.getFirst());
      assertThat(told.getFirst()).startsWith("rdt-2-");
    }
  }

  @Test
  void whoHoldsNoRoleInTheKeysRingIsRefused() {
    use(key);
    HttpsCaller other = withReaderIn("elsewhere");
    assertThat(ask(other, 0, 0).statusCode()).isEqualTo(403);
    assertThat(other.get(clusters).statusCode()).isEqualTo(403);
  }

  @Test
  void aReaderOfTheKeysRingIsAnsweredAndMayDoNothingElseWithTheCluster() {
    String ring = use(key).path("keyRing").asText();
    HttpsCaller plugin = withReaderIn(ring);
    assertThat(ask(plugin, 0, 0).statusCode()).isEqualTo(200);
    assertThat(plugin.get(clusters + "/prod").statusCode()).isEqualTo(403);
    assertThat(plugin.delete(clusters + "/prod").statusCode()).isEqualTo(403);
  }

  @Test
  void theClusterOfAnotherTenantIsNotThere() {
    use(key);
    String other =
        json(manager.postJson("/v1/instances", "{\"name\":\"other\"}")).path("id").asText();
    String id = json(manager.get(clusters + "/prod")).path("id").asText();
    String foreign = "/v1/instances/" + other + "/clusters/" + id;
    assertThat(manager.get(foreign).statusCode()).isEqualTo(404);
    assertThat(manager.postJson(foreign + "/lease", "{}").statusCode()).isEqualTo(404);
    assertThat(manager.delete(foreign).statusCode()).isEqualTo(404);
  }

  @Test
  void theLedgerHasTheBeginOfALeaseOnceAndNoPoll() {
    use(key);
    long before = actions("encryption.lease").size();
    for (int i = 0; i < 5; i++) {
      lease(i % 2 == 0 ? a : b, 0, 0);
    }
    assertThat(actions("encryption.lease.begin")).hasSize(1);
    assertThat(actions("encryption.lease")).hasSize((int) before + 1);
    assertThat(actions("encryption.generation.create")).hasSize(1);
  }

  private List<String> actions(String prefix) {
    JsonNode entries = json(manager.get("/v1/ledger/entries?limit=200")).path("items");
    return StreamSupport.stream(entries.spliterator(), false)
        .map(entry -> entry.path("action").asText())
        .filter(action -> action.startsWith(prefix))
        .toList();
  }

  @Test
  void aServerThatStopsAnswersThoseWhoWait() throws Exception {
    use(key);
    long known = lease(b, 0, 0).path("revision").asLong();
    HttpsCaller atB = at(b);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<JsonNode> waiting = threads.submit(() -> json(ask(atB, known, 50)));
      awaitHolderOf(known);
      long start = System.nanoTime();
      b.close();
      assertThat(waiting.get().path("revision").asLong()).isEqualTo(known);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
    }
  }

  @Test
  void anInstanceWithAClusterIsNotDeleted() {
    String other =
        json(manager.postJson("/v1/instances", "{\"name\":\"other\"}")).path("id").asText();
    json(manager.postJson("/v1/instances/" + other + "/clusters", "{\"name\":\"c\"}"));
    HttpResponse<String> refused = manager.delete("/v1/instances/" + other);
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body()).contains("encryption.instance-has-clusters");
  }

  private HttpsCaller withReaderIn(String ring) {
    String name = "plugin-" + UUID.randomUUID() + "x";
    String user =
        json(manager.postJson("/v1/users", "{\"name\":\"" + name + "\"}")).path("id").asText();
    json(
        manager.postJson(
            clusters.replace("/clusters", "/grants"),
            "{\"user\":\"" + user + "\",\"role\":\"READER\",\"ring\":\"" + ring + "\"}"));
    String apiKey =
        json(manager.postJson("/v1/apikeys", "{\"name\":\"k\",\"user\":\"" + user + "\"}"))
            .path("apikey")
            .asText();
    return KeyCaller.withApiKey(apiKey, a.caFile(), java.net.URI.create(a.url())).https();
  }
}
