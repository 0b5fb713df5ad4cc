package redoubt.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.testkit.HttpsCaller;
import redoubt.testkit.NeedsPeer;
import redoubt.testkit.etcd.EtcdServer;
import redoubt.testkit.kube.Encoding;
import redoubt.testkit.kube.EtcdGateway;
import redoubt.testkit.kube.SmallApiServer;
import redoubt.web.Json;

/**
 * The proofs of encryption on registered clusters: a counterpart of an API server over a real etcd,
 * as it must be and with each fault that the proofs are there to find.
 */
@NeedsPeer(
    value = {"etcd", "etcdctl"},
    why = "whether proofs find a secret in the clear")
final class ClusterProofsTest {
  private static final String NAMESPACE = "redoubt-proofs";
  private static final Map<String, String> MAY_DAMAGE = Map.of("redoubt.dev/damage", "allowed");
  private static final String BYSTANDER = SmallApiServer.etcdKey("secrets", "team", "theirs");
  private static final String PROVEN = "proven";
  private static final String FAILED = "failed";
  private static final String NOT_TRIED = "not_tried";

  @TempDir static Path shared;
  private static RunningHouse running;
  private static EtcdServer etcdServer;
  private static EtcdGateway etcd;
  private static HttpsCaller manager;
  private static String clusters;

  @TempDir Path directory;
  private SmallApiServer apiServer;
  private String id;

  @BeforeAll
  static void start() throws IOException {
    etcdServer = EtcdServer.start(Files.createDirectories(shared.resolve("etcd")));
    etcd = new EtcdGateway(etcdServer.endpoints().getFirst());
    running = RunningHouse.start(shared.resolve("house"), InstantSource.system());
    String instance = json(running.admin().get("/v1/instances")).at("/items/0/id").asText();
    clusters = "/v1/instances/" + instance + "/clusters";
    manager = running.admin().with("Bluemix-Instance", instance);
  }

  @AfterAll
  static void stop() {
    running.close();
    etcdServer.close();
  }

  @BeforeEach
  void addCluster() {
    apiServer = SmallApiServer.start(directory, etcd, InstantSource.system());
    apiServer.namespace(NAMESPACE, MAY_DAMAGE);
    id = add("prod", true);
    encrypted(true);
    etcd.put(BYSTANDER, "k8s\0somebody else's".getBytes(StandardCharsets.UTF_8));
  }

  @AfterEach
  void removeCluster() {
    for (JsonNode cluster : json(manager.get(clusters)).path("items")) {
      manager.delete(clusters + "/" + cluster.path("id").asText() + "?force=true");
    }
    apiServer.close();
    etcdServer.ctl("del", "--prefix", "/");
  }

  private String add(String name, boolean withEtcd) {
    Map<String, Object> cluster = new LinkedHashMap<>();
    cluster.put("name", name);
    cluster.put("kubeconfig", apiServer.kubeconfig());
    if (withEtcd) {
      cluster.put(
          "etcd", Map.of("endpoints", List.of(etcdServer.endpoints().getFirst().toString())));
    }
    String added = json(post(clusters, cluster)).path("id").asText();
    json(post(clusters + "/" + name + "/use", Map.of("key", newKey())));
    return added;
  }

  private static String newKey() {
    return json(manager.postJson(
            "/api/v2/keys",
            """
            {"metadata":{"collectionType":"application/vnd.ibm.kms.key+json","collectionTotal":1},
             "resources":[{"type":"application/vnd.ibm.kms.key+json","name":"root","extractable":false}]}
            """))
        .at("/resources/0/id")
        .asText();
  }

  /** As the cluster was told. */
  private void encrypted(boolean bound) {
    String keyId = json(manager.get(clusters + "/prod/leases")).at("/generations/0/keyId").asText();
    apiServer.writes(new Encoding(keyId, bound));
  }

  private static HttpResponse<String> post(String path, Map<String, ?> body) {
    return manager.postJson(path, new String(Json.bytes(body), StandardCharsets.UTF_8));
  }

  private static JsonNode json(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
    return Json.parse(response.body().getBytes(StandardCharsets.UTF_8));
  }

  /** What came of the proofs on clusters, by name. */
  private static Map<String, JsonNode> run() {
    Map<String, JsonNode> seen = new TreeMap<>();
    for (JsonNode one :
        json(running.admin().postJson("/v1/proofs/run", "{\"protection\":\"encryption\"}"))
            .path("items")) {
      seen.put(one.path("proof").asText().replace("encryption.", ""), one);
    }
    seen.keySet().retainAll(List.of("canary", "snapshot", "flipped-bit", "moved-object"));
    assertThat(seen).hasSize(4);
    return seen;
  }

  private static void assertOutcomes(
      Map<String, JsonNode> seen, String canary, String snapshot, String flipped, String moved) {
    Map<String, String> outcomes = new TreeMap<>();
    seen.forEach((name, one) -> outcomes.put(name, one.path("outcome").asText()));
    assertThat(outcomes)
        .as(seen.toString())
        .isEqualTo(
            new TreeMap<>(
                Map.of(
                    "canary", canary,
                    "snapshot", snapshot,
                    "flipped-bit", flipped,
                    "moved-object", moved)));
  }

  private static String observation(Map<String, JsonNode> seen, String name) {
    return Objects.requireNonNull(seen.get(name)).path("observation").asText();
  }

  private static List<String> keys() {
    return etcd.list("/", "/", 1000).stream().map(EtcdGateway.Kv::key).toList();
  }

  @Test
  void aClusterThatEncryptsAsItMustIsProvenAndNothingIsLeftInIt() {
    Map<String, JsonNode> seen = run();
    assertOutcomes(seen, PROVEN, PROVEN, PROVEN, PROVEN);
    assertThat(observation(seen, "canary")).startsWith("Cluster " + id + ":");
    assertThat(keys()).containsExactly(BYSTANDER);
  }

  @Test
  void whatIsStoredInTheClearIsFound() {
    apiServer.writes(Encoding.IDENTITY);
    assertOutcomes(run(), FAILED, FAILED, FAILED, FAILED);
    assertThat(keys()).containsExactly(BYSTANDER);
  }

  @Test
  void aCopyInTheClearAnywhereInEtcdIsFound() {
    apiServer.onCreate((key, clear) -> etcd.put("/registry/events/team/copy", clear));
    assertOutcomes(run(), FAILED, FAILED, PROVEN, PROVEN);
  }

  @Test
  void whatWasInTheClearForAMomentIsFoundInTheSnapshot() {
    apiServer.onCreate(etcd::put);
    assertOutcomes(run(), PROVEN, FAILED, PROVEN, PROVEN);
  }

  @Test
  void aKeyIdThatTheClusterWasNeverGivenIsFound() {
    apiServer.writes(new Encoding("rdt-9-somebody-elses"));
    assertOutcomes(run(), FAILED, PROVEN, PROVEN, PROVEN);
  }

  @Test
  void anObjectThatOpensAtAnotherNameIsFound() {
    encrypted(false);
    assertOutcomes(run(), PROVEN, PROVEN, PROVEN, FAILED);
  }

  @Test
  void anApiServerThatDoesNotLookIsFound() {
    apiServer.answersFromMemory();
    Map<String, JsonNode> seen = run();
    assertOutcomes(seen, PROVEN, PROVEN, FAILED, FAILED);
    assertThat(observation(seen, "flipped-bit")).contains("answered with 200");
    assertThat(keys()).containsExactly(BYSTANDER);
  }

  @Test
  void nothingIsDamagedWithoutLeave() {
    apiServer.namespace(NAMESPACE, Map.of());
    Map<String, JsonNode> seen = run();
    assertOutcomes(seen, PROVEN, PROVEN, NOT_TRIED, NOT_TRIED);
    assertThat(observation(seen, "flipped-bit")).contains("redoubt.dev/damage=allowed");
  }

  @Test
  void withoutTheNamespaceNothingIsTriedAndNothingWritten() {
    try (SmallApiServer bare =
        SmallApiServer.start(directory.resolve("bare"), etcd, InstantSource.system())) {
      apiServer.close();
      apiServer = bare;
      removeRecords();
      add("prod", true);
      long before = etcdServer.revision();
      Map<String, JsonNode> seen = run();
      assertOutcomes(seen, NOT_TRIED, NOT_TRIED, NOT_TRIED, NOT_TRIED);
      assertThat(observation(seen, "canary")).contains("it has no namespace redoubt-proofs");
      assertThat(etcdServer.revision()).isEqualTo(before);
    }
  }

  private static void removeRecords() {
    for (JsonNode cluster : json(manager.get(clusters)).path("items")) {
      manager.delete(clusters + "/" + cluster.path("id").asText() + "?force=true");
    }
  }

  @Test
  void missingRightsAndMissingServersAreSaid() {
    apiServer.forbid("create");
    assertThat(observation(assertUntried(), "canary")).contains("answered 403 when asked to make");
    apiServer.close();
    assertThat(observation(assertUntried(), "snapshot"))
        .contains("encryption.api-server-unreachable");
    removeRecords();
    add("prod", false);
    assertThat(observation(assertUntried(), "canary"))
        .contains("there are no etcd endpoints of it");
    removeRecords();
    assertThat(observation(assertUntried(), "canary")).startsWith("There is no cluster");
  }

  private static Map<String, JsonNode> assertUntried() {
    Map<String, JsonNode> seen = run();
    assertOutcomes(seen, NOT_TRIED, NOT_TRIED, NOT_TRIED, NOT_TRIED);
    return seen;
  }

  @Test
  void anEtcdOfAnotherClusterProvesNothing() throws IOException {
    try (EtcdServer other =
        EtcdServer.start(Files.createDirectories(directory.resolve("other-etcd")))) {
      EtcdGateway elsewhere = new EtcdGateway(other.endpoints().getFirst());
      try (SmallApiServer misplaced =
          SmallApiServer.start(directory.resolve("other"), elsewhere, InstantSource.system())) {
        misplaced.namespace(NAMESPACE, MAY_DAMAGE);
        apiServer.close();
        apiServer = misplaced;
        removeRecords();
        add("prod", true);
        assertThat(observation(assertUntried(), "canary"))
            .contains("is not in the etcd that is registered with it");
        assertThat(elsewhere.list("/", "/", 100)).isEmpty();
      }
    }
  }

  @Test
  void ofManyClustersTheWorstIsNamedAndOneThatWasNotTriedIsNotProven() {
    String unreachable = add("unreachable", false);
    Map<String, JsonNode> seen = run();
    assertOutcomes(seen, NOT_TRIED, NOT_TRIED, NOT_TRIED, NOT_TRIED);
    assertThat(observation(seen, "canary"))
        .startsWith("Cluster " + unreachable)
        .endsWith("1 of 2 clusters were tried, and held.");
    apiServer.writes(Encoding.IDENTITY);
    assertThat(observation(run(), "canary"))
        .startsWith("Cluster " + id)
        .endsWith("1 of 2 clusters were tried, 1 failed.");
  }

  @Test
  void evidenceNamesNoClusterOfATenant() {
    assertThat(run().toString()).doesNotContain("prod").contains(id);
  }

  @Test
  void whatAKilledRunLeftIsRemovedAndNothingElse() {
    long now = Instant.now().getEpochSecond();
    String damaged = left(now - 7200, "0123456789abcdef");
    String fresh = left(now - 60, "fedcba9876543210");
    String named = SmallApiServer.etcdKey("secrets", NAMESPACE, "proof-of-purchase");
    for (String key : List.of(damaged, fresh, named)) {
      etcd.put(key, "k8s:enc:kms:v2:redoubt:damaged".getBytes(StandardCharsets.UTF_8));
    }
    run();
    assertThat(keys()).containsExactlyInAnyOrder(BYSTANDER, fresh, named);
  }

  private static String left(long at, String random) {
    return SmallApiServer.etcdKey("secrets", NAMESPACE, "proof-" + at + "-" + random);
  }
}
