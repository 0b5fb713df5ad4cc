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
import redoubt.signatures.foreign.Copies;
import redoubt.signatures.foreign.ForeignName;
import redoubt.signatures.testing.Signing;
import redoubt.testkit.DockerRegistry;
import redoubt.testkit.NeedsPeer;

/** What is copied of what a registry has about an image. */
@NeedsPeer(value = "docker-registry", why = "copies of signatures in another registry")
final class VisitTest {
  /** Tools append: what was signed last is the last layer. */
  @Test
  void ofManySignaturesTheNewestAreCopied(@TempDir Path directory) throws Exception {
    try (DockerRegistry registry = DockerRegistry.start(directory)) {
      String _ = registry.putBlob("acme/app", "{}".getBytes(StandardCharsets.UTF_8));
      Manifest image = Signing.manifest(List.of(), Optional.empty());
      String _ = registry.putManifest("acme/app", "v1", MediaTypes.OCI_MANIFEST, image.bytes());
      Digest digest = Digest.of(image.bytes());
      List<Descriptor> layers = new ArrayList<>();
      for (int i = 0; i < 66; i++) {
        byte[] payload = Signing.payload(digest, "number " + i);
        String _ = registry.putBlob("acme/app", payload);
        layers.add(Signing.somebody().layer(payload));
      }
      String _ =
          registry.putManifest(
              "acme/app",
              digest.toString().replace(':', '-') + ".sig",
              MediaTypes.OCI_MANIFEST,
              Signing.manifest(layers, Optional.empty()).bytes());

      Copies copies =
          new Visit(
                  new Outside(Outward.THIS_MACHINE_TOO, SSLContext.getDefault(), Set.of()),
                  new ForeignName(registry.host(), new RepositoryName("acme/app")),
                  Optional.empty(),
                  Deadline.in(Duration.ofSeconds(30)),
                  InstantSource.system())
              .find(new Reference.ByTag(new Tag("v1")));

      assertThat(copies.blobs().keySet())
          .containsExactlyInAnyOrderElementsOf(
              layers.subList(2, 66).stream().map(Descriptor::digest).toList());
    }
  }
}
