package redoubt.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redoubt.core.Failure;

final class ManifestTest {
  private static final String HEX =
      "35ccb1cdb1b05f37d0850aa43a037bee44e21805eb3a19ac8912bd0790c4ad53";
  private static final String CONFIG =
      "{\"mediaType\":\"application/vnd.oci.image.config.v1+json\",\"digest\":\"sha256:"
          + HEX
          + "\",\"size\":410}";
  private static final String IMAGE =
      "{\"schemaVersion\":2,\"config\":" + CONFIG + ",\"layers\":[" + CONFIG + "]}";

  /** As a signing tool wrote it. */
  private static final String SIGNATURE =
      "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"config\":"
          + "{\"mediaType\":\"application/vnd.oci.empty.v1+json\",\"size\":2,\"digest\":"
          + "\"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\","
          + "\"artifactType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\"},\"layers\":[{"
          + "\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\",\"size\":659,\"digest\":"
          + "\"sha256:1ef71ff233a7ed5d50c3fb34b3dc0825cb4e9d3c3d9f0081c3133a358542ea41\"}],"
          + "\"annotations\":{\"dev.sigstore.bundle.content\":\"dsse-envelope\"},\"subject\":{"
          + "\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"size\":349,\"digest\":"
          + "\"sha256:ba80793db053dcd5c194eae4c0824bb747040272ebea9e5411f7949b842dc5a6\"},"
          + "\"artifactType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\"}";

  private static Manifest read(String text, String sentAs) {
    return Manifest.read(text.getBytes(StandardCharsets.UTF_8), sentAs);
  }

  private static String refusal(String text, String sentAs) {
    Failure[] failure = new Failure[1];
    assertThatThrownBy(() -> read(text, sentAs))
        .isInstanceOfSatisfying(Failure.class, thrown -> failure[0] = thrown);
    return failure[0].code() + ": " + failure[0].what();
  }

  @Test
  void anImageSaysWhatHasToBeThereBeforeIt() {
    Manifest manifest = read(IMAGE, MediaTypes.OCI_MANIFEST);
    assertThat(manifest.mediaType()).isEqualTo(MediaTypes.OCI_MANIFEST);
    assertThat(manifest.blobs()).hasSize(2).allMatch(blob -> blob.digest().hex().equals(HEX));
    assertThat(manifest.subject()).isEmpty();
    assertThat(manifest.artifactType()).contains(MediaTypes.OCI_CONFIG);
    assertThat(new String(manifest.bytes(), StandardCharsets.UTF_8)).isEqualTo(IMAGE);
  }

  @Test
  void aSignatureNamesTheImageItIsAbout() {
    Manifest manifest = read(SIGNATURE, MediaTypes.OCI_MANIFEST);
    assertThat(manifest.subject().map(Descriptor::digest).map(Digest::toString))
        .contains("sha256:ba80793db053dcd5c194eae4c0824bb747040272ebea9e5411f7949b842dc5a6");
    assertThat(manifest.artifactType()).contains("application/vnd.dev.sigstore.bundle.v0.3+json");
    assertThat(manifest.annotations())
        .containsEntry("dev.sigstore.bundle.content", "dsse-envelope");
  }

  /** Lists show the types of a thousand manifests at once. */
  @Test
  void aMediaTypeIsNoLongText() {
    String index = "{\"schemaVersion\":2,\"manifests\":[],\"%s\":\"%s\"}";
    for (String field : List.of("mediaType", "artifactType")) {
      assertThat(refusal(index.formatted(field, "a".repeat(1001)), MediaTypes.OCI_INDEX))
          .isEqualTo(
              "oci.bad-manifest: The manifest cannot be used: "
                  + field
                  + " is longer than 1000 characters.");
    }
    assertThat(
            read(index.formatted("artifactType", "a".repeat(1000)), MediaTypes.OCI_INDEX)
                .artifactType())
        .contains("a".repeat(1000));
  }

  @Test
  void anIndexListsManifestsAndTheirPlatforms() {
    Manifest index =
        read(
            "{\"schemaVersion\":2,\"manifests\":["
                + CONFIG.replace(
                    "}",
                    ",\"platform\":{\"architecture\":\"arm\",\"os\":\"linux\",\"variant\":\"v7\"}}")
                + "]}",
            MediaTypes.DOCKER_LIST);
    assertThat(index.blobs()).isEmpty();
    assertThat(index.manifests().getFirst().platform().map(Platform::toString))
        .contains("linux/arm/v7");
    assertThat(index.artifactType()).isEmpty();
  }

  @Test
  void whatIsSentWithoutAMediaTypeIsKnownByWhatItHas() {
    assertThat(read(IMAGE, "").mediaType()).isEqualTo(MediaTypes.OCI_MANIFEST);
    assertThat(read("{\"schemaVersion\":2,\"manifests\":[]}", "").mediaType())
        .isEqualTo(MediaTypes.OCI_INDEX);
    assertThat(read("{\"schemaVersion\":2,\"manifests\":null}", "").manifests()).isEmpty();
  }

  @Test
  void layersThatAreKeptElsewhereNeedNotBeThere() {
    String foreign =
        CONFIG.replace(
            "application/vnd.oci.image.config.v1+json",
            "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip");
    assertThat(
            read(
                    "{\"schemaVersion\":2,\"config\":" + CONFIG + ",\"layers\":[" + foreign + "]}",
                    MediaTypes.DOCKER_MANIFEST)
                .blobs())
        .hasSize(1);
  }

  @Test
  void fieldsThatNobodyKnowsAreKeptInTheBytesAndReadPast() {
    String more =
        IMAGE.replace("{\"schemaVersion\"", "{\"x\":{\"y\":[1,{\"z\":null}]},\"schemaVersion\"");
    assertThat(read(more, "").blobs()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "{",
        "{}",
        "{\"schemaVersion\":1}",
        "{\"schemaVersion\":2}",
        "{\"schemaVersion\":\"2\",\"manifests\":[]}",
        "{\"schemaVersion\":2,\"manifests\":[]} {}",
        "{\"schemaVersion\":2,\"schemaVersion\":2,\"manifests\":[]}",
        "{\"schemaVersion\":2,\"manifests\":{}}",
        "{\"schemaVersion\":2,\"manifests\":[1]}",
        "{\"schemaVersion\":2,\"manifests\":[{}]}",
        "{\"schemaVersion\":2,\"manifests\":[],\"mediaType\":\"application/json\"}",
        "{\"schemaVersion\":2,\"manifests\":[],\"subject\":{}}",
        "{\"schemaVersion\":2,\"manifests\":[],\"annotations\":{\"a\":1}}",
        "{\"schemaVersion\":2,\"manifests\":[],\"annotations\":[]}",
        "{\"schemaVersion\":2,\"config\":{},\"layers\":[]}",
        "{\"schemaVersion\":99999999999999999999,\"manifests\":[]}"
      })
  void whatIsNoManifestIsRefused(String text) {
    assertThat(refusal(text, "")).startsWith("oci.bad-manifest");
  }

  @Test
  void whatTwoReadersCouldTakeForDifferentThingsIsRefused() {
    assertThat(refusal(IMAGE.replace("\"layers\"", "\"manifests\":[],\"layers\""), ""))
        .startsWith("oci.bad-manifest");
    assertThat(refusal(SIGNATURE, MediaTypes.OCI_INDEX)).contains("another media type");
    assertThat(refusal(SIGNATURE, MediaTypes.DOCKER_MANIFEST)).contains("another media type");
    assertThat(refusal(IMAGE.replace("\"size\":410", "\"size\":410,\"size\":4"), ""))
        .startsWith("oci.bad-manifest");
    assertThat(refusal(IMAGE.replace("410", "-1"), "")).startsWith("oci.bad-manifest");
    assertThat(refusal(IMAGE.replace(HEX, "../" + HEX.substring(3)), ""))
        .startsWith("oci.bad-digest");
  }

  @Test
  void whatIsTooDeepTooLongOrTooMuchIsRefused() {
    assertThat(refusal("{\"x\":" + "[".repeat(100) + "]".repeat(100) + "}", ""))
        .startsWith("oci.bad-manifest");
    assertThat(
            refusal(
                "{\"schemaVersion\":2,\"manifests\":["
                    + (CONFIG + ",").repeat(10_000)
                    + CONFIG
                    + "]}",
                ""))
        .contains("10000 descriptors");
    assertThat(refusal(" ".repeat(Manifest.MOST_BYTES) + IMAGE, "")).contains("larger than");
  }

  @Test
  void annotationsMayFillTheManifest() {
    assertThat(
            read(
                    "{\"schemaVersion\":2,\"manifests\":[],\"annotations\":{\"a\":\""
                        + "x".repeat(4_000_000)
                        + "\"}}",
                    "")
                .annotations()
                .get("a"))
        .hasSize(4_000_000);
  }

  @Test
  void anEmptyArtifactTypeIsNone() {
    Manifest manifest =
        read(IMAGE.replace("{\"schemaVersion\"", "{\"artifactType\":\"\",\"schemaVersion\""), "");
    assertThat(manifest.artifactType()).isEqualTo(Optional.of(MediaTypes.OCI_CONFIG));
  }
}
