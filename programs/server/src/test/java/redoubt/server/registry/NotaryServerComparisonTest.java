package redoubt.server.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.server.RunningHouse;
import redoubt.testkit.Await;
import redoubt.testkit.FreePort;
import redoubt.testkit.HttpsCaller;
import redoubt.testkit.NeedsPeer;
import redoubt.web.Json;

/** The same actions of the same client on notary's own server and on ours: the same files. */
@NeedsPeer(
    value = {"notary", "notary-server", "notary-signer", "openssl"},
    why = "the server that clients of signed collections were made for")
final class NotaryServerComparisonTest {
  private static final String GUN = "localhost/team/app";
  private static final String IMAGE =
      "ba80793db053dcd5c194eae4c0824bb747040272ebea9e5411f7949b842dc5a6";

  @TempDir Path directory;
  private RunningHouse running;
  private final List<Process> processes = new ArrayList<>();
  private NotaryClient ours;
  private NotaryClient theirs;
  private HttpsCaller theirServer;

  @BeforeEach
  void start() throws Exception {
    running = RunningHouse.start(directory.resolve("server"), InstantSource.system());
    HttpsCaller admin = running.admin();
    String instance =
        Json.parse(admin.get("/v1/instances").body().getBytes(UTF_8)).at("/items/0/id").asText();
    assertThat(
            admin
                .postJson("/v1/instances/" + instance + "/namespaces", "{\"name\":\"team\"}")
                .statusCode())
        .isEqualTo(201);
    ours =
        new NotaryClient(
                running.house().url(),
                running.house().caFile(),
                directory.resolve("ours"),
                Map.of())
            .as("iamapikey", Files.readString(running.house().apiKeyFile()).strip());
    startTheirs();
  }

  private void startTheirs() throws Exception {
    Path home = Files.createDirectory(directory.resolve("notary"));
    int signer = FreePort.find();
    int server = FreePort.find();
    sh(
        home,
        """
        openssl ecparam -name prime256v1 -genkey -noout -out ca.key
        openssl req -x509 -new -key ca.key -days 30 -subj /CN=ca -out ca.crt
        printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\\nextendedKeyUsage=serverAuth,clientAuth\\n' > ext
        for n in server signer; do
          openssl ecparam -name prime256v1 -genkey -noout -out $n.key
          openssl req -new -key $n.key -subj /CN=$n -out $n.csr
          openssl x509 -req -in $n.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 30 -extfile ext -out $n.crt
        done
        """);
    Files.writeString(
        home.resolve("signer.json"),
        """
        {"server":{"grpc_addr":"127.0.0.1:%d","tls_cert_file":"./signer.crt","tls_key_file":"./signer.key",
          "client_ca_file":"./ca.crt"},"storage":{"backend":"memory"}}
        """
            .formatted(signer));
    Files.writeString(
        home.resolve("server.json"),
        """
        {"server":{"http_addr":"127.0.0.1:%d","tls_cert_file":"./server.crt","tls_key_file":"./server.key"},
         "trust_service":{"type":"remote","hostname":"127.0.0.1","port":"%d","key_algorithm":"ecdsa",
          "tls_ca_file":"./ca.crt","tls_client_cert":"./server.crt","tls_client_key":"./server.key"},
         "storage":{"backend":"memory"}}
        """
            .formatted(server, signer));
    process(home, "notary-signer", "-config=signer.json");
    Await.until(Duration.ofSeconds(20), "the signer listens", () -> listens(signer));
    process(home, "notary-server", "-config=server.json");
    Await.until(Duration.ofSeconds(20), "the server listens", () -> listens(server));
    theirs =
        new NotaryClient(
            "https://127.0.0.1:" + server,
            home.resolve("ca.crt"),
            directory.resolve("theirs"),
            Map.of());
    theirServer =
        HttpsCaller.trusting(
            home.resolve("ca.crt"), java.net.URI.create("https://127.0.0.1:" + server));
  }

  private static boolean listens(int port) {
    try (java.net.Socket socket = new java.net.Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private void process(Path home, String... line) throws IOException {
    processes.add(
        new ProcessBuilder(line)
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(home.resolve(line[0] + ".log").toFile())
            .start());
  }

  private static void sh(Path home, String script) throws Exception {
    Process shell =
        new ProcessBuilder("sh", "-ec", script)
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(shell.waitFor()).isZero();
  }

  @AfterEach
  void stop() {
    processes.forEach(Process::destroy);
    running.close();
  }

  /** The same on both servers, and the same said. */
  private void both(String... line) throws Exception {
    NotaryClient.Run mine = ours.notary(line);
    NotaryClient.Run other = theirs.notary(line);
    assertThat(mine.exit()).as(mine.said() + other.said()).isEqualTo(other.exit());
    assertSameFiles(String.join(" ", line));
  }

  private void assertSameFiles(String after) {
    HttpsCaller mine = running.admin();
    for (String role :
        List.of("root", "timestamp", "snapshot", "targets", "targets/releases", "targets/alice")) {
      String path = "/v2/" + GUN + "/_trust/tuf/" + role + ".json";
      HttpResponse<String> here = mine.get(path);
      HttpResponse<String> there = theirServer.get(path);
      assertThat(here.statusCode()).as(role + " after " + after).isEqualTo(there.statusCode());
      if (there.statusCode() == 200) {
        assertThat(shape(here)).as(role + " after " + after).isEqualTo(shape(there));
      }
    }
  }

  private static List<String> shape(HttpResponse<String> file) {
    List<String> lines = new ArrayList<>();
    shape("", Json.parse(file.body().getBytes(UTF_8)), lines);
    return lines.stream().sorted().toList();
  }

  /** Every field, with what differs between any two repositories put in its kind. */
  private static void shape(String path, JsonNode value, List<String> lines) {
    if (value.isObject()) {
      Map<String, JsonNode> fields = new TreeMap<>();
      value.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
      if (fields.isEmpty()) {
        lines.add(path + " {}");
      }
      fields.forEach((name, field) ->
          shape(path + "/" + (name.matches("[0-9a-f]{64}") ? "KEY" : name), field, lines));
    } else if (value.isArray()) {
      lines.add(path + " []");
      value.forEach(item -> shape(path + "/-", item, lines));
    } else {
      lines.add(path + " " + kind(path, value));
    }
  }

  private static String kind(String path, JsonNode value) {
    String text = value.asText();
    if (path.endsWith("/expires")) {
      long days = Duration.between(Instant.now(), Instant.parse(text)).toHours() / 24 + 1;
      return "in " + days + " days";
    }
    if (path.matches("/signed/meta/.*/(sha256|sha512)") || path.endsWith("/sig")) {
      return "base64 of " + java.util.Base64.getDecoder().decode(text).length;
    }
    if (path.endsWith("/public")) {
      return "a public key";
    }
    if (path.matches("/signed/meta/.*/length")) {
      return "a length";
    }
    if (text.matches("[0-9a-f]{64}")) {
      return "a key's id";
    }
    return value.getNodeType() == JsonNodeType.NULL ? "null" : text;
  }

  @Test
  void theSameActionsMakeTheSameFiles() throws Exception {
    both("list", GUN);
    both("init", "-p", GUN);
    both("addhash", "-p", GUN, "v1", "349", "--sha256", IMAGE);
    for (NotaryClient client : List.of(ours, theirs)) {
      client.makeKey("alice");
      client.notary("key", "import", "alice.key", "--role", "alice").expect(0);
    }
    both("delegation", "add", "-p", GUN, "targets/releases", "alice.crt", "--all-paths");
    both("delegation", "add", "-p", GUN, "targets/alice", "alice.crt", "--paths", "v");
    both(
        "addhash",
        "-p",
        GUN,
        "v2",
        "349",
        "--sha256",
        IMAGE,
        "-r",
        "targets/releases",
        "-r",
        "targets/alice");
    both("key", "rotate", GUN, "snapshot", "-r");
    both("addhash", "-p", GUN, "v3", "349", "--sha256", IMAGE);
    both("key", "rotate", GUN, "timestamp", "-r");
    both("key", "rotate", GUN, "targets");
    both("key", "rotate", GUN, "snapshot");
    both("remove", "-p", GUN, "v1");
    both("witness", "-p", GUN, "targets/releases");
    both("delegation", "remove", "-p", GUN, "targets/alice", "-y");
    both("delegation", "remove", "-p", GUN, "targets/nobody", "-y");
    both("list", GUN);
    both("delete", GUN, "--remote");
    both("list", GUN);
  }
}
