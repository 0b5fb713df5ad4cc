package redoubt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.testkit.DockerRegistry;
import redoubt.testkit.NeedsPeer;

/** Images come in from files and other registries. */
final class RegistryImportTest {
  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  private static final String INDEX = "application/vnd.oci.image.index.v1+json";

  @TempDir static Path directory;
  private static OwnServer server;

  @BeforeAll
  static void begin() {
    server = OwnServer.start(directory);
    assertThat(server.run("namespace", "add", "team").status()).isZero();
  }

  @AfterAll
  static void end() throws IOException {
    server.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String descriptor(String type, String content) {
    return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
        .formatted(type, DockerRegistry.digest(bytes(content)), bytes(content).length);
  }

  private static String manifest(String layer, String more) {
    return "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]%s}"
        .formatted(
            MANIFEST,
            descriptor("application/vnd.oci.image.config.v1+json", "{}"),
            descriptor("application/vnd.oci.image.layer.v1.tar", layer),
            more);
  }

  private static void layout(Path at, Map<String, String> blobs, String root, String type)
      throws IOException {
    Path place = Files.createDirectories(at.resolve("blobs/sha256"));
    for (String content : blobs.values()) {
      Files.writeString(place.resolve(DockerRegistry.digest(bytes(content)).substring(7)), content);
    }
    Files.writeString(at.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
    Files.writeString(
        at.resolve("index.json"),
        "{\"schemaVersion\":2,\"manifests\":[%s]}".formatted(descriptor(type, root)));
  }

  @Test
  void aLayoutWithTwoPlatformsIsBroughtInAndNotSentTwice() throws IOException {
    String big = "a layer of the one ".repeat(600_000);
    String one = manifest(big, "");
    String two = manifest("of the other", "");
    String index =
        "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s,%s]}"
            .formatted(INDEX, descriptor(MANIFEST, one), descriptor(MANIFEST, two));
    Path layout = directory.resolve("layout");
    layout(
        layout,
        Map.of("a", "{}", "b", big, "c", "of the other", "d", one, "e", two, "f", index),
        index,
        INDEX);
    CommandLineRun first =
        server.run("registry", "import", "oci:" + layout, "team/app:v1", "-o", "json");
    assertThat(first.err()).contains("Bytes: ");
    assertThat(first.out())
        .contains(DockerRegistry.digest(bytes(index)), "\"manifests\": 3", "\"blobs\": 3");
    assertThat(first.status()).isZero();
    assertThat(server.run("registry", "import", "oci:" + layout, "team/app:v1", "-o", "json").out())
        .contains("\"bytesSent\": 0");
  }

  @Test
  void aForgedLayerIsNotBroughtIn() throws IOException {
    String image = manifest("right", "");
    Path layout = directory.resolve("forged");
    layout(layout, Map.of("a", "{}", "b", "right", "c", image), image, MANIFEST);
    Files.writeString(
        layout.resolve("blobs/sha256/" + DockerRegistry.digest(bytes("right")).substring(7)),
        "wrong");
    CommandLineRun run = server.run("registry", "import", "oci:" + layout, "team/forged:v1");
    assertThat(run.status()).isNotZero();
    assertThat(server.run("image", "list", "-o", "json").out()).doesNotContain("team/forged");
  }

  @Test
  void whatIsNoSourceIsSaidToBeNone() {
    assertThat(server.run("registry", "import", "alpine", "team/app:v1").status()).isEqualTo(2);
    assertThat(server.run("registry", "import", "oci:/not/there", "team/app").err())
        .contains("oci.unreadable");
  }

  @Test
  @NeedsPeer(value = "docker-registry", why = "importing from another registry")
  void anImageOfAnotherRegistryIsBroughtInWithItsSignatures() {
    String image = manifest("layer", "");
    String about = manifest("signature", ",\"subject\":" + descriptor(MANIFEST, image));
    String cosigns = manifest("cosign's", "");
    String fallback =
        "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
            .formatted(INDEX, descriptor(MANIFEST, about));
    String named = DockerRegistry.digest(bytes(image)).replace(':', '-');
    try (DockerRegistry other = DockerRegistry.start(directory.resolve("other"))) {
      for (String blob : new String[] {"{}", "layer", "signature", "cosign's"}) {
        String _ = other.putBlob("old/app", bytes(blob));
      }
      Map<String, String> tags = new HashMap<>();
      tags.put("v1", image);
      tags.put(DockerRegistry.digest(bytes(about)), about);
      tags.put(named + ".sig", cosigns);
      tags.forEach((tag, text) -> {
        String _ = other.putManifest("old/app", tag, MANIFEST, bytes(text));
      });
      String _ = other.putManifest("old/app", named, INDEX, bytes(fallback));
      CommandLineRun run =
          server.run(
              "registry",
              "import",
              "docker://" + other.host() + "/old/app:v1",
              "team/imported:v1",
              "--with-signatures",
              "--source-insecure",
              "-o",
              "json");
      assertThat(run.err()).doesNotContain("error");
      assertThat(run.status()).isZero();
      assertThat(run.out())
          .contains(DockerRegistry.digest(bytes(image)), "\"manifests\": 3", "\"blobs\": 4");
    }
  }
}
