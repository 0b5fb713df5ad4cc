package redoubt.server.faults;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redoubt.server.RunningHouse;
import redoubt.testkit.HttpsCaller;
import redoubt.testkit.MovableClock;
import redoubt.web.Json;

/** Rubbish over HTTPS: each gets a clear error, and the server goes on. */
class BadInputTest {
  @TempDir static Path directory;
  private static MovableClock clock;
  private static RunningHouse running;
  private static KeyCaller caller;
  private static String key;

  @BeforeAll
  static void start() {
    clock = new MovableClock(InstantSource.system().instant());
    running = RunningHouse.start(directory, clock);
    caller = Houses.admin(running.house(), directory);
    key = caller.newKey();
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  /** What is sent, and the status that it deserves. */
  record Rubbish(String name, String path, String body, int status) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Rubbish> bodies() {
    String keys = "/api/v2/keys";
    String wrap = "KEY/actions/wrap";
    String unwrap = "KEY/actions/unwrap";
    return Stream.of(
        new Rubbish("nothing", keys, "", 400),
        new Rubbish("half of JSON", keys, "{\"metadata\":", 400),
        new Rubbish("no JSON", keys, "<xml/>", 400),
        new Rubbish("a list", keys, "[]", 400),
        new Rubbish("deep lists", keys, "[".repeat(100_000), 400),
        new Rubbish("deep objects", keys, "{\"a\":".repeat(50_000) + "1", 400),
        new Rubbish(
            "a number of many digits", "/v1/instances", "{\"name\":" + "9".repeat(5000) + "}", 400),
        new Rubbish(
            "the same field twice", "/v1/instances", "{\"name\":\"a\",\"name\":\"b\"}", 400),
        new Rubbish("another type", "/v1/instances", "{\"name\":{}}", 400),
        new Rubbish("two values", "/v1/instances", "{\"name\":\"a\"} {}", 400),
        new Rubbish("2 MiB", keys, " ".repeat(2 << 20), 413),
        new Rubbish("no base64", wrap, "{\"plaintext\":\"@@@\"}", 400),
        new Rubbish("half a base64", wrap, "{\"plaintext\":\"QUJDR\"}", 400),
        new Rubbish("a plaintext too long", wrap, plaintext(20_000), 400),
        new Rubbish("no ciphertext", unwrap, "{\"ciphertext\":\"e30=\"}", 422),
        new Rubbish("a ciphertext of nothing", unwrap, "{\"ciphertext\":\"\"}", 400),
        new Rubbish("material of 5 bytes", keys, imported(5), 400),
        new Rubbish("material of 33 bytes", keys, imported(33), 400));
  }

  private static String plaintext(int bytes) {
    return "{\"plaintext\":\"" + Base64.getEncoder().encodeToString(new byte[bytes]) + "\"}";
  }

  private static String imported(int bytes) {
    return """
    {"metadata":{"collectionType":"application/vnd.ibm.kms.key+json","collectionTotal":1},
     "resources":[{"type":"application/vnd.ibm.kms.key+json","name":"held","extractable":false,
                   "payload":"%s"}]}
    """
        .formatted(Base64.getEncoder().encodeToString(new byte[bytes]));
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void isRefusedClearly(Rubbish rubbish) {
    HttpResponse<String> answer =
        caller
            .https()
            .postJson(rubbish.path().replace("KEY", "/api/v2/keys/" + key), rubbish.body());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(rubbish.status());
    assertClear(answer);
  }

  private static void assertClear(HttpResponse<String> answer) {
    assertThat(answer.body()).startsWith("{").doesNotContain("Exception", "\tat ", "jackson");
    assertThat(answer.body().length()).isLessThan(2000);
    assertThat(running.caller().get("/readyz").statusCode()).isEqualTo(200);
  }

  /** PostgreSQL has no text with U+0000, and the driver none with half of a pair. */
  @Test
  void textsThatAreNoneAreRefusedEverywhere() {
    HttpsCaller admin = running.admin();
    String instance =
        "/v1/instances/"
            + Json.parse(admin.get("/v1/instances").body().getBytes(UTF_8))
                .at("/items/0/id")
                .asText();
    assertThat(admin.postJson(instance + "/namespaces", "{\"name\":\"team\"}").statusCode())
        .isEqualTo(201);
    assertThat(
            admin
                .with("Content-Type", "application/vnd.oci.image.index.v1+json")
                .send("PUT", "/v2/team/app/manifests/v0", "{\"schemaVersion\":2,\"manifests\":[]}")
                .statusCode())
        .isEqualTo(201);
    for (String path :
        List.of(
            "/v2/team/app/tags/list?last=%00",
            "/v2/team/app/referrers/sha256:" + "a".repeat(64) + "?artifactType=%00",
            "/v2/team/app/referrers/sha256:" + "a".repeat(64) + "?last=%00",
            "/v2/_catalog?last=%00")) {
      HttpResponse<String> answer = admin.get(path);
      assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(400);
      assertThat(answer.body()).contains("store.bad-text");
      assertClear(answer);
    }
    assertThat(admin.get("/v1/ledger/entries").body()).contains("store.bad-text");
    for (String path :
        List.of(
            instance + "/images?after=%00@%00",
            instance + "/namespaces/%00/repositories",
            instance + "/namespaces/team/repositories?search=%00",
            instance + "/namespaces/team/signers/%00/reach",
            instance + "/foreign-images/image?image=%00",
            instance + "/ledger/entries?action=%00",
            "/v1/users?after=%00")) {
      HttpResponse<String> answer = admin.get(path);
      assertThat(answer.statusCode()).as(path + " " + answer.body()).isLessThan(500);
      assertClear(answer);
    }
    for (String[] call :
        List.of(
            new String[] {"/v1/users", "{\"name\":\"X\",\"administrator\":false}"},
            new String[] {instance + "/namespaces", "{\"name\":\"X\"}"},
            new String[] {instance + "/signing-keys", "{\"name\":\"X\"}"},
            new String[] {
              instance + "/namespaces/team/signers",
              "{\"name\":\"a\",\"kind\":\"key\",\"credential\":\"X\"}"
            },
            new String[] {
              instance + "/images/tag",
              "{\"repository\":\"team/app\",\"tag\":\"X\",\"newTag\":\"X\"}"
            })) {
      for (String bad : List.of("a\\u0000b", "a\\ud800b")) {
        HttpResponse<String> answer = admin.postJson(call[0], call[1].replace("X", bad));
        assertThat(answer.statusCode()).as(call[0] + " " + answer.body()).isBetween(400, 499);
        assertClear(answer);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void mediaTypesWithControlCharactersAreRefused(String fields) {
    HttpsCaller admin = running.admin();
    HttpResponse<String> answer =
        admin
            .with("Content-Type", "application/vnd.oci.image.index.v1+json")
            .send("PUT", "/v2/team/app/manifests/v1", "{\"schemaVersion\":2," + fields + "}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body()).contains("MANIFEST_INVALID");
  }

  static Stream<String> types() {
    return Stream.of(
        "\"artifactType\":\"a\\u0000\",\"manifests\":[]",
        "\"artifactType\":\"a\\nb\",\"manifests\":[]",
        "\"mediaType\":\"application/vnd.oci.image.index.v1+json\\u0000\",\"manifests\":[]");
  }

  @Test
  void tokensThatAreNoneAreRefused() {
    for (String token : List.of("x", "a.b.c", "e30.e30.", "A".repeat(9000))) {
      HttpsCaller bad = running.caller().withBearer(token);
      assertThat(bad.get("/v1/instances").statusCode()).as(token).isEqualTo(401);
      HttpResponse<String> kms = bad.with("Bluemix-Instance", "i").get("/api/v2/keys");
      assertThat(kms.statusCode()).as(kms.body()).isIn(400, 401);
      assertClear(kms);
    }
  }

  @Test
  void aTokenThatEndedIsRefused() {
    HttpsCaller mine = running.admin();
    clock.advance(Duration.ofHours(2));
    try {
      HttpResponse<String> answer = mine.get("/v1/instances");
      assertThat(answer.statusCode()).isEqualTo(401);
      assertClear(answer);
    } finally {
      clock.advance(Duration.ofHours(-2));
    }
  }

  @Test
  void anInstanceThatIsNotThereIsAnsweredLikeAForeignOne() {
    HttpsCaller admin = running.admin();
    for (String instance : List.of("nope", "", "../../etc", "x".repeat(500))) {
      HttpResponse<String> answer = admin.with("Bluemix-Instance", instance).get("/api/v2/keys");
      assertThat(answer.statusCode()).as(instance).isIn(400, 401, 404);
      assertClear(answer);
    }
  }

  @Test
  void aFloodOfHeadersIsRefused() throws Exception {
    try (SSLSocket socket = connect()) {
      OutputStream out = socket.getOutputStream();
      StringBuilder flood = new StringBuilder("GET /livez HTTP/1.1\r\nHost: x\r\n");
      for (int i = 0; i < 2000; i++) {
        flood.append("X-").append(i).append(": ").append("y".repeat(50)).append("\r\n");
      }
      assertThat(answer(socket, out, flood + "\r\n")).startsWith("HTTP/1.1 431");
    }
    assertThat(running.caller().get("/livez").statusCode()).isEqualTo(200);
  }

  @Test
  void slowClientsHoldNobodyUp() throws Exception {
    List<SSLSocket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        SSLSocket socket = connect();
        slow.add(socket);
        socket
            .getOutputStream()
            .write(
                "POST /identity/token HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\na"
                    .getBytes(US_ASCII));
      }
      assertThat(running.caller().get("/livez").statusCode()).isEqualTo(200);
      assertThat(caller.create().statusCode()).isEqualTo(201);
    } finally {
      for (SSLSocket socket : slow) {
        socket.close();
      }
    }
  }

  private static SSLSocket connect() throws IOException {
    SSLSocket socket =
        (SSLSocket)
            HttpsCaller.contextTrusting(running.house().caFile())
                .getSocketFactory()
                .createSocket("127.0.0.1", running.house().port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  /** The server may answer, and end the connection, before all is sent. */
  private static String answer(SSLSocket socket, OutputStream out, String request)
      throws IOException {
    try {
      out.write(request.getBytes(US_ASCII));
    } catch (IOException e) {
      assertThat(e).isNotNull();
    }
    return new String(socket.getInputStream().readNBytes(12), US_ASCII);
  }
}
