package redoubt.server.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.crypto.Randomness;
import redoubt.oci.Digest;
import redoubt.server.RunningHouse;
import redoubt.server.ServerOptions;
import redoubt.testkit.HttpsCaller;
import redoubt.testkit.NeedsPeer;
import redoubt.web.Json;

/** Debian's skopeo pushes to a whole server, and pulls from it. */
@NeedsPeer(value = "skopeo", why = "a registry's client that is not ours")
final class SkopeoTest {
  /** What a call came to, and all that it said. */
  private record Run(int exit, String said) {}

  @TempDir Path directory;
  private RunningHouse running;
  private Path certificates;
  private String registry;
  private String apiKey;

  @BeforeEach
  void start() throws IOException {
    running =
        RunningHouse.start(
            directory.resolve("server"),
            InstantSource.system(),
            ServerOptions.RegistryOptions.of(Optional.of("127.0.0.1:0"), Optional.empty()));
    certificates = Files.createDirectory(directory.resolve("certificates"));
    Files.copy(running.house().caFile(), certificates.resolve("ca.crt"));
    registry = running.house().url().replace("https://", "");
    apiKey = Files.readString(running.house().apiKeyFile()).strip();
    HttpsCaller admin = running.admin();
    String instance =
        Json.parse(admin.get("/v1/instances").body().getBytes(UTF_8)).at("/items/0/id").asText();
    assertThat(
            admin
                .postJson("/v1/instances/" + instance + "/namespaces", "{\"name\":\"team\"}")
                .statusCode())
        .isEqualTo(201);
  }

  @AfterEach
  void stop() {
    running.close();
  }

  private Run skopeo(String... arguments) throws Exception {
    List<String> line = new ArrayList<>(List.of("skopeo", "--insecure-policy"));
    line.addAll(List.of(arguments));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Run(process.waitFor(), said);
  }

  private Run push(Path layout, String name, String key) throws Exception {
    return skopeo(
        "copy",
        "--preserve-digests",
        "--dest-cert-dir=" + certificates,
        "--dest-creds=iamapikey:" + key,
        "oci:" + layout + ":v1",
        "docker://" + registry + "/" + name);
  }

  private Run pull(String name, Path layout) throws Exception {
    return skopeo(
        "copy",
        "--preserve-digests",
        "--src-cert-dir=" + certificates,
        "--src-creds=iamapikey:" + apiKey,
        "docker://" + registry + "/" + name,
        "oci:" + layout + ":v1");
  }

  /** An image with one layer of random bytes, as an OCI layout. */
  private Path layout() throws IOException {
    Path layout = Files.createDirectory(directory.resolve("layout"));
    Path blobs = Files.createDirectories(layout.resolve("blobs/sha256"));
    byte[] content = Randomness.bytes(2_000_000);
    String layer = blob(blobs, "application/vnd.oci.image.layer.v1.tar", content);
    String config =
        blob(
            blobs,
            "application/vnd.oci.image.config.v1+json",
            ("{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\""
                    + Digest.of(content)
                    + "\"]}}")
                .getBytes(UTF_8));
    String manifest =
        blob(
            blobs,
            "application/vnd.oci.image.manifest.v1+json",
            ("{\"schemaVersion\":2,\"config\":" + config + ",\"layers\":[" + layer + "]}")
                .getBytes(UTF_8));
    Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
    Files.writeString(
        layout.resolve("index.json"),
        "{\"schemaVersion\":2,\"manifests\":["
            + manifest.replaceFirst(
                "}$", ",\"annotations\":{\"org.opencontainers.image.ref.name\":\"v1\"}}")
            + "]}");
    return layout;
  }

  private static String blob(Path blobs, String mediaType, byte[] content) throws IOException {
    Digest digest = Digest.of(content);
    Files.write(blobs.resolve(digest.hex()), content);
    return "{\"mediaType\":\""
        + mediaType
        + "\",\"digest\":\""
        + digest
        + "\",\"size\":"
        + content.length
        + "}";
  }

  private static List<String> blobs(Path layout) throws IOException {
    try (Stream<Path> files = Files.list(layout.resolve("blobs/sha256"))) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  @Test
  void whatIsPushedIsPulledAgainWithTheSameDigests() throws Exception {
    Path layout = layout();
    Run pushed = push(layout, "team/app:v1", apiKey);
    assertThat(pushed.exit()).as(pushed.said()).isZero();
    Run pulled = pull("team/app:v1", directory.resolve("back"));
    assertThat(pulled.exit()).as(pulled.said()).isZero();
    assertThat(blobs(directory.resolve("back"))).isEqualTo(blobs(layout));
  }

  @Test
  void toolsOfThisMachinePushAndPullWithoutTls() throws Exception {
    Path layout = layout();
    String plain = running.house().plainUrl().orElseThrow().replace("http://", "");
    Run pushed =
        skopeo(
            "copy",
            "--preserve-digests",
            "--dest-tls-verify=false",
            "--dest-creds=iamapikey:" + apiKey,
            "oci:" + layout + ":v1",
            "docker://" + plain + "/team/app:v1");
    assertThat(pushed.exit()).as(pushed.said()).isZero();
    Run pulled =
        skopeo(
            "copy",
            "--preserve-digests",
            "--src-tls-verify=false",
            "--src-creds=iamapikey:" + apiKey,
            "docker://" + plain + "/team/app:v1",
            "oci:" + directory.resolve("back") + ":v1");
    assertThat(pulled.exit()).as(pulled.said()).isZero();
    assertThat(blobs(directory.resolve("back"))).isEqualTo(blobs(layout));
  }

  @Test
  void aWrongKeyAndANamespaceThatIsNotThereAreRefused() throws Exception {
    Path layout = layout();
    Run wrong = push(layout, "team/app:v1", "wrong");
    assertThat(wrong.exit()).isNotZero();
    assertThat(wrong.said()).containsAnyOf("unauthorized", "invalid username/password");
    Run elsewhere = push(layout, "nobody/app:v1", apiKey);
    assertThat(elsewhere.exit()).isNotZero();
    assertThat(elsewhere.said()).contains("403");
  }

  @Test
  void aBlobThatChangedOnTheDiskIsNotPulledUntilItIsPushedAgain() throws Exception {
    Path layout = layout();
    assertThat(push(layout, "team/app:v1", apiKey).exit()).isZero();
    flip();
    assertThat(pull("team/app:v1", directory.resolve("damaged")).exit()).isNotZero();
    Run again = push(layout, "team/app:v1", apiKey);
    assertThat(again.exit()).as(again.said()).isZero();
    Run pulled = pull("team/app:v1", directory.resolve("whole"));
    assertThat(pulled.exit()).as(pulled.said()).isZero();
    assertThat(blobs(directory.resolve("whole"))).isEqualTo(blobs(layout));
  }

  private void flip() throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve("server/images"))) {
      Path layer =
          files
              .filter(file -> Files.isRegularFile(file) && file.toFile().length() > 1_000_000)
              .findFirst()
              .orElseThrow();
      try (SeekableByteChannel bytes =
          Files.newByteChannel(layer, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        ByteBuffer one = ByteBuffer.allocate(1);
        bytes.position(1000).read(one);
        one.put(0, (byte) (one.get(0) ^ 1)).flip();
        bytes.position(1000).write(one);
      }
    }
  }
}
