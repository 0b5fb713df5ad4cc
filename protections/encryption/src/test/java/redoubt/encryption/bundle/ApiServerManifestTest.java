package redoubt.encryption.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With {@code -Dgolden.update=true} the golden files are written anew. */
final class ApiServerManifestTest {
  private static final Path FOLDER = Path.of("src/test/resources/redoubt/encryption/bundle");

  static String read(String name) {
    try {
      return Files.readString(FOLDER.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void golden(String name, String text) {
    try {
      if (Boolean.getBoolean("golden.update")) {
        Files.writeString(FOLDER.resolve(name), text);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(text).isEqualTo(read(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"kubeadm-v1.24.17", "kubeadm-v1.29.6", "kubeadm-v1.34.1", "by-hand"})
  void theManifestEncryptsAndIsOtherwiseAsItWas(String name) {
    String before = read(name + ".yaml");
    String after = ApiServerManifest.encrypting(before);
    golden(name + ".encrypting.yaml", after);
    List<String> kept = Arrays.asList(after.split("\n", -1));
    assertThat(before.split("\n", -1))
        .filteredOn(line -> !line.contains("--encryption-provider-config="))
        .isSubsetOf(kept);
    assertThat(ApiServerManifest.configuration(after))
        .contains("/etc/kubernetes/redoubt/apiserver/encryption-configuration.yaml");
  }

  @ParameterizedTest
  @ValueSource(strings = {"kubeadm-v1.24.17", "kubeadm-v1.29.6", "kubeadm-v1.34.1", "by-hand"})
  void changingItAgainChangesNothing(String name) {
    String once = ApiServerManifest.encrypting(read(name + ".yaml"));
    assertThat(ApiServerManifest.encrypting(once)).isEqualTo(once);
    assertThat(ApiServerManifest.isEncrypting(once)).isTrue();
    assertThat(ApiServerManifest.isEncrypting(read(name + ".yaml"))).isFalse();
  }

  @Test
  void linesEndAsTheyDid() {
    String windows = read("kubeadm-v1.29.6.yaml").replace("\n", "\r\n");
    String after = ApiServerManifest.encrypting(windows);
    assertThat(after.replace("\r\n", "")).doesNotContain("\n");
  }

  @Test
  void theConfigurationOfBeforeIsFound() {
    assertThat(ApiServerManifest.configuration(read("by-hand.yaml")))
        .contains("/etc/kubernetes/old.yaml");
    assertThat(ApiServerManifest.configuration(read("kubeadm-v1.29.6.yaml"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "kind: Pod",
        "kind: Deployment\nspec: {}",
        "kind: Pod\nspec: {containers: [{name: kube-apiserver, command: [--a=b]}]}",
        "kind: Pod\nspec:\n  containers:\n  - name: other\n    command:\n    - --a=b\n",
        """
        kind: Pod
        spec:
          containers:
          - name: kube-apiserver
            command:
            - --encryption-provider-config
            - /a
        """,
        "a: b\n---\nc: d\n",
        "a: *nowhere"
      })
  void whatIsNoApiServersManifestIsRefused(String text) {
    assertThatThrownBy(() -> ApiServerManifest.encrypting(text))
        .isInstanceOfSatisfying(
            redoubt.core.Failure.class,
            failure -> assertThat(failure.code()).isEqualTo("encryption.bad-manifest"));
  }

  @Test
  void aVolumeOfOurNameThatIsAnothersIsRefused() {
    String text =
        read("kubeadm-v1.29.6.yaml").replace("name: ca-certs", "name: redoubt-encryption");
    assertThatThrownBy(() -> ApiServerManifest.encrypting(text))
        .hasMessageContaining("another volume");
  }
}
