package redoubt.oci;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ImageReferenceTest {
  private static final String DIGEST =
      "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  private static String normal(String written) {
    return ImageReference.parse(written).orElseThrow().normal().toString();
  }

  @ParameterizedTest
  @CsvSource({
    "nginx, docker.io/library/nginx:latest",
    "nginx:1.29, docker.io/library/nginx:1.29",
    "library/nginx, docker.io/library/nginx:latest",
    "acme/app, docker.io/acme/app:latest",
    "index.docker.io/nginx, docker.io/library/nginx:latest",
    "GHCR.io/acme/app:v1, ghcr.io/acme/app:v1",
    "localhost/app, localhost/app:latest",
    "Registry/app, registry/app:latest",
    "registry:5000/app, registry:5000/app:latest",
    "10.0.0.7:5000/team/app:v1, 10.0.0.7:5000/team/app:v1",
    "[::1]:5000/app, [::1]:5000/app:latest",
  })
  void whatIsWrittenIsReadAsKubernetesReadsIt(String written, String meant) {
    assertThat(normal(written)).isEqualTo(meant);
  }

  @Test
  void aDigestIsKeptBesideItsTag() {
    assertThat(normal("nginx:1.29@" + DIGEST)).isEqualTo("docker.io/library/nginx:1.29@" + DIGEST);
    assertThat(normal("nginx@" + DIGEST)).isEqualTo("docker.io/library/nginx@" + DIGEST);
    ImageReference tagged = ImageReference.parse("ghcr.io/acme/app:v1").orElseThrow();
    assertThat(tagged.at(Digest.parse(DIGEST))).hasToString("ghcr.io/acme/app:v1@" + DIGEST);
    assertThat(tagged.digest()).isEqualTo(Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " nginx",
        "nginx ",
        "nginx:",
        "nginx@",
        "nginx@sha256:abc",
        "nginx:v1@v2",
        "acme/App",
        "ghcr.io./app",
        "ghcr.io:port/app",
        "https://ghcr.io/app",
        "ghcr.io//app",
        "-ghcr.io/app",
        "bücher.example/app",
        "app/",
        "[::1]",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      })
  void whatIsNoNameIsNone(String written) {
    assertThat(ImageReference.parse(written)).isEmpty();
  }

  @Test
  void whatIsTooLongIsNoName() {
    assertThat(ImageReference.parse("a".repeat(249))).isEmpty();
    assertThat(ImageReference.parse("ghcr.io/" + "a".repeat(255))).isPresent();
    assertThat(ImageReference.parse("ghcr.io/" + "a".repeat(256))).isEmpty();
  }
}
