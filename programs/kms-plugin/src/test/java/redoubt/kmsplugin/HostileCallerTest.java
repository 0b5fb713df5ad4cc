package redoubt.kmsplugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.kms.KmsCallFailed;
import redoubt.kms.v1beta1.KeyManagementV1;
import redoubt.kms.v2.DecryptRequest;
import redoubt.kms.v2.EncryptRequest;
import redoubt.kms.v2.EncryptResponse;
import redoubt.kms.v2.KeyManagementV2;

/** Whoever writes into etcd chooses what Decrypt is asked for. */
final class HostileCallerTest {
  @TempDir Path temporary;
  private Stage stage;
  private EncryptResponse sealed;

  @BeforeEach
  void start() throws IOException {
    stage = new Stage(temporary).ready();
    sealed = stage.encrypt("a seed");
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  private void isRefused(DecryptRequest request) {
    KmsCallFailed failed = catchThrowableOfType(KmsCallFailed.class, () -> stage.decrypt(request));
    assertThat(failed).as(request::toString).isNotNull();
    assertThat(failed.status()).isEqualTo("INVALID_ARGUMENT");
  }

  private DecryptRequest with(byte[] ciphertext) {
    return new DecryptRequest(ciphertext, "uid", sealed.keyId(), sealed.annotations());
  }

  private DecryptRequest with(String name, byte[] value) {
    Map<String, byte[]> annotations = new HashMap<>(sealed.annotations());
    annotations.put(name, value);
    return new DecryptRequest(sealed.ciphertext(), "uid", sealed.keyId(), annotations);
  }

  @Test
  void noByteOfACiphertextMayChange() {
    for (int i = 0; i < sealed.ciphertext().length; i++) {
      byte[] changed = sealed.ciphertext().clone();
      changed[i] ^= 1;
      isRefused(with(changed));
    }
  }

  @Test
  void aCiphertextOfAnyOtherLengthIsRefused() {
    for (int length = 0; length < sealed.ciphertext().length; length++) {
      isRefused(with(java.util.Arrays.copyOf(sealed.ciphertext(), length)));
    }
    isRefused(with(java.util.Arrays.copyOf(sealed.ciphertext(), sealed.ciphertext().length + 1)));
  }

  @Test
  void noAnnotationMayChangeOrBeMissingOrComeOnTop() {
    for (String name : sealed.annotations().keySet()) {
      byte[] changed = sealed.annotations().get(name).clone();
      changed[changed.length / 2] ^= 1;
      isRefused(with(name, changed));
      isRefused(with(name, new byte[0]));
      Map<String, byte[]> fewer = new HashMap<>(sealed.annotations());
      fewer.remove(name);
      isRefused(new DecryptRequest(sealed.ciphertext(), "uid", sealed.keyId(), fewer));
    }
    isRefused(with("another.redoubt.internal", new byte[] {1}));
  }

  @Test
  void theKeyIdMayNotChange() {
    isRefused(
        new DecryptRequest(sealed.ciphertext(), "uid", sealed.keyId() + "x", sealed.annotations()));
    isRefused(new DecryptRequest(sealed.ciphertext(), "uid", "", sealed.annotations()));
  }

  @Test
  void theRootKeysNameReachesNoOtherPathOfTheServer() {
    isRefused(with(PluginV2.ROOT_KEY, "../../v1/x".getBytes(StandardCharsets.US_ASCII)));
    assertThat(stage.server.unwraps).hasValue(0);
  }

  @Test
  void whatDoesNotFitTogetherCostsTheServerNothing() {
    isRefused(with(PluginV2.WRAPPED_KEY, "AAAA".getBytes(StandardCharsets.US_ASCII)));
    assertThat(stage.server.unwraps).hasValue(0);
  }

  @Test
  void rubbishIsAnswered() {
    for (byte[] rubbish : new byte[][] {{}, {-1}, {10, 127}, {0}, {11}, new byte[1000]}) {
      assertThatThrownBy(() -> stage.client().callRaw(KeyManagementV2.DECRYPT, rubbish))
          .isInstanceOf(KmsCallFailed.class);
      assertThatThrownBy(() -> stage.client().callRaw(KeyManagementV1.DECRYPT, rubbish))
          .isInstanceOf(KmsCallFailed.class);
    }
    assertThat(stage.decrypt(sealed)).isEqualTo("a seed");
  }

  @Test
  void aPlaintextThatIsTooLongIsRefused() {
    assertThatThrownBy(() -> stage.encrypt("x".repeat(PluginV2.MOST_PLAINTEXT_BYTES + 1)))
        .hasMessageContaining("plugin.too-large");
    assertThatThrownBy(() -> stage.encrypt("x".repeat(100_000)))
        .hasMessageContaining("RESOURCE_EXHAUSTED");
    assertThatThrownBy(() ->
            stage
                .client()
                .call(KeyManagementV2.ENCRYPT, new EncryptRequest(new byte[1], "u".repeat(10_000))))
        .hasMessageContaining("plugin.bad-uid");
    assertThat(stage.decrypt(sealed)).isEqualTo("a seed");
  }

  @Test
  void aCiphertextOfVersionOneIsNoneOfVersionTwo() {
    byte[] cipher =
        stage
            .client()
            .call(
                KeyManagementV1.ENCRYPT,
                new redoubt.kms.v1beta1.EncryptRequest("v1beta1", new byte[32]))
            .cipher();
    int length = sealed.ciphertext().length - "a seed".length() + 32;
    isRefused(with(java.util.Arrays.copyOfRange(cipher, cipher.length - length, cipher.length)));
  }
}
