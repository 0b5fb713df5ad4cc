package redoubt.server.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import redoubt.oci.Digest;
import redoubt.oci.MediaTypes;
import redoubt.server.RunningHouse;
import redoubt.server.ServerOptions;
import redoubt.testkit.FreePort;
import redoubt.testkit.HttpsCaller;
import redoubt.web.Json;

/** A server, and tools that are logged in to its registry, with the namespace {@code team}. */
final class ToolHouse implements AutoCloseable {
  private static final Duration JUDGED = Duration.ofSeconds(20);

  private final Path directory;
  private final RunningHouse running;
  private final HttpsCaller admin;
  private final String instance;
  private final Tools tools;
  private int count;

  private ToolHouse(Path directory) throws IOException, InterruptedException {
    this.directory = directory;
    running =
        RunningHouse.start(
            directory.resolve("server"),
            InstantSource.system(),
            ServerOptions.RegistryOptions.of(
                Optional.of("127.0.0.1:" + FreePort.find()), Optional.empty()));
    admin = running.admin();
    instance =
        Json.parse(admin.get("/v1/instances").body().getBytes(UTF_8)).at("/items/0/id").asText();
    String _ =
        admin.postJson("/v1/instances/" + instance + "/namespaces", "{\"name\":\"team\"}").body();
    tools =
        Tools.at(
            directory.resolve("home"),
            running.house().plainUrl().orElseThrow().replace("http://", ""),
            Files.readString(running.house().apiKeyFile()).strip());
    String _ = tools.done("umoci", "init", "--layout", "made");
    String _ = tools.done("umoci", "new", "--image", "made:v1");
  }

  static ToolHouse open() {
    try {
      return new ToolHouse(Files.createTempDirectory("tools"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    running.close();
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(one);
      }
    }
  }

  Tools tools() {
    return tools;
  }

  RunningHouse running() {
    return running;
  }

  /** Debian's notary, as the administrator. */
  NotaryClient notary(Path home) throws IOException {
    return new NotaryClient(running.house().url(), running.house().caFile(), home, Map.of())
        .as("iamapikey", Files.readString(running.house().apiKeyFile()).strip());
  }

  /** What umoci made, by skopeo; its digest. */
  String push(String repository, String tag) throws Exception {
    String to = "docker://REGISTRY/team/" + repository + ":" + tag;
    String _ = tools.done("skopeo", "copy", "--dest-tls-verify=false", "oci:made:v1", to);
    return Json.parse(tools.done("skopeo", "inspect", "--tls-verify=false", to).getBytes(UTF_8))
        .path("Digest")
        .asText();
  }

  /** The tag of an image in {@code team/app} that no other test has. */
  String image() throws Exception {
    return image("");
  }

  /** The same, signed with a key of gpg unless it is empty. */
  String image(String signBy) throws Exception {
    count++;
    String tag = "n" + count;
    String _ =
        tools.done(
            "umoci", "config", "--image", "made:v1", "--tag", tag, "--config.label", "n=" + count);
    String _ =
        tools.done(
            "skopeo",
            "copy",
            "--dest-tls-verify=false",
            "--sign-by=" + signBy,
            "oci:made:" + tag,
            "docker://REGISTRY/team/app:" + tag);
    return tag;
  }

  void signer(String name, String kind, Path file) throws Exception {
    HttpResponse<String> made =
        admin.postJson(
            "/v1/instances/" + instance + "/namespaces/team/signers",
            new String(
                Json.bytes(
                    Map.of(
                        "name",
                        name,
                        "kind",
                        kind,
                        "credential",
                        Files.readString(file),
                        "terms",
                        Map.of())),
                UTF_8));
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
  }

  /** Lets everybody pull. */
  void openToVisitors() {
    HttpResponse<String> opened =
        admin.send(
            "PATCH", "/v1/instances/" + instance + "/namespaces/team", "{\"anonymousPull\":true}");
    assertThat(opened.statusCode()).as(opened.body()).isEqualTo(200);
  }

  JsonNode trust(String reference) {
    HttpResponse<String> answer = admin.get("/v1/images/team/app/trust/" + reference);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Json.parse(answer.body().getBytes(UTF_8));
  }

  boolean isTrusted(String reference) {
    return trust(reference).path("trusted").asBoolean();
  }

  String digest(String tag) {
    return trust(tag).path("digest").asText();
  }

  /** Waits until the image is trusted, or is not. */
  void becomes(String reference, boolean trusted, String why) {
    assertThat(says(reference, trusted)).as("%s: trusted %s", why, trusted).isTrue();
  }

  /** Whether we say so before long. */
  boolean says(String reference, boolean trusted) {
    long deadline = System.nanoTime() + JUDGED.toNanos();
    while (isTrusted(reference) != trusted) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      LockSupport.parkNanos(5_000_000);
    }
    return true;
  }

  /** Waits until a signature of a signer in a format makes the image trusted. */
  void trusted(String tag, String signer, String format) {
    becomes(tag, true, "signed");
    assertThat(trust(tag).path("signers").toString()).contains('"' + signer + '"');
    assertThat(trust(tag).path("signatures").toString()).contains('"' + format + '"');
  }

  ObjectNode manifest(String reference) {
    return (ObjectNode) Json.parse(content("manifests/" + reference).getBytes(UTF_8));
  }

  /** Something of {@code team/app} that is text. */
  String content(String path) {
    HttpResponse<String> answer = admin.get("/v2/team/app/" + path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  void put(String reference, String manifest) {
    HttpResponse<String> put =
        admin
            .with("Content-Type", MediaTypes.OCI_MANIFEST)
            .send("PUT", "/v2/team/app/manifests/" + reference, manifest);
    assertThat(put.statusCode()).as(put.body()).isEqualTo(201);
  }

  void delete(String digest) {
    HttpResponse<String> gone = admin.delete("/v2/team/app/manifests/" + digest);
    assertThat(gone.statusCode()).as(gone.body()).isEqualTo(202);
  }

  /** Digests of the manifests that are about an image and of an artifact type. */
  List<String> about(String digest, String artifactType) {
    List<String> all = new ArrayList<>();
    for (JsonNode one :
        Json.parse(content("referrers/" + digest).getBytes(UTF_8)).path("manifests")) {
      if (one.path("artifactType").asText().equals(artifactType)) {
        all.add(one.path("digest").asText());
      }
    }
    return all;
  }

  /** Pushes text; its digest. */
  String blob(String content) {
    String named = Digest.of(content.getBytes(UTF_8)).toString();
    HttpResponse<String> put =
        admin.send("POST", "/v2/team/app/blobs/uploads/?digest=" + named, content);
    assertThat(put.statusCode()).as(put.body()).isEqualTo(201);
    return named;
  }
}
