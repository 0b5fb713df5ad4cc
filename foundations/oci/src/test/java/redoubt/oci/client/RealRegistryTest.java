package redoubt.oci.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.core.Failure;
import redoubt.core.Outward;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.oci.MediaTypes;
import redoubt.oci.Reference;
import redoubt.oci.RepositoryName;
import redoubt.oci.Tag;
import redoubt.outward.Outside;
import redoubt.testkit.DockerRegistry;
import redoubt.testkit.NeedsPeer;

/** Pulls from the registry that Debian has. */
@NeedsPeer(value = "docker-registry", why = "pulling from another registry")
final class RealRegistryTest {
  private static final RepositoryName REPOSITORY = new RepositoryName("team/app");
  private static final SmallImage IMAGE = new SmallImage("{}", "layer".repeat(100_000));

  /** Password {@code right}, as bcrypt has it. */
  private static final String ENTRY =
      "tester:$2y$04$gFsIkVCWm0rHxnEV4gktne8fe/9t7.wOhkmkR.l4A22kgwO7Y80C2";

  @TempDir Path directory;
  private final Outside outside;

  RealRegistryTest() throws Exception {
    outside = new Outside(Outward.THIS_MACHINE_TOO, SSLContext.getDefault(), Set.of());
  }

  @AfterEach
  void end() {
    outside.close();
  }

  private RegistryClient client(DockerRegistry registry, Optional<Login> login) {
    return new RegistryClient(
        outside, registry.uri(), login, Retrying.brief(), InstantSource.system());
  }

  @Test
  void anImageIsPulledWithAllThatItNames() throws Exception {
    try (DockerRegistry registry = DockerRegistry.start(directory)) {
      IMAGE.pushTo(registry, REPOSITORY.text(), "v1");
      RegistryClient client = client(registry, Optional.empty());
      Reference tag = new Reference.ByTag(new Tag("v1"));
      assertThat(client.resolve(REPOSITORY, tag)).isEqualTo(IMAGE.digest());
      Fetched fetched = client.manifest(REPOSITORY, tag);
      assertThat(fetched.digest()).isEqualTo(IMAGE.digest());
      assertThat(fetched.manifest().bytes()).isEqualTo(IMAGE.manifest());
      for (Descriptor blob : fetched.manifest().blobs()) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        client.blob(REPOSITORY, blob, BlobSink.to(bytes));
        assertThat(Digest.of(bytes.toByteArray())).isEqualTo(blob.digest());
        assertThat(client.blobSize(REPOSITORY, blob.digest())).hasValue(blob.size());
      }
    }
  }

  @Test
  void allTagsAreListed() {
    try (DockerRegistry registry = DockerRegistry.start(directory)) {
      IMAGE.pushTo(registry, REPOSITORY.text(), "t0");
      IntStream.range(1, 5)
          .forEach(i -> {
            String _ =
                registry.putManifest(
                    REPOSITORY.text(), "t" + i, MediaTypes.OCI_MANIFEST, IMAGE.manifest());
          });
      assertThat(client(registry, Optional.empty()).tags(REPOSITORY))
          .extracting(Tag::text)
          .containsExactlyInAnyOrder("t0", "t1", "t2", "t3", "t4");
    }
  }

  /** Whatever the list calls them: cosign 3 writes the type of an empty file. */
  @Test
  void referrersAreFoundByTheirFallbackTag() {
    try (DockerRegistry registry = DockerRegistry.start(directory)) {
      IMAGE.pushTo(registry, REPOSITORY.text(), "v1");
      RegistryClient client = client(registry, Optional.empty());
      assertThat(client.referrers(REPOSITORY, IMAGE.digest())).isEmpty();
      byte[] signature =
          IMAGE.manifest(
              ",\"subject\":" + SmallImage.descriptor(MediaTypes.OCI_MANIFEST, IMAGE.manifest()));
      String digest =
          registry.putManifest(
              REPOSITORY.text(),
              DockerRegistry.digest(signature),
              MediaTypes.OCI_MANIFEST,
              signature);
      String index =
          "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
              .formatted(
                  MediaTypes.OCI_INDEX,
                  SmallImage.descriptor(MediaTypes.OCI_MANIFEST, signature)
                      .replaceFirst("\\{", "{\"artifactType\":\"" + MediaTypes.OCI_EMPTY + "\","));
      String _ =
          registry.putManifest(
              REPOSITORY.text(),
              IMAGE.digest().toString().replace(':', '-'),
              MediaTypes.OCI_INDEX,
              index.getBytes(StandardCharsets.UTF_8));
      assertThat(client.referrers(REPOSITORY, IMAGE.digest()))
          .extracting(referrer -> referrer.digest().toString())
          .containsExactly(digest);
    }
  }

  @Test
  void whatIsNotThereIsSaidToBeNotThere() {
    try (DockerRegistry registry = DockerRegistry.start(directory)) {
      RegistryClient client = client(registry, Optional.empty());
      assertThatThrownBy(() -> client.resolve(REPOSITORY, new Reference.ByTag(new Tag("none"))))
          .isInstanceOfSatisfying(
              Failure.class, e -> assertThat(e.code()).isEqualTo("oci.no-such-image"));
    }
  }

  @Test
  void aRegistryThatWantsAPasswordIsShownIt() {
    try (DockerRegistry registry = DockerRegistry.start(directory, ENTRY, "right")) {
      IMAGE.pushTo(registry, REPOSITORY.text(), "v1");
      Reference tag = new Reference.ByTag(new Tag("v1"));
      assertThat(
              client(registry, Optional.of(new Login("tester", "right", Set.of())))
                  .resolve(REPOSITORY, tag))
          .isEqualTo(IMAGE.digest());
      for (Optional<Login> bad :
          List.of(Optional.<Login>empty(), Optional.of(new Login("tester", "wrong", Set.of())))) {
        assertThatThrownBy(() -> client(registry, bad).resolve(REPOSITORY, tag))
            .isInstanceOfSatisfying(
                Failure.class, e -> assertThat(e.code()).isEqualTo("oci.registry-denied"));
      }
    }
  }
}
