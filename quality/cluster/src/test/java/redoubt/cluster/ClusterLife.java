package redoubt.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import redoubt.testkit.Await;
import redoubt.testkit.node.ApiServer;
import redoubt.testkit.node.ControlPlaneNode;
import redoubt.testkit.node.Image;
import redoubt.web.Json;

/**
 * A cluster of one control plane node, a Redoubt server, and what the steps of its life ask of
 * both.
 */
abstract class ClusterLife {
  static final String CANARY = "canary-5b1e9c";
  static final int OBJECTS = Integer.getInteger("redoubt.cluster.objects", 10_000);

  /** An API server asks its plugins, and looks at its configuration, once a minute. */
  static final Duration PERIOD = Duration.ofSeconds(100);

  static final Duration LONG = Duration.ofMinutes(5);

  Path directory = Path.of("");
  ControlPlaneNode node;
  ApiServer api;
  Redoubt redoubt;
  private boolean broken;

  /** Name of the root key in use. */
  String rootKey = "prod-root";

  @BeforeAll
  void start() throws IOException {
    // A unix socket's path has at most 108 bytes.
    directory = Files.createTempDirectory(Path.of("/tmp"), "rdt");
    redoubt = new Redoubt(Files.createDirectories(directory.resolve("r")));
    node =
        ControlPlaneNode.start(
            directory.resolve("n"),
            Path.of(
                System.getProperty("redoubt.root"),
                "protections/encryption/src/test/resources/redoubt/encryption/bundle/kubeadm-v1.34.1.yaml"),
            images());
    api = node.admin();
    redoubt.up();
  }

  /** Of static pods besides the API server's. */
  Map<String, Image> images() {
    return Map.of("kms-plugin", Redoubt.plugin());
  }

  @AfterAll
  void stop() throws IOException {
    if (redoubt != null) {
      redoubt.close();
    }
    if (node != null) {
      node.close();
    }
    try (java.util.stream.Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** One step; after a step that failed there is no sense in the next. */
  void step(Callable<Void> work) throws Exception {
    assumeTrue(!broken, "a step before failed");
    long start = System.nanoTime();
    try {
      work.call();
    } catch (Exception | AssertionError e) {
      broken = true;
      System.out.println("--- plugin\n" + tail(node.kubelet().logOf("redoubt-kms-plugin")));
      System.out.println("--- API server\n" + tail(node.kubelet().logOf("kube-apiserver")));
      System.out.println(
          "--- server\n" + tail(Files.readString(directory.resolve("r/server.log"))));
      throw e;
    }
    System.out.printf("... %.1f s%n", (System.nanoTime() - start) / 1e9);
  }

  private static String tail(String log) {
    return log.substring(Math.max(0, log.length() - 6000));
  }

  String etcd(String prefix) {
    return node.etcd().ctl("get", prefix, "--prefix", "--print-value-only");
  }

  boolean isCanaryInEtcd() {
    return etcd("/registry/secrets/").contains(CANARY);
  }

  JsonNode ledger(int exit, String... more) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "encryption",
                "ledger",
                "--etcd",
                node.etcd().endpoints().getFirst().toString(),
                "--cacert",
                node.kubernetes().resolve("pki/etcd/ca.crt").toString(),
                "--cert",
                node.kubernetes().resolve("pki/apiserver-etcd-client.crt").toString(),
                "--key",
                node.kubernetes().resolve("pki/apiserver-etcd-client.key").toString(),
                "-o",
                "json"));
    command.addAll(List.of(more));
    Redoubt.Result result = redoubt.run(command.toArray(String[]::new));
    assertThat(result.exit()).as(result.err()).isEqualTo(exit);
    return json(result.out());
  }

  /** The ledger that the server takes itself, opens samples of, signs and keeps. */
  JsonNode seenByTheServer() {
    JsonNode report = json(redoubt.run("encryption", "ledger", "prod", "-o", "json").done().out());
    JsonNode kept =
        json(redoubt.run("encryption", "report", "list", "prod", "-o", "json").done().out())
            .at("/items/0");
    assertThat(kept.path("origin").asText()).isEqualTo("seen");
    assertThat(kept.at("/samples/opened").asLong()).as(kept.toString()).isPositive();
    assertThat(kept.at("/samples/opened")).isEqualTo(kept.at("/samples/tried"));
    return report;
  }

  static JsonNode json(String text) {
    return Json.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  long stored(JsonNode report, String keyId) {
    long sum = 0;
    for (JsonNode group : report.path("groups")) {
      if (group.path("resource").asText().equals("secrets")
          && group.path("keyId").asText().equals(keyId)) {
        sum += group.path("objects").asLong();
      }
    }
    return sum;
  }

  JsonNode status() {
    return json(redoubt.run("encryption", "status", "prod", "-o", "json").done().out());
  }

  /** Looks every other second: each look is a process. */
  void untilMigration(String what, java.util.function.Predicate<JsonNode> condition) {
    Await.until(
        LONG,
        "the migration " + what,
        () -> {
          if (condition.test(status().path("migration"))) {
            return true;
          }
          java.util.concurrent.locks.LockSupport.parkNanos(2_000_000_000L);
          return false;
        });
  }

  String keyId() {
    return status().at("/lease/keyId").asText();
  }

  /** The key_id under which the API server writes at this moment. */
  String keyIdOfWrite(String name) {
    api.createSecret("default", name, CANARY).good();
    String value = etcd("/registry/secrets/default/" + name);
    int at = value.indexOf("rdt-");
    return at < 0 ? "" : value.substring(at).replaceAll("(?s)^([A-Za-z0-9_-]+).*", "$1");
  }

  void untilWrittenUnder(String keyId) {
    int[] count = {0};
    Await.until(
        PERIOD,
        "writes under " + keyId,
        () -> {
          java.util.concurrent.locks.LockSupport.parkNanos(500_000_000);
          return keyIdOfWrite("probe-" + System.nanoTime() + "-" + count[0]++).equals(keyId);
        });
  }

  void untilReady() {
    Await.until(LONG, "the API server is ready", () -> api.isReady());
  }

  void restartApiServer() {
    node.kubelet().restart(ControlPlaneNode.API_SERVER);
    Await.until(LONG, "an answer", () -> api.get("/livez").status() == 200);
  }

  boolean isReadable(String namespace, String name) {
    return api.get("/api/v1/namespaces/" + namespace + "/secrets/" + name).status() == 200;
  }

  String apply() {
    return node.kubernetes().toString();
  }

  String socket() {
    return node.onDisk("/run/redoubt-kms/kms.sock").toString();
  }

  /** Writes all secrets of the teams as they are, as fast as the API server bears; a second. */
  double bareRate() {
    JsonNode list = json(api.get("/api/v1/secrets?limit=0").good());
    List<Callable<ApiServer.Answer>> calls = new ArrayList<>();
    for (JsonNode item : list.path("items")) {
      JsonNode metadata = item.path("metadata");
      String path =
          "/api/v1/namespaces/"
              + metadata.path("namespace").asText()
              + "/secrets/"
              + metadata.path("name").asText();
      calls.add(() -> api.touch(path, metadata.path("resourceVersion").asText()));
    }
    long start = System.nanoTime();
    ApiServer.all(8, calls);
    return calls.size() / ((System.nanoTime() - start) / 1e9);
  }

  double migrationRate() {
    redoubt.run("encryption", "migrate", "prod", "--rate", "0").done();
    JsonNode migration = status().path("migration");
    assertThat(migration.path("unchanged").asLong()).isLessThan(OBJECTS / 10);
    Instant begun = Instant.parse(migration.path("startedAt").asText());
    Instant settled = Instant.parse(migration.path("settledAt").asText());
    Duration took =
        Duration.between(
            settled.isAfter(begun) ? settled : begun,
            Instant.parse(migration.path("updatedAt").asText()));
    return migration.path("done").asLong() / (took.toMillis() / 1e3);
  }

  void useNewKey(String name) {
    rootKey = name;
    redoubt.run("key", "create", name).done();
    redoubt.run("cluster", "use", "prod", "--key", name).done();
    untilWrittenUnder(keyId());
  }
}
