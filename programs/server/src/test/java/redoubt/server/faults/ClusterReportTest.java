package redoubt.server.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.core.Failure;
import redoubt.encryption.report.SignedReport;
import redoubt.server.House;
import redoubt.store.Database;
import redoubt.testkit.Await;
import redoubt.testkit.FreePort;
import redoubt.testkit.HttpsCaller;
import redoubt.testkit.NeedsPeer;
import redoubt.testkit.TestDatabase;
import redoubt.testkit.etcd.ApiServerObjects;
import redoubt.testkit.etcd.EtcdServer;
import redoubt.testkit.kube.EtcdGateway;
import redoubt.testkit.kube.PluginSeeds;
import redoubt.web.Json;

/** The encryption ledger of a cluster, which a real server takes of a real etcd. */
@NeedsPeer(
    value = {"etcd", "etcdctl"},
    why = "what the server says of a cluster's objects")
final class ClusterReportTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String CANARY = "canary-91cc";

  @TempDir private Path directory;
  private TestDatabase database;
  private EtcdServer etcdServer;
  private EtcdGateway etcd;
  private House house;
  private KeyCaller keys;
  private HttpsCaller manager;
  private String cluster;
  private String rootKey;

  @BeforeEach
  void start() throws IOException {
    etcdServer = EtcdServer.start(Files.createDirectories(directory.resolve("etcd")));
    etcd = new EtcdGateway(etcdServer.endpoints().getFirst());
    database = TestDatabase.create();
    open("a");
    String clusters =
        "/v1/instances/"
            + json(manager.get("/v1/instances")).at("/items/0/id").asText()
            + "/clusters";
    cluster = clusters + "/prod";
    json(
        manager.postJson(
            clusters,
            text(
                Map.of(
                    "name",
                    "prod",
                    "etcd",
                    Map.of("endpoints", List.of(etcdServer.endpoints().getFirst().toString()))))));
    rootKey = keys.newKey();
    json(manager.postJson(cluster + "/use", "{\"key\":\"" + rootKey + "\"}"));
  }

  @AfterEach
  void stop() {
    house.close();
    etcdServer.close();
    database.close();
  }

  private void open(String name) {
    house =
        Houses.open(
            directory.resolve(name),
            database.settings(),
            Houses.filesIn(directory.resolve("seal")),
            InstantSource.system());
    keys = Houses.admin(house, directory.resolve("a"));
    manager = keys.https();
  }

  private static JsonNode json(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
    return Json.parse(response.body().getBytes(StandardCharsets.UTF_8));
  }

  private static String text(Object value) {
    return new String(Json.bytes(value), StandardCharsets.UTF_8);
  }

  private String keyId() {
    return json(manager.get(cluster + "/ledger")).at("/expected/currentKeyId").asText();
  }

  private ApiServerObjects.Seed seed() {
    return PluginSeeds.seed(
        "prod",
        keyId(),
        rootKey,
        (plaintext, name, keyId) ->
            json(keys.act(
                    rootKey,
                    "wrap",
                    text(
                        Map.of(
                            "plaintext",
                            Base64.getEncoder().encodeToString(plaintext),
                            "aad",
                            List.of(name, keyId)))))
                .path("ciphertext")
                .asText());
  }

  private static byte[] clear(String name) {
    return ApiServerObjects.secret(name, CANARY);
  }

  private void encrypted(ApiServerObjects.Seed seed, int count) {
    for (int i = 0; i < count; i++) {
      String key = "/registry/secrets/team-" + i % 3 + "/s" + i;
      etcd.put(key, ApiServerObjects.kmsV2(seed, key, clear("s" + i)));
    }
  }

  private JsonNode reading() {
    return json(manager.get(cluster + "/ledger")).path("reading");
  }

  private JsonNode ended() {
    Await.until(LONG, "an end", () -> !reading().path("state").asText().equals("running"));
    return reading();
  }

  /** The whole report of a reading that ended well. */
  private JsonNode taken(boolean all) {
    json(manager.postJson(cluster + "/ledger", "{\"all\":" + all + "}"));
    JsonNode reading = ended();
    assertThat(reading.path("state").asText()).as(reading.toString()).isEqualTo("done");
    return json(manager.get(cluster + "/reports/" + reading.path("report").asText()));
  }

  private String publicKey() {
    return json(manager.get("/v1/ledger/head")).path("publicKey").asText();
  }

  @Test
  void objectsUnderTheRootKeyAreProtectedAndAllOfThemAreOpened() {
    encrypted(seed(), 30);
    JsonNode report = taken(true);
    assertThat(report.path("verdict").asText()).as(report.toString()).isEqualTo("protected");
    assertThat(report.at("/standings/current").asInt()).isEqualTo(30);
    assertThat(report.at("/samples/tried").asInt()).isEqualTo(30);
    assertThat(report.at("/samples/opened").asInt()).isEqualTo(30);
    assertThat(report.toString()).doesNotContain(CANARY);
  }

  @Test
  void aSecretInTheClearIsNamed() {
    encrypted(seed(), 3);
    etcd.put("/registry/secrets/team-1/planted", clear("planted"));
    JsonNode report = taken(false);
    assertThat(report.path("verdict").asText()).isEqualTo("unprotected");
    assertThat(report.at("/report/offenders/listed/0/key").asText())
        .isEqualTo("/registry/secrets/team-1/planted");
    assertThat(report.toString()).doesNotContain(CANARY);
  }

  @Test
  void aSecretUnderAForeignKeyIsNamed() {
    ApiServerObjects.Seed foreign = ApiServerObjects.Seed.random("other", "somebody-elses");
    String key = "/registry/secrets/team-1/foreign";
    etcd.put(key, ApiServerObjects.kmsV2(foreign, key, clear("foreign")));
    JsonNode report = taken(false);
    assertThat(report.path("verdict").asText()).isEqualTo("unprotected");
    assertThat(report.at("/standings/foreign").asInt()).isEqualTo(1);
    assertThat(report.at("/report/offenders/listed/0/key").asText()).isEqualTo(key);
  }

  @Test
  void anObjectThatWasMovedToAnotherNameDoesNotOpen() {
    ApiServerObjects.Seed seed = seed();
    encrypted(seed, 3);
    etcd.put(
        "/registry/secrets/team-1/moved",
        ApiServerObjects.kmsV2(seed, "/registry/secrets/team-2/admin", clear("moved")));
    JsonNode report = taken(true);
    assertThat(report.path("verdict").asText()).isEqualTo("unproven");
    assertThat(report.at("/report/samples/failed/listed/0/key").asText())
        .isEqualTo("/registry/secrets/team-1/moved");
  }

  @Test
  void whatWasWrittenBeforeARotationIsStaleAndStillOpens() {
    encrypted(seed(), 4);
    json(manager.postJson(cluster + "/rotate", "{}"));
    JsonNode report = taken(true);
    assertThat(report.path("verdict").asText()).as(report.toString()).isEqualTo("protected");
    assertThat(report.at("/standings/stale").asInt()).isEqualTo(4);
    assertThat(report.at("/samples/opened").asInt()).isEqualTo(4);
    assertThat(json(manager.get(cluster + "/encryption")).at("/ledger/standings/stale").asInt())
        .isEqualTo(4);
  }

  @Test
  void aDisabledKeyOpensNothing() {
    encrypted(seed(), 3);
    assertThat(keys.act(rootKey, "disable").statusCode()).isEqualTo(204);
    assertThat(taken(true).path("verdict").asText()).isEqualTo("unproven");
  }

  @Test
  void aReportIsSignedAndInTheLedgerWithoutANameOfAnObject() {
    encrypted(seed(), 3);
    etcd.put("/registry/secrets/team-1/planted", clear("planted"));
    JsonNode report = taken(false);
    SignedReport verified = SignedReport.verify(report, publicKey());
    assertThat(verified.report().guarded()).isEqualTo(4);
    assertThat(verified.entry().entry().details())
        .containsEntry("clear", "1")
        .containsEntry("current", "3")
        .containsEntry("sha256", report.path("sha256").asText());
    assertThat(verified.entry().entry().toString()).doesNotContain("planted", "team-1");
  }

  @Test
  void aReportInWhichAnythingWasChangedIsRefused() {
    encrypted(seed(), 3);
    etcd.put("/registry/secrets/team-1/planted", clear("planted"));
    JsonNode report = taken(false);
    String key = publicKey();
    assertRefused(changed(report, "/report", "objects", 3), key);
    assertRefused(changed(report, "/report/groups/0", "objects", 2), key);
    assertRefused(changed(report, "/report", "verdict", "protected"), key);
    assertRefused(changed(report, "", "verdict", "protected"), key);
    assertRefused(changed(report, "", "offending", 0), key);
    assertRefused(changed(report, "", "needing", 0), key);
    assertRefused(changed(report, "/standings", "clear", 0), key);
    assertRefused(changed(report, "", "by", "somebody"), key);
    assertRefused(changed(report, "", "storedAt", "2020-01-01T00:00:00Z"), key);
    assertRefused(changed(report, "", "origin", "reported"), key);
    assertRefused(changed(report, "/proof/entry/details", "clear", "0"), key);
    assertRefused(changed(report, "/report/offenders/listed/0", "key", "/registry/x"), key);
  }

  @Test
  void anotherKeysSignatureIsRefused() {
    encrypted(seed(), 1);
    JsonNode report = taken(false);
    String other = publicKey().replaceFirst("[0-9a-f]{8}\\+", "00000000+");
    assertRefused(report, other);
  }

  private static JsonNode changed(JsonNode report, String at, String field, Object value) {
    JsonNode copy = report.deepCopy();
    ObjectNode place = (ObjectNode) (at.isEmpty() ? copy : copy.at(at));
    assertThat(place.has(field)).as(at + " " + field).isTrue();
    place.putPOJO(field, value);
    return Json.parse(Json.bytes(copy));
  }

  private static void assertRefused(JsonNode report, String publicKey) {
    assertThatThrownBy(() -> SignedReport.verify(report, publicKey)).isInstanceOf(Failure.class);
  }

  @Test
  void inTheDatabaseNoNameOfAnObjectCanBeRead() throws Exception {
    etcd.put("/registry/secrets/team-1/planted", clear("planted"));
    taken(false);
    try (Database opened = Database.open(database.settings())) {
      String rows =
          opened.read(handle ->
              handle
                  .createQuery(
                      "SELECT convert_from(decode(encode(body, 'hex'), 'escape'), 'SQL_ASCII') ||"
                          + " row_to_json(r)::text FROM encryption.report r")
                  .mapTo(String.class)
                  .one());
      assertThat(rows).contains("unprotected").doesNotContain("planted", "team-1");
      // A body that was put into another row does not open.
      opened.transaction(handle -> handle.execute("UPDATE encryption.report SET body = samples"));
    }
    HttpResponse<String> broken = manager.get(cluster + "/reports/latest");
    assertThat(broken.statusCode()).isEqualTo(500);
    assertThat(broken.body()).contains("encryption.report-broken");
  }

  @Test
  void oneReadingOfAClusterRunsAtATime() {
    encrypted(seed(), 1);
    java.util.Set<Integer> answers = new java.util.TreeSet<>();
    for (int i = 0; i < 20; i++) {
      answers.add(manager.postJson(cluster + "/ledger", "{}").statusCode());
    }
    assertThat(answers).contains(202).isSubsetOf(202, 409);
    assertThat(ended().path("state").asText()).isEqualTo("done");
  }

  @Test
  void anEtcdThatDiesMeanwhileMakesTheReadingFailWithItsReason() {
    encrypted(seed(), 10);
    etcdServer.kill(0);
    json(manager.postJson(cluster + "/ledger", "{}"));
    JsonNode reading = ended();
    assertThat(reading.path("state").asText()).isEqualTo("failed");
    assertThat(reading.path("code").asText()).isEqualTo("encryption.etcd-unreachable");
    assertThat(json(manager.get(cluster + "/reports")).path("items")).isEmpty();
  }

  @Test
  void whatAServerLeftAnotherReads() {
    encrypted(seed(), 10);
    json(manager.postJson(cluster + "/ledger", "{}"));
    ended();
    // As a server that was killed leaves it.
    try (Database opened = Database.open(database.settings())) {
      opened.transaction(handle ->
          handle.execute(
              "UPDATE encryption.reading SET state = 'running', report = NULL,"
                  + " owner = gen_random_uuid(), updated_at = now() - interval '1 minute'"));
    }
    assertThat(ended().path("state").asText()).isEqualTo("done");
    assertThat(reading().path("attempts").asInt()).isEqualTo(2);
    assertThat(json(manager.get(cluster + "/reports")).path("items")).hasSize(2);
  }

  @Test
  void whatServersLeftThreeTimesHasFailed() {
    json(manager.postJson(cluster + "/ledger", "{}"));
    ended();
    try (Database opened = Database.open(database.settings())) {
      opened.transaction(handle ->
          handle.execute(
              "UPDATE encryption.reading SET state = 'running', attempts = 3,"
                  + " owner = gen_random_uuid(), updated_at = now() - interval '1 minute'"));
    }
    JsonNode reading = ended();
    assertThat(reading.path("state").asText()).isEqualTo("failed");
    assertThat(reading.path("code").asText()).isEqualTo("encryption.reading-lost");
  }

  @Test
  void aClusterWithoutEtcdSaysWhatElseCanBeDone() {
    String clusters = cluster.substring(0, cluster.lastIndexOf('/'));
    json(manager.postJson(clusters, "{\"name\":\"dev\"}"));
    HttpResponse<String> refused = manager.postJson(clusters + "/dev/ledger", "{}");
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body()).contains("encryption.no-etcd", "--snapshot");
  }

  @Test
  void aClusterCanBeGivenAnotherEtcdAndKeepsItsRootKey() {
    String wrong = "{\"etcd\":{\"endpoints\":[\"http://127.0.0.1:" + FreePort.find() + "\"]}}";
    json(manager.patchJson(cluster, wrong));
    json(manager.postJson(cluster + "/ledger", "{}"));
    assertThat(ended().path("code").asText()).isEqualTo("encryption.etcd-unreachable");
    String right = etcdServer.endpoints().getFirst().toString();
    JsonNode updated =
        json(manager.patchJson(cluster, text(Map.of("etcd", Map.of("endpoints", List.of(right))))));
    assertThat(updated.at("/etcdEndpoints/0").asText()).isEqualTo(right);
    assertThat(updated.path("key").asText()).isEqualTo(rootKey);
    encrypted(seed(), 2);
    assertThat(taken(false).path("verdict").asText()).isEqualTo("protected");
    assertThat(manager.patchJson(cluster, "{\"name\":\"other\"}").statusCode()).isEqualTo(400);
  }

  @Test
  void whatAUserReportsIsKeptAsThatAndIsNoReadingOfTheServers() {
    encrypted(seed(), 3);
    JsonNode seen = taken(false);
    String report = seen.path("report").toString();
    JsonNode kept = json(manager.postJson(cluster + "/reports", "{\"report\":" + report + "}"));
    assertThat(kept.path("origin").asText()).isEqualTo("reported");
    assertThat(SignedReport.verify(kept, publicKey()).statement().statement().fields())
        .containsEntry("origin", "reported");
    HttpResponse<String> lied =
        manager.postJson(
            cluster + "/reports",
            "{\"report\":" + report.replace("\"objects\":3", "\"objects\":30") + "}");
    assertThat(lied.statusCode()).as(lied.body()).isEqualTo(422);
    assertThat(lied.body()).contains("encryption.bad-report");
    json(manager.postJson(cluster + "/rotate", "{}"));
    HttpResponse<String> old =
        manager.postJson(cluster + "/reports", "{\"report\":" + report + "}");
    assertThat(old.body()).contains("encryption.other-expectation");
  }

  @Test
  void anotherTenantSeesNoReportAndNoCluster() {
    encrypted(seed(), 1);
    String id = taken(false).path("id").asText();
    String foreign =
        json(manager.postJson("/v1/instances", "{\"name\":\"foreign\"}")).path("id").asText();
    String user =
        json(manager.postJson("/v1/users", "{\"name\":\"eve\",\"administrator\":false}"))
            .path("id")
            .asText();
    json(
        manager.postJson(
            "/v1/instances/" + foreign + "/grants",
            "{\"user\":\"" + user + "\",\"role\":\"MANAGER\"}"));
    String apiKey =
        json(manager.postJson("/v1/apikeys", "{\"name\":\"e\",\"user\":\"" + user + "\"}"))
            .path("apikey")
            .asText();
    HttpsCaller eve =
        KeyCaller.withApiKey(apiKey, house.caFile(), java.net.URI.create(house.url())).https();
    String theirs = "/v1/instances/" + foreign + "/clusters/";
    String prod = json(manager.get(cluster)).path("id").asText();
    for (String path : List.of("/ledger", "/reports", "/reports/" + id, "/reports/latest")) {
      assertThat(eve.get(theirs + prod + path).statusCode()).as(path).isEqualTo(404);
      assertThat(eve.get(cluster + path).statusCode()).as(path).isEqualTo(403);
    }
  }

  @Test
  void whoLookedIsInTheLedger() {
    encrypted(seed(), 1);
    String id = taken(false).path("id").asText();
    JsonNode entries =
        json(manager.get("/v1/ledger/entries?action=encryption.report.read")).path("items");
    assertThat(entries.path(0).at("/details/report").asText()).isEqualTo(id);
  }

  @Test
  void theMetricsHaveTotalsAndNoNames() {
    encrypted(seed(), 5);
    taken(false);
    HttpsCaller stranger = Houses.stranger(house);
    Await.until(
        LONG,
        "the gauge",
        () ->
            stranger
                .get("/metrics")
                .body()
                .contains("redoubt_encryption_objects{standing=\"current\"} 5"));
    assertThat(stranger.get("/metrics").body()).doesNotContain("prod\"");
  }
}
