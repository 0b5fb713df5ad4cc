package redoubt.server.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.server.House;
import redoubt.testkit.Await;
import redoubt.testkit.HttpsCaller;
import redoubt.testkit.NeedsPeer;
import redoubt.testkit.TestDatabase;
import redoubt.testkit.etcd.EtcdServer;
import redoubt.testkit.kube.Encoding;
import redoubt.testkit.kube.EtcdGateway;
import redoubt.testkit.kube.SmallApiServer;
import redoubt.web.Json;

/**
 * Stored objects of a cluster rewritten through a counterpart of an API server over a real etcd.
 */
@NeedsPeer(
    value = {"etcd", "etcdctl"},
    why = "whether what is stored is rewritten")
final class ClusterMigrationTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String CANARY = "canary-7f3a";
  private static final Encoding ENCRYPTED = new Encoding("rdt-1-x");

  @TempDir private Path directory;
  private TestDatabase database;
  private EtcdServer etcdServer;
  private EtcdGateway etcd;
  private SmallApiServer apiServer;
  private House house;
  private HttpsCaller manager;
  private String cluster;
  private volatile Duration ahead = Duration.ZERO;

  @BeforeEach
  void start() throws IOException {
    etcdServer = EtcdServer.start(Files.createDirectories(directory.resolve("etcd")));
    etcd = new EtcdGateway(etcdServer.endpoints().getFirst());
    apiServer = SmallApiServer.start(directory.resolve("api"), etcd, InstantSource.system());
    database = TestDatabase.create();
    open("a");
    String clusters = "/v1/instances/" + instance() + "/clusters";
    cluster = clusters + "/prod";
    add(clusters, "prod");
    String key = Houses.admin(house, directory.resolve("a")).newKey();
    json(manager.postJson(cluster + "/use", "{\"key\":\"" + key + "\"}"));
  }

  @AfterEach
  void stop() {
    house.close();
    apiServer.close();
    etcdServer.close();
    database.close();
  }

  private void open(String name) {
    house =
        Houses.open(
            directory.resolve(name),
            database.settings(),
            Houses.filesIn(directory.resolve("seal")),
            () -> InstantSource.system().instant().plus(ahead));
    manager = Houses.admin(house, directory.resolve("a")).https();
  }

  private String instance() {
    return json(manager.get("/v1/instances")).at("/items/0/id").asText();
  }

  private static JsonNode json(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
    return Json.parse(response.body().getBytes(StandardCharsets.UTF_8));
  }

  private void secrets(int count) {
    for (int i = 0; i < count; i++) {
      apiServer.create("secrets", "team-" + i % 7, "s" + i, CANARY);
    }
  }

  /** After API servers must have followed. */
  private HttpResponse<String> begin() {
    ahead = ahead.plusMinutes(4);
    return beginAtOnce();
  }

  private HttpResponse<String> beginAtOnce() {
    return manager.postJson(cluster + "/migration", "{\"rate\":0}");
  }

  private JsonNode migration() {
    return json(manager.get(cluster + "/encryption")).path("migration");
  }

  private JsonNode finished() {
    Await.until(LONG, "an end", () -> !migration().path("state").asText().equals("running"));
    return migration();
  }

  private List<String> keyIds() {
    return etcd.list("/registry/secrets/", "/registry/secrets/", 100_000).stream()
        .map(kv -> Encoding.keyIdOf(kv.value()))
        .distinct()
        .toList();
  }

  private boolean isCanaryInEtcd() {
    return etcd.list("/registry/secrets/", "/registry/secrets/", 100_000).stream()
        .anyMatch(kv -> new String(kv.value(), StandardCharsets.ISO_8859_1).contains(CANARY));
  }

  @Test
  void whatWasStoredInTheClearIsEncryptedAndTheCanaryIsNowhere() {
    secrets(450);
    assertThat(isCanaryInEtcd()).isTrue();
    apiServer.writes(ENCRYPTED);
    json(begin());
    JsonNode done = finished();
    assertThat(done.path("state").asText()).as(done.toString()).isEqualTo("done");
    assertThat(done.path("rewritten").asInt()).isEqualTo(450);
    assertThat(done.path("total").asInt()).isEqualTo(450);
    assertThat(keyIds()).containsExactly("rdt-1-x");
    assertThat(isCanaryInEtcd()).isFalse();
  }

  @Test
  void whatSomebodyElseWroteMeanwhileStaysAsTheyWroteIt() {
    secrets(20);
    apiServer.writes(ENCRYPTED);
    String contested = SmallApiServer.etcdKey("secrets", "team-3", "s3");
    java.util.concurrent.atomic.AtomicBoolean once =
        new java.util.concurrent.atomic.AtomicBoolean();
    apiServer.beforePatch(key -> {
      if (key.equals(contested) && once.compareAndSet(false, true)) {
        apiServer.create("secrets", "team-3", "s3", "theirs");
      }
    });
    json(begin());
    assertThat(finished().path("byOthers").asInt()).isEqualTo(1);
    assertThat(keyIds()).containsExactly("rdt-1-x");
  }

  @Test
  void anObjectThatIsDeletedMeanwhileIsNoError() {
    secrets(20);
    apiServer.writes(ENCRYPTED);
    apiServer.beforePatch(key -> {
      if (key.endsWith("/s5")) {
        etcd.delete(key);
      }
    });
    json(begin());
    JsonNode done = finished();
    assertThat(done.path("state").asText()).isEqualTo("done");
    assertThat(done.path("gone").asInt()).isEqualTo(1);
  }

  @Test
  void aPlaceInTheListThatIsTooOldIsNoEnd() {
    secrets(700);
    apiServer.writes(ENCRYPTED);
    apiServer.expireNext(1);
    json(begin());
    assertThat(finished().path("state").asText()).isEqualTo("done");
    assertThat(keyIds()).containsExactly("rdt-1-x");
  }

  @Test
  void anApiServerThatIsAwayForAMomentIsWaitedFor() {
    secrets(50);
    apiServer.writes(ENCRYPTED);
    apiServer.failNext(20);
    json(begin());
    assertThat(finished().path("state").asText()).isEqualTo("done");
    assertThat(keyIds()).containsExactly("rdt-1-x");
  }

  @Test
  void anApiServerThatHasNotFollowedYetIsWaitedFor() {
    secrets(50);
    json(beginAtOnce());
    Await.until(LONG, "the wait", () -> migration().path("waiting").asBoolean());
    assertThat(apiServer.patches()).isZero();
    apiServer.writes(ENCRYPTED);
    ahead = Duration.ofMinutes(4);
    JsonNode done = finished();
    assertThat(done.path("rewritten").asInt()).isEqualTo(50);
    assertThat(done.path("unchanged").asInt()).isZero();
    assertThat(keyIds()).containsExactly("rdt-1-x");
  }

  @Test
  void whatIsStoredAsItShouldBeIsCountedSo() {
    apiServer.writes(ENCRYPTED);
    secrets(50);
    json(begin());
    JsonNode done = finished();
    assertThat(done.path("rewritten").asInt()).isZero();
    assertThat(done.path("unchanged").asInt()).isEqualTo(50);
  }

  @Test
  void aRotationMeanwhileBeginsItAnew() {
    secrets(1000);
    apiServer.writes(ENCRYPTED);
    json(begin());
    Await.until(LONG, "a page", () -> migration().path("done").asInt() >= 500);
    Encoding rotated = new Encoding("rdt-2-x");
    json(manager.postJson(cluster + "/rotate", "{}"));
    Await.until(LONG, "the wait", () -> migration().path("waiting").asBoolean());
    apiServer.writes(rotated);
    ahead = ahead.plusMinutes(4);
    assertThat(finished().path("state").asText()).isEqualTo("done");
    assertThat(keyIds()).containsExactly("rdt-2-x");
  }

  @Test
  void anApiServerThatHasJustStartedMayRefuseForAMoment() {
    secrets(50);
    apiServer.writes(ENCRYPTED);
    apiServer.refuseNext(20);
    json(begin());
    assertThat(finished().path("state").asText()).isEqualTo("done");
    assertThat(keyIds()).containsExactly("rdt-1-x");
  }

  @Test
  void missingRightsAreNamedAndNothingIsBegun() {
    apiServer.forbid("patch");
    HttpResponse<String> refused = begin();
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("encryption.missing-rights", "patch secrets");
    assertThat(migration().isMissingNode()).isTrue();
  }

  @Test
  void whatAServerBeganAnotherFinishesAfterItsEnd() {
    secrets(1500);
    apiServer.writes(ENCRYPTED);
    json(begin());
    Await.until(LONG, "a page", () -> migration().path("done").asInt() >= 500);
    house.close();
    open("b");
    JsonNode done = finished();
    assertThat(done.path("state").asText()).isEqualTo("done");
    assertThat(done.path("done").asInt()).isEqualTo(1500);
    // At most the page at hand was done again.
    assertThat(apiServer.patches()).isBetween(1500, 2000);
    assertThat(keyIds()).containsExactly("rdt-1-x");
  }

  @Test
  void theRootKeyIsLetGoOnlyAfterEverythingWasWrittenBack() {
    apiServer.writes(ENCRYPTED);
    secrets(50);
    json(begin());
    finished();
    assertThat(manager.postJson(cluster + "/release", "{}").statusCode()).isEqualTo(409);
    read();
    json(manager.postJson(cluster + "/disable", "{}"));
    // What was read before the disabling says nothing of what was written since.
    assertThat(manager.postJson(cluster + "/release", "{}").body()).contains("encryption.not-seen");
    read();
    HttpResponse<String> early = manager.postJson(cluster + "/release", "{}");
    assertThat(early.statusCode()).isEqualTo(409);
    assertThat(early.body()).contains("encryption.still-encrypted", "50 stored objects");
    apiServer.writes(Encoding.IDENTITY);
    json(begin());
    finished();
    assertThat(manager.postJson(cluster + "/release", "{}").body())
        .contains("encryption.still-encrypted");
    read();
    assertThat(keyIds()).containsExactly("");
    assertThat(json(manager.postJson(cluster + "/release", "{}")).path("encryption").asText())
        .isEqualTo("off");
    assertThat(manager.postJson(cluster + "/lease", "{}").statusCode()).isEqualTo(410);
  }

  /** Lets the server read etcd. */
  private void read() {
    json(manager.postJson(cluster + "/ledger", "{}"));
    Await.until(
        LONG,
        "an end",
        () ->
            !json(manager.get(cluster + "/ledger"))
                .at("/reading/state")
                .asText()
                .equals("running"));
  }

  @Test
  void theKubeconfigIsNeverShown() {
    assertThat(manager.get(cluster).body()).doesNotContain(SmallApiServer.TOKEN);
    assertThat(json(manager.get(cluster + "/encryption")).toString())
        .doesNotContain(SmallApiServer.TOKEN);
  }

  @Test
  void aCredentialThatWasMovedToAnotherClustersRowDoesNotOpen() {
    String clusters = cluster.substring(0, cluster.lastIndexOf('/'));
    add(clusters, "dev");
    try (redoubt.store.Database opened = redoubt.store.Database.open(database.settings())) {
      List<String> names =
          opened.read(handle ->
              handle
                  .createQuery(
                      "SELECT name FROM seal.secret WHERE name LIKE 'encryption/%/kubeconfig'")
                  .mapTo(String.class)
                  .list());
      assertThat(names).hasSize(2);
      opened.transaction(handle -> {
        rename(handle, names.get(0), "aside/x");
        rename(handle, names.get(1), names.get(0));
        return rename(handle, "aside/x", names.get(1));
      });
    }
    HttpResponse<String> refused = begin();
    assertThat(refused.statusCode()).isGreaterThanOrEqualTo(400);
    assertThat(refused.body()).contains("seal.broken");
  }

  private static int rename(org.jdbi.v3.core.Handle handle, String from, String to) {
    return handle.execute("UPDATE seal.secret SET name = ? WHERE name = ?", to, from);
  }

  private void add(String clusters, String name) {
    json(
        manager.postJson(
            clusters,
            new String(
                Json.bytes(
                    java.util.Map.of(
                        "name",
                        name,
                        "kubeconfig",
                        apiServer.kubeconfig(),
                        "etcd",
                        java.util.Map.of(
                            "endpoints", List.of(etcdServer.endpoints().getFirst().toString())))),
                StandardCharsets.UTF_8)));
  }
}
