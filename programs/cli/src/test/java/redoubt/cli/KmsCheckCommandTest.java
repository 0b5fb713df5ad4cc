package redoubt.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.cli.text.JsonText;

/** {@code redoubt kms check}: what it says and how it ends. Ours scores full in its own test. */
final class KmsCheckCommandTest {
  @TempDir private Path directory;

  private Path socket() {
    return directory.resolve("kms.sock");
  }

  private static CommandLineRun check(String... more) {
    return CommandLineRun.of(Map.of(), more);
  }

  private CommandLineRun check() {
    return check("kms", "check", "--socket", socket().toString(), "--timeout", "1");
  }

  private void isNoAnswer(CommandLineRun run) {
    assertThat(run.status()).as(run.out() + run.err()).isEqualTo(3);
    assertThat(run.err()).contains(socket().toString()).doesNotContain("\tat ");
    assertThat(run.out()).doesNotContain("score");
  }

  @Test
  void aPluginThatEncryptsNothingIsFoundOut() {
    try (WeakPlugin _ = new WeakPlugin(socket())) {
      CommandLineRun run = check();
      assertThat(run.status()).isEqualTo(1);
      assertThat(run.out())
          .containsPattern("FAILED +encrypt.secret")
          .containsPattern("FAILED +tamper.ciphertext")
          .containsPattern("PASSED +status.valid")
          .containsPattern("NOT TRIED +restart")
          .contains(" failed, ");
    }
  }

  @Test
  void theReportIsThereForScripts() throws IOException {
    try (WeakPlugin _ = new WeakPlugin(socket())) {
      CommandLineRun run =
          check("kms", "check", "--socket", socket().toString(), "--timeout", "1", "-o", "json");
      assertThat(run.status()).isEqualTo(1);
      JsonNode report = JsonText.parse(run.out().getBytes(StandardCharsets.UTF_8));
      assertThat(report.path("score").asInt()).isBetween(1, 99);
      assertThat(report.path("failed").asInt()).isPositive();
      assertThat(report.path("items").findValuesAsText("check")).contains("encrypt.secret");
      assertThat(
              report.path("passed").asInt()
                  + report.path("failed").asInt()
                  + report.path("notTried").asInt())
          .isEqualTo(report.path("items").size());
    }
  }

  @Test
  void aVersionThatAPluginDoesNotSpeakFails() {
    try (WeakPlugin _ = new WeakPlugin(socket())) {
      CommandLineRun run =
          check(
              "kms",
              "check",
              "--socket",
              socket().toString(),
              "--timeout",
              "1",
              "--api",
              "v1beta1");
      assertThat(run.status()).isEqualTo(1);
      assertThat(run.out()).containsPattern("FAILED +version.valid");
    }
  }

  @Test
  void whereThereIsNoSocketThereIsNoAnswer() {
    isNoAnswer(check());
  }

  @Test
  void aRegularFileIsNoSocket() throws IOException {
    Files.writeString(socket(), "no socket");
    isNoAnswer(check());
    assertThat(socket()).content().isEqualTo("no socket");
  }

  @Test
  void aSocketThatNobodyServesIsNoAnswer() throws IOException {
    try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.bind(UnixDomainSocketAddress.of(socket()));
    }
    isNoAnswer(check());
  }

  @Test
  void aDirectoryThatMayNotBeEnteredIsNoAnswer() throws IOException {
    assumeFalse(System.getProperty("user.name").equals("root"), "root may enter every directory");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("---------"));
    try {
      isNoAnswer(check());
    } finally {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  void wrongUseIsSaid() {
    assertThat(check("kms", "check").status()).isEqualTo(2);
    assertThat(check("kms", "check", "--socket", socket().toString(), "--timeout", "0").status())
        .isEqualTo(2);
    CommandLineRun api = check("kms", "check", "--socket", socket().toString(), "--api", "v3");
    assertThat(api.status()).isEqualTo(2);
    assertThat(api.err()).contains("v1beta1");
  }
}
