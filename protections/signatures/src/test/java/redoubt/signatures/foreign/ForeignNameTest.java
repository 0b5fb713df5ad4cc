package redoubt.signatures.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redoubt.core.Failure;

/** What workloads call images, and which namespace covers them. */
final class ForeignNameTest {
  private static final String DIGEST = "sha256:" + "a".repeat(64);

  @ParameterizedTest
  @CsvSource({
    "nginx, docker.io/library/nginx:latest",
    "nginx:1.27, docker.io/library/nginx:1.27",
    "acme/app:v1, docker.io/acme/app:v1",
    "docker.io/nginx, docker.io/library/nginx:latest",
    "index.docker.io/acme/app, docker.io/acme/app:latest",
    "ghcr.io/acme/app:v1, ghcr.io/acme/app:v1",
    "GHCR.io/acme/app:v1, ghcr.io/acme/app:v1",
    "localhost:5000/app, localhost:5000/app:latest",
    "registry:5000/team/app:v1, registry:5000/team/app:v1",
    "10.0.0.1/app, 10.0.0.1/app:latest",
    "10.0.0.1:5000/app, 10.0.0.1:5000/app:latest",
  })
  void imagesAreNamedAsKubernetesReadsThem(String written, String full) {
    ForeignName.Image image = ForeignName.parse(written).orElseThrow();
    assertThat(image.text()).isEqualTo(full);
    assertThat(ForeignName.of(image.name().key())).isEqualTo(image.name());
    assertThat(ForeignName.parse(image.text())).contains(image);
    assertThat(image.name().key().first()).contains(".");
  }

  @Test
  void ofTagAndDigestTheDigestCounts() {
    assertThat(ForeignName.parse("ghcr.io/acme/app:v1@" + DIGEST).orElseThrow().text())
        .isEqualTo("ghcr.io/acme/app@" + DIGEST);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "ghcr.io/",
        "ghcr.io/App",
        "ghcr.io/app:",
        "ghcr.io/app@sha256:1",
        "[::1]:5000/app",
        "a b/c",
        "ghcr.io/../app",
        "localhost/app",
        "https://ghcr.io/app",
        "ghcr_io.test/app"
      })
  void whatCannotBeAskedForIsNone(String text) {
    assertThat(ForeignName.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost:5000/app:v1",
        "localhost/app",
        "LocalHost:5000/app",
        "registry.localhost:5000/app",
        "localhost.localdomain:5000/app",
        "127.0.0.1:5000/app",
        "127.3.2.1/app",
        "0.0.0.0:5000/app",
        "[::1]:5000/app",
        "[0:0:0:0:0:0:0:1]/app",
        "[::ffff:127.0.0.1]:5000/app"
      })
  void whatEachMachineCallsItselfIsOfTheNode(String image) {
    assertThat(ForeignName.isOfNode(image)).isTrue();
    assertThat(ForeignName.parse(image).map(one -> one.name().isOfNode()).orElse(true)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nginx",
        "acme/localhost",
        "ghcr.io/localhost/app",
        "localhost.acme.test/app",
        "10.0.0.1:5000/app",
        "128.0.0.1/app",
        "registry:5000/app",
        "[fd00::1]:5000/app"
      })
  void otherMachinesAreNot(String image) {
    assertThat(ForeignName.isOfNode(image)).isFalse();
  }

  @Test
  void theLongestPrefixCovers() {
    List<Cover> covers =
        List.of(
            cover("ghcr.io", "all"), cover("ghcr.io/acme", "acme"), cover("ghcr.io/ac", "none"));
    assertThat(covering(covers, "ghcr.io/acme/app")).isEqualTo("acme");
    assertThat(covering(covers, "ghcr.io/acme")).isEqualTo("acme");
    assertThat(covering(covers, "ghcr.io/acmee/app")).isEqualTo("all");
    assertThat(covering(covers, "ghcr.io.evil.test/acme/app")).isEmpty();
  }

  private static Cover cover(String prefix, String namespace) {
    return new Cover("instance", prefix, namespace, Optional.empty(), Instant.EPOCH, "manager");
  }

  private static String covering(List<Cover> covers, String image) {
    return Cover.of(covers, ForeignName.parse(image).orElseThrow().name())
        .map(Cover::namespace)
        .orElse("");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "ghcr", "ghcr.io/", "GHCR.io", "ghcr.io/a b", "*.io", "https://ghcr.io"})
  void whatIsNoPrefixCoversNothing(String prefix) {
    assertThatThrownBy(() -> cover(prefix, "team"))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.code()).isEqualTo("signatures.bad-foreign-name"));
  }
}
