package redoubt.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.cli.text.JsonText;
import redoubt.crypto.PrivateFiles;
import redoubt.kms.v2.EncryptRequest;
import redoubt.kms.v2.EncryptResponse;
import redoubt.kms.v2.KeyManagementV2;
import redoubt.server.House;
import redoubt.server.ServerOptions;
import redoubt.testkit.Await;
import redoubt.testkit.FreePort;
import redoubt.testkit.HttpsCaller;
import redoubt.testkit.TestDatabase;

/** The plugin's process on a real server, whose root key is used, changed, disabled and gone. */
final class PluginOnARealServerTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int CALLS = 10_000;
  private static final int KILLS = 5;

  @TempDir private static Path data = Path.of("");
  private static TestDatabase database;
  private static House house;
  private static int port;

  @TempDir private Path directory;
  private String cluster = "";
  private String key = "";
  private List<String> options = List.of();

  @BeforeAll
  static void startServer() {
    database = TestDatabase.create();
    house = open(0);
    port = house.port();
  }

  @AfterAll
  static void stopServer() {
    house.close();
    database.close();
  }

  private static House open(int on) {
    return House.open(
        new ServerOptions(
            data.resolve("server"),
            "127.0.0.1",
            on,
            Optional.of(database.settings()),
            ServerOptions.SealOptions.file()),
        InstantSource.system(),
        step -> {});
  }

  @BeforeEach
  void makeCluster() {
    cluster = "c" + System.nanoTime();
    key = newKey();
    send("POST", "/v1/instances/" + instance() + "/clusters", "{\"name\":\"" + cluster + "\"}");
    use(key);
    JsonNode bundle =
        send(
            "POST",
            clusterPath() + "/bundle",
            "{\"serverUrl\":\"" + house.url() + "\",\"ca\":\"-----BEGIN CERTIFICATE-----\"}");
    for (JsonNode file : bundle.path("files")) {
      if (file.path("path").asText().endsWith("/apikey")) {
        PrivateFiles.write(
            directory.resolve("apikey"),
            file.path("content").asText().getBytes(StandardCharsets.US_ASCII));
      }
    }
    options =
        List.of(
            "--server=" + house.url(),
            "--ca=" + house.caFile(),
            "--instance=" + instance(),
            "--cluster=" + cluster,
            "--apikey-file=" + directory.resolve("apikey"));
  }

  private PluginRun plugin(String... more) {
    List<String> all = new ArrayList<>(options);
    all.addAll(List.of(more));
    return PluginRun.start(directory, all);
  }

  private static HttpsCaller caller() {
    try {
      HttpsCaller stranger = HttpsCaller.trusting(house.caFile(), URI.create(house.url()));
      JsonNode token =
          json(
              stranger.postForm(
                  "/identity/token",
                  "grant_type=urn:ibm:params:oauth:grant-type:apikey&apikey="
                      + Files.readString(house.apiKeyFile()).strip()));
      return stranger.withBearer(token.path("access_token").asText());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode json(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isLessThan(300);
    try {
      return response.body().isEmpty()
          ? JsonText.array()
          : JsonText.parse(response.body().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String instance() {
    return json(caller().get("/v1/instances")).at("/items/0/id").asText();
  }

  private static JsonNode send(String method, String path, String body) {
    return json(caller().with("Bluemix-Instance", instance()).send(method, path, body));
  }

  private String clusterPath() {
    return "/v1/instances/" + instance() + "/clusters/" + cluster;
  }

  private static String newKey() {
    return send(
            "POST",
            "/api/v2/keys",
            """
            {"metadata":{"collectionType":"application/vnd.ibm.kms.key+json","collectionTotal":1},
             "resources":[{"type":"application/vnd.ibm.kms.key+json","name":"root","extractable":false}]}
            """)
        .at("/resources/0/id")
        .asText();
  }

  private void use(String root) {
    send("POST", clusterPath() + "/use", "{\"key\":\"" + root + "\",\"resources\":[\"secrets\"]}");
  }

  private void keyAction(String action) {
    send("POST", "/api/v2/keys/" + key + "/actions/" + action, "{}");
  }

  @Test
  void kmsCheckGivesItTheFullScore() {
    try (PluginRun plugin = plugin().ready()) {
      CommandLineRun run =
          CommandLineRun.of(Map.of(), "kms", "check", "--socket", plugin.socket().toString());
      assertThat(run.out()).contains("score 100 of 100").doesNotContain("FAILED");
      assertThat(run.status()).isZero();
    }
  }

  @Test
  void aRotationChangesTheKeyIdOnceAndWhatWasSealedOpens() {
    try (PluginRun plugin = plugin().ready()) {
      EncryptResponse before = plugin.encrypt("seed");
      keyAction("rotate");
      Await.until(
          Duration.ofSeconds(10),
          "the rotation",
          () -> !plugin.keyId().equals(before.keyId()) && !plugin.keyId().isEmpty());
      EncryptResponse after = plugin.encrypt("seed");
      assertThat(after.keyId()).isEqualTo(plugin.keyId()).isNotEqualTo(before.keyId());
      assertThat(plugin.decrypt(before)).isEqualTo("seed");
      assertThat(plugin.decrypt(after)).isEqualTo("seed");
    }
  }

  @Test
  void aDisabledRootKeyEndsStatusAndAllElseWithinFiveSeconds() {
    try (PluginRun plugin = plugin().ready()) {
      EncryptResponse sealed = plugin.encrypt("seed");
      keyAction("disable");
      Await.until(Duration.ofSeconds(5), "the end", () -> plugin.keyId().isEmpty());
      assertThatThrownBy(() -> plugin.encrypt("more")).hasMessageContaining("plugin.no-lease");
      assertThatThrownBy(() -> plugin.decrypt(sealed)).hasMessageContaining("plugin.no-lease");
    }
  }

  @Test
  void anOutageIsNotFeltAndARestartInItNeedsTheGrace() {
    try (PluginRun first = plugin("--offline-grace=1h").ready()) {
      EncryptResponse sealed = first.encrypt("seed");
      Await.until(
          SOON, "kept", () -> Files.exists(directory.resolve("state").resolve("lease.sealed")));
      house.close();
      try {
        assertThat(first.decrypt(first.encrypt("in the outage"))).isEqualTo("in the outage");
        first.kill();
        try (PluginRun second = plugin("--offline-grace=1h").ready()) {
          assertThat(second.decrypt(sealed)).isEqualTo("seed");
          assertThat(second.keyId()).isEqualTo(sealed.keyId());
        }
        try (PluginRun third = plugin()) {
          Await.until(SOON, "silence", () -> third.log().contains("server-silent"));
          assertThat(third.keyId()).isEmpty();
          assertThatThrownBy(() -> third.decrypt(sealed)).hasMessageContaining("plugin.no-lease");
          assertThat(directory.resolve("state")).isEmptyDirectory();
        }
      } finally {
        house = open(port);
      }
      try (PluginRun fourth = plugin().ready()) {
        assertThat(fourth.decrypt(sealed)).isEqualTo("seed");
      }
    }
  }

  @Test
  void killedAtAnyMomentItComesBackAndOpensAllThatItAnswered() {
    List<EncryptResponse> answered = new ArrayList<>();
    Random random = new Random(7);
    for (int i = 0; i < KILLS; i++) {
      PluginRun plugin = plugin("--offline-grace=1h").ready();
      List<CompletableFuture<EncryptResponse>> under = new ArrayList<>();
      int calls = 1 + random.nextInt(400);
      for (int j = 0; j < calls; j++) {
        under.add(
            plugin
                .client()
                .start(
                    KeyManagementV2.ENCRYPT,
                    new EncryptRequest("seed".getBytes(StandardCharsets.UTF_8), "u")));
      }
      under.get(random.nextInt(calls)).join();
      plugin.kill();
      under.stream()
          .filter(one -> one.isDone() && !one.isCompletedExceptionally())
          .forEach(one -> answered.add(one.resultNow()));
    }
    try (PluginRun last = plugin("--offline-grace=1h").ready()) {
      assertThat(answered).hasSizeGreaterThanOrEqualTo(KILLS);
      assertThat(answered).allSatisfy(one -> assertThat(last.decrypt(one)).isEqualTo("seed"));
      assertThat(answered).extracting(EncryptResponse::keyId).containsOnly(last.keyId());
    }
  }

  @Test
  void tenThousandCallsWhileRootKeysChangeAllSucceedAndNoKeyIdComesBack() {
    String other = newKey();
    try (PluginRun plugin = plugin().ready()) {
      Set<String> seen = new LinkedHashSet<>();
      String last = "";
      int changes = 0;
      for (int i = 0; i < CALLS; i++) {
        if (i % 2000 == 1000) {
          use(changes++ % 2 == 0 ? other : key);
        }
        String now = plugin.encrypt("seed").keyId();
        if (!now.equals(last)) {
          assertThat(seen.add(now)).as("a key id came back: " + now).isTrue();
          last = now;
        }
      }
      Await.until(SOON, "the last change", () -> !plugin.keyId().isEmpty());
      assertThat(seen).hasSizeGreaterThan(2);
    }
  }

  @Test
  void theSocketIsForItsOwnerAndItsPagesSayHowItIs() throws Exception {
    int health = FreePort.find();
    try (PluginRun plugin = plugin("--health=" + health).ready()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(plugin.socket())))
          .isEqualTo("rw-------");
      plugin.decrypt(plugin.encrypt("seed"));
      assertThat(page(health, "/healthz").statusCode()).isEqualTo(200);
      assertThat(page(health, "/readyz").statusCode()).isEqualTo(200);
      assertThat(page(health, "/metrics").body())
          .contains("redoubt_kms_plugin_ready 1", "method=\"Decrypt\"", "# EOF");
      keyAction("disable");
      Await.until(SOON, "not ready", () -> page(health, "/readyz").statusCode() == 503);
      assertThat(page(health, "/healthz").statusCode()).isEqualTo(200);
      Await.until(SOON, "the call's line", () -> plugin.log().contains("uid-of-a-call"));
    }
  }

  private static HttpResponse<String> page(int health, String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + health + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }
}
