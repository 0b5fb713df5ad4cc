package redoubt.kmsplugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.kms.KmsClient;
import redoubt.kms.v2.DecryptRequest;
import redoubt.kms.v2.EncryptRequest;
import redoubt.kms.v2.EncryptResponse;
import redoubt.kms.v2.KeyManagementV2;
import redoubt.kms.v2.StatusRequest;
import redoubt.testkit.Await;

/** The program as a process: started, stopped, killed. */
final class ProcessTest {
  @TempDir Path temporary;
  private Stage stage;
  private KmsClient client;

  @BeforeEach
  void prepare() throws IOException {
    stage = new Stage(temporary);
    client = KmsClient.of(stage.socket());
  }

  @AfterEach
  void stop() {
    client.close();
    stage.close();
  }

  private void awaitReady() {
    Await.until(
        Stage.SOON,
        "ready",
        () -> !client.call(KeyManagementV2.STATUS, new StatusRequest()).keyId().isEmpty());
  }

  private EncryptResponse encrypt() {
    return client.call(
        KeyManagementV2.ENCRYPT, new EncryptRequest("seed".getBytes(StandardCharsets.UTF_8), "u"));
  }

  private String decrypt(EncryptResponse sealed) {
    return new String(
        client
            .call(
                KeyManagementV2.DECRYPT,
                new DecryptRequest(sealed.ciphertext(), "u", sealed.keyId(), sealed.annotations()))
            .plaintext(),
        StandardCharsets.UTF_8);
  }

  @Test
  void killedItStartsAgainOnTheSameSocketAndDecryptsWhatItEncrypted() throws Exception {
    EncryptResponse sealed;
    try (PluginProcess first = PluginProcess.start(stage)) {
      awaitReady();
      sealed = encrypt();
      first.kill();
    }
    assertThat(stage.socket()).as("a killed process leaves its socket").exists();
    try (PluginProcess _ = PluginProcess.start(stage)) {
      awaitReady();
      assertThat(decrypt(sealed)).isEqualTo("seed");
      assertThat(encrypt().keyId()).isEqualTo(sealed.keyId());
    }
  }

  @Test
  void killedWhileTheServerIsAwayItGoesOnIfThatWasAllowed() throws Exception {
    EncryptResponse sealed;
    try (PluginProcess first = PluginProcess.start(stage, "--offline-grace=1h")) {
      awaitReady();
      sealed = encrypt();
      first.kill();
    }
    stage.server.away();
    try (PluginProcess second = PluginProcess.start(stage, "--offline-grace=1h")) {
      awaitReady();
      assertThat(decrypt(sealed)).isEqualTo("seed");
      assertThat(second.output()).contains("resumed-from-host");
    }
  }

  @Test
  void withoutAGraceNothingStaysThatOneKeptBefore() throws Exception {
    try (PluginProcess first = PluginProcess.start(stage, "--offline-grace=1h")) {
      awaitReady();
      Await.until(
          Stage.SOON, "kept", () -> Files.exists(stage.stateDirectory().resolve("lease.sealed")));
      first.kill();
    }
    try (PluginProcess _ = PluginProcess.start(stage)) {
      awaitReady();
      assertThat(stage.stateDirectory()).isEmptyDirectory();
    }
  }

  @Test
  void toldToStopItEndsWellAndLeavesNoSocket() throws Exception {
    try (PluginProcess plugin = PluginProcess.start(stage)) {
      awaitReady();
      assertThat(plugin.terminate()).isZero();
      assertThat(stage.socket()).doesNotExist();
      assertThat(plugin.output()).contains("\"event\":\"stopped\"");
    }
  }

  @Test
  void aSecondOneIsRefusedInOneLine() throws Exception {
    try (PluginProcess _ = PluginProcess.start(stage)) {
      awaitReady();
      try (PluginProcess second = PluginProcess.start(stage)) {
        assertThat(second.end()).isEqualTo(3);
        assertThat(second.output()).contains("already listening").hasLineCount(1);
      }
      assertThat(decrypt(encrypt())).isEqualTo("seed");
    }
  }

  @Test
  void wrongUseIsSaidInOneLine() throws Exception {
    for (String wrong :
        new String[] {
          "--nonsense=1", "--health=0.0.0.0:8081", "--offline-grace=soon", "--local-keys=0"
        }) {
      try (PluginProcess plugin = PluginProcess.start(stage, wrong)) {
        assertThat(plugin.end()).as(wrong).isBetween(2, 3);
        assertThat(plugin.output()).startsWith("redoubt-kms-plugin: ").hasLineCount(1);
      }
    }
  }

  @Test
  void whatItPrintsHoldsNoSecret() throws Exception {
    try (PluginProcess plugin = PluginProcess.start(stage, "--offline-grace=1h")) {
      awaitReady();
      decrypt(encrypt());
      stage.server.leaseStatus(403);
      Await.until(Stage.SOON, "the end", () -> plugin.output().contains("lease-ended"));
      plugin.terminate();
      assertThat(plugin.output())
          .doesNotContain(StandInServer.API_KEY, "Bearer", "token-", "seed", "\tat ");
      assertThat(plugin.output().lines())
          .isNotEmpty()
          .allMatch(line -> line.startsWith("{\"time\":\"") && line.endsWith("}"));
    }
    assertThatThrownBy(this::encrypt).hasMessageContaining("DEADLINE");
  }
}
