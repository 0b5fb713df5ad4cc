package redoubt.kmsplugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.kms.Limits;
import redoubt.kms.v1beta1.DecryptRequest;
import redoubt.kms.v1beta1.EncryptRequest;
import redoubt.kms.v1beta1.KeyManagementV1;
import redoubt.kms.v1beta1.VersionRequest;
import redoubt.kms.v2.EncryptResponse;

/** What an API server gets from a healthy plugin, over the real socket. */
final class EncryptAndDecryptTest {
  @TempDir Path temporary;
  private Stage stage;

  @BeforeEach
  void start() throws IOException {
    stage = new Stage(temporary).ready();
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  @Test
  void whatWasEncryptedIsDecrypted() {
    EncryptResponse sealed = stage.encrypt("a seed");
    assertThat(stage.decrypt(sealed)).isEqualTo("a seed");
  }

  @Test
  void statusNamesTheKeyIdThatEncryptUses() {
    assertThat(stage.status().keyId()).isEqualTo(stage.server.keyId());
    assertThat(stage.encrypt("a seed").keyId()).isEqualTo(stage.status().keyId());
  }

  @Test
  void everyAnswerKeepsTheLimitsOfAnApiServer() {
    assertThat(Limits.faults(stage.status())).isEmpty();
    assertThat(Limits.faults(stage.encrypt("x"))).isEmpty();
    assertThat(Limits.faults(stage.encrypt("x".repeat(PluginV2.MOST_PLAINTEXT_BYTES)))).isEmpty();
  }

  @Test
  void thePlaintextIsNotInTheAnswer() {
    EncryptResponse sealed = stage.encrypt("a canary of some length");
    assertThat(new String(sealed.encode(), StandardCharsets.ISO_8859_1)).doesNotContain("canary");
  }

  @Test
  void theSameTextIsNeverEncryptedToTheSameBytes() {
    assertThat(stage.encrypt("same").ciphertext()).isNotEqualTo(stage.encrypt("same").ciphertext());
  }

  @Test
  void aThousandCallsCostTheServerOneWrap() {
    for (int i = 0; i < 1000; i++) {
      assertThat(stage.decrypt(stage.encrypt("seed " + i))).isEqualTo("seed " + i);
    }
    assertThat(stage.server.wraps).hasValue(1);
    assertThat(stage.server.unwraps).hasValue(0);
  }

  @Test
  void versionOneIsServedOnTheSameSocket() {
    var version = stage.client().call(KeyManagementV1.VERSION, new VersionRequest("v1beta1"));
    assertThat(version.version()).isEqualTo("v1beta1");
    byte[] plain = {1, 2, 3};
    byte[] cipher =
        stage.client().call(KeyManagementV1.ENCRYPT, new EncryptRequest("v1beta1", plain)).cipher();
    assertThat(cipher).hasSizeLessThan(1 << 16);
    assertThat(
            stage
                .client()
                .call(KeyManagementV1.DECRYPT, new DecryptRequest("v1beta1", cipher))
                .plain())
        .isEqualTo(plain);
  }

  @Test
  void anotherProcessOfTheClusterDecryptsIt() {
    EncryptResponse sealed = stage.encrypt("a seed");
    byte[] old =
        stage
            .client()
            .call(KeyManagementV1.ENCRYPT, new EncryptRequest("v1beta1", new byte[] {7}))
            .cipher();
    stage.stop();
    stage.ready();
    assertThat(stage.decrypt(sealed)).isEqualTo("a seed");
    assertThat(
            stage
                .client()
                .call(KeyManagementV1.DECRYPT, new DecryptRequest("v1beta1", old))
                .plain())
        .isEqualTo(new byte[] {7});
    assertThat(stage.server.unwraps).hasValue(1);
  }

  @Test
  void aRestartDoesNotChangeTheKeyId() {
    String before = stage.status().keyId();
    stage.stop();
    stage.ready();
    assertThat(stage.status().keyId()).isEqualTo(before);
  }

  @Test
  void callsAreLoggedWithTheirUidAndWithoutSecrets() {
    EncryptResponse sealed = stage.encrypt("the canary");
    stage.stop();
    stage.ready();
    stage.decrypt(sealed);
    stage.stop();
    stage.start();
    assertThat(stage.log()).contains("\"method\":\"Encrypt\",\"uid\":\"uid-of-10\"");
    assertThat(stage.log()).doesNotContain(StandInServer.API_KEY, "Bearer", "token-", "canary");
    assertThat(Arrays.stream(stage.log().split("\n", -1)).filter(line -> !line.isEmpty()))
        .isNotEmpty()
        .allMatch(line -> line.startsWith("{\"time\":\"") && line.endsWith("}"));
  }
}
