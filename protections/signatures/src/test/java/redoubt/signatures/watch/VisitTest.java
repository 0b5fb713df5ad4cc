package redoubt.signatures.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.core.Deadline;
import redoubt.core.Outward;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.oci.Manifest;
import redoubt.oci.MediaTypes;
import redoubt.oci.Reference;
import redoubt.oci.RepositoryName;
import redoubt.oci.Tag;
import redoubt.outward.Outside;
import redoubt.signatures.facts.Layers;
import redoubt.signatures.foreign.Copies;
import redoubt.signatures.foreign.ForeignName;
import redoubt.signatures.testing.Signing;
import redoubt.testkit.DockerRegistry;
import redoubt.testkit.NeedsPeer;

/** What is copied of what a registry has about an image. */
@NeedsPeer(value = "docker-registry", why = "copies of signatures in another registry")
final class VisitTest {
  private static final byte[] CONFIG = "{}".getBytes(StandardCharsets.UTF_8);

  private static Digest image(DockerRegistry registry) {
    String _ = registry.putBlob("acme/app", CONFIG);
    Manifest image = Signing.manifest(List.of(), Optional.empty());
    String _ = registry.putManifest("acme/app", "v1", MediaTypes.OCI_MANIFEST, image.bytes());
    return Digest.of(image.bytes());
  }

  private static Descriptor signature(DockerRegistry registry, Digest image, String note) {
    byte[] payload = Signing.payload(image, note);
    String _ = registry.putBlob("acme/app", payload);
    return Signing.somebody().layer(payload);
  }

  private static Manifest tagged(DockerRegistry registry, Digest image, List<Descriptor> layers) {
    Manifest manifest = Signing.manifest(layers, Optional.empty());
    String _ =
        registry.putManifest(
            "acme/app",
            image.toString().replace(':', '-') + ".sig",
            MediaTypes.OCI_MANIFEST,
            manifest.bytes());
    return manifest;
  }

  private static Copies visit(DockerRegistry registry) throws Exception {
    return new Visit(
            new Outside(Outward.THIS_MACHINE_TOO, SSLContext.getDefault(), Set.of()),
            new ForeignName(registry.host(), new RepositoryName("acme/app")),
            Optional.empty(),
            Optional.empty(),
            Deadline.in(Duration.ofSeconds(30)),
            InstantSource.system())
        .find(new Reference.ByTag(new Tag("v1")));
  }

  /** Tools append: what was signed last is the last layer. */
  @Test
  void ofManySignaturesTheNewestAreCopied(@TempDir Path directory) throws Exception {
    try (DockerRegistry registry = DockerRegistry.start(directory)) {
      Digest image = image(registry);
      List<Descriptor> layers = new ArrayList<>();
      for (int i = 0; i < 66; i++) {
        layers.add(signature(registry, image, "number " + i));
      }
      Manifest _ = tagged(registry, image, layers);

      assertThat(visit(registry).blobs().keySet())
          .containsExactlyInAnyOrderElementsOf(
              layers.subList(2, 66).stream().map(Descriptor::digest).toList());
    }
  }

  /** What is not copied could not be looked at, and what is never looked at is not copied. */
  @Test
  void theLayersAreCopiedThatAreLookedAt(@TempDir Path directory) throws Exception {
    try (DockerRegistry registry = DockerRegistry.start(directory)) {
      Digest image = image(registry);
      List<Descriptor> layers = new ArrayList<>(List.of(signature(registry, image, "old")));
      for (int i = 0; i < 70; i++) {
        byte[] other = {(byte) i};
        String _ = registry.putBlob("acme/app", other);
        layers.add(new Descriptor("application/vnd.test.layer", Digest.of(other), 1));
      }
      Manifest signatures = tagged(registry, image, layers);

      assertThat(visit(registry).blobs().keySet())
          .containsExactlyElementsOf(
              Layers.of((Manifest.Image) signatures).chosen().stream()
                  .map(Descriptor::digest)
                  .toList())
          .containsExactly(layers.getFirst().digest());
    }
  }
}
