package redoubt.seal.room;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.seal.Masters;
import redoubt.seal.SealBench;
import redoubt.seal.recovery.RecoveryExport;
import redoubt.seal.recovery.RecoveryFile;
import redoubt.seal.recovery.WaitingExports;
import redoubt.testkit.Await;
import redoubt.testkit.TestDatabase;
import redoubt.web.Body;
import redoubt.web.Call;
import redoubt.web.Dispatcher;
import redoubt.web.Grant;
import redoubt.web.Json;
import redoubt.web.Principal;
import redoubt.web.RequestMeter;
import redoubt.web.Response;
import redoubt.web.Role;

class SealRoomTest {
  @TempDir Path directory;
  private TestDatabase fresh;
  private SealBench server;
  private Dispatcher door;

  @BeforeEach
  void start() {
    fresh = SealBench.freshDatabase();
    server = SealBench.onFiles(fresh, directory.resolve("masters"));
    RecoveryExport exporter =
        new RecoveryExport(
            server.database,
            server.masters,
            server.vault,
            List.of(Masters.migrations()),
            snapshot -> List.of(),
            server.clock);
    SealRoom room =
        new SealRoom(
            server.change,
            new WaitingExports(
                server.database,
                exporter,
                (handle, actor, action, target, details) ->
                    server.journal.add(actor + " " + action),
                server.clock));
    door =
        new Dispatcher(
            room.routes(),
            List.of(),
            token ->
                new Principal(
                    token,
                    "k",
                    token.equals("admin")
                        ? List.of(Grant.administrator())
                        : List.of(Grant.inInstance(Role.MANAGER, "i"))),
            (route, request, caller, failure) -> {},
            new RequestMeter(new SimpleMeterRegistry()));
  }

  @AfterEach
  void stop() {
    server.close();
    fresh.close();
  }

  @Test
  void administratorsRotateAndSeeHowItGoesOn() throws Exception {
    server.put("a", new byte[32]);
    JsonNode before = json(call("admin", "GET", "/v1/seal", ""), 200);
    assertThat(before.path("provider").asText()).isEqualTo("file");
    assertThat(before.path("secrets").asLong()).isEqualTo(1);
    assertThat(before.path("job").path("kind").isNull()).isTrue();
    assertThat(before.path("hsm").path("configured").asBoolean()).isFalse();

    JsonNode begun = json(call("admin", "POST", "/v1/seal/rotate", ""), 202);
    assertThat(begun.path("job").path("kind").asText()).isEqualTo("rotate");
    Await.until(
        Duration.ofSeconds(20),
        "the rotation is done",
        () ->
            json(call("admin", "GET", "/v1/seal", ""), 200)
                .path("job")
                .path("state")
                .asText()
                .equals("done"));
    assertThat(json(call("admin", "GET", "/v1/seal", ""), 200).path("master").path("id").asText())
        .isNotEqualTo(before.path("master").path("id").asText());
    assertThat(server.journal).contains("admin seal.master.rotate");
  }

  @Test
  void aMigrationNeedsToKnowWhereTo() {
    assertThat(code(call("admin", "POST", "/v1/seal/migrate", "{\"to\":\"moon\"}"), 400))
        .isEqualTo("seal.bad-provider");
    assertThat(code(call("admin", "POST", "/v1/seal/migrate", "{\"to\":\"pkcs11\"}"), 503))
        .isEqualTo("seal.not-configured");
  }

  @Test
  void anExportIsMadeAndFetchedOnce() throws Exception {
    server.put("a", "secret".getBytes(UTF_8));
    JsonNode made =
        json(call("admin", "POST", "/v1/recovery/exports", "{\"shares\":3,\"threshold\":2}"), 201);
    List<String> shares = new ArrayList<>();
    made.path("shares").forEach(share -> shares.add(share.asText()));
    assertThat(shares).hasSize(3).allMatch(share -> share.startsWith("redoubt-share-1-"));
    String path = "/v1/recovery/exports/" + made.path("id").asText();
    Response file = call("admin", "GET", path, "");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    file.body().writeTo(bytes);
    Path saved = directory.resolve("export");
    Files.write(saved, bytes.toByteArray());
    assertThat(new RecoveryFile(saved).verify(shares.subList(1, 3)).secrets()).isEqualTo(1);
    assertThat(code(call("admin", "GET", path, ""), 404)).isEqualTo("recovery.no-export");
  }

  @Test
  void impossibleNumbersOfSharesAreRefused() {
    for (String body :
        List.of(
            "{\"shares\":3,\"threshold\":4}",
            "{\"shares\":3,\"threshold\":1}",
            "{\"shares\":1000,\"threshold\":2}")) {
      assertThat(code(call("admin", "POST", "/v1/recovery/exports", body), 400))
          .isEqualTo("share.bad-numbers");
    }
    assertThat(code(call("admin", "POST", "/v1/recovery/exports", "{\"shares\":\"3\"}"), 400))
        .isEqualTo("recovery.bad-request");
  }

  @Test
  void nobodyElseMayDoAnyOfThis() {
    for (String route :
        List.of(
            "GET /v1/seal",
            "POST /v1/seal/rotate",
            "POST /v1/seal/migrate",
            "POST /v1/recovery/exports",
            "GET /v1/recovery/exports/x")) {
      String[] parts = route.split(" ", -1);
      assertThat(call("manager", parts[0], parts[1], "{}").status()).as(route).isEqualTo(403);
    }
  }

  private Response call(String token, String method, String path, String body) {
    return door.answer(
        new Call(
            method,
            path,
            "",
            Map.of("authorization", List.of("Bearer " + token)),
            Body.of(body.getBytes(UTF_8)),
            "127.0.0.1",
            true));
  }

  private static JsonNode json(Response response, int status) {
    byte[] body = ((Response.Bytes) response.body()).bytes();
    assertThat(response.status()).as(new String(body, UTF_8)).isEqualTo(status);
    return Json.parse(body);
  }

  private static String code(Response response, int status) {
    return json(response, status).path("code").asText();
  }
}
