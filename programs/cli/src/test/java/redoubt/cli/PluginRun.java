package redoubt.cli;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import redoubt.kms.KmsCallFailed;
import redoubt.kms.KmsClient;
import redoubt.kms.v2.DecryptRequest;
import redoubt.kms.v2.EncryptRequest;
import redoubt.kms.v2.EncryptResponse;
import redoubt.kms.v2.KeyManagementV2;
import redoubt.kms.v2.StatusRequest;
import redoubt.testkit.Await;

/** The KMS plugin as a process of its own, made of what is shipped, and a connection to it. */
final class PluginRun implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(60);

  private final Path socket;
  private final Path log;
  private final Process process;
  private final KmsClient client;

  private PluginRun(Path socket, Path log, Process process) {
    this.socket = socket;
    this.log = log;
    this.process = process;
    this.client = KmsClient.of(socket, Duration.ofSeconds(10));
  }

  /**
   * @param directory has the socket, the log and the plugin's state
   */
  static PluginRun start(Path directory, List<String> options) {
    Path target = Path.of(System.getProperty("redoubt.root"), "programs/kms-plugin/target");
    Path socket = directory.resolve("kms.sock");
    try {
      List<String> command =
          new ArrayList<>(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx64m",
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "--enable-native-access=ALL-UNNAMED",
                  "--sun-misc-unsafe-memory-access=allow",
                  "-cp",
                  target.resolve("classes")
                      + File.pathSeparator
                      + Files.readString(target.resolve("runtime-path")).strip(),
                  "redoubt.kmsplugin.Main",
                  "--socket=" + socket,
                  "--state-dir=" + directory.resolve("state")));
      command.addAll(options);
      Path log = directory.resolve("log");
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      return new PluginRun(socket, log, process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  PluginRun ready() {
    Await.until(SOON, "the plugin's lease", () -> !keyId().isEmpty());
    return this;
  }

  /** Empty while Status fails. */
  String keyId() {
    try {
      return client.call(KeyManagementV2.STATUS, new StatusRequest()).keyId();
    } catch (KmsCallFailed e) {
      return "";
    }
  }

  EncryptResponse encrypt(String text) {
    return client.call(
        KeyManagementV2.ENCRYPT,
        new EncryptRequest(text.getBytes(StandardCharsets.UTF_8), "uid-of-a-call"));
  }

  String decrypt(EncryptResponse sealed) {
    return new String(
        client
            .call(
                KeyManagementV2.DECRYPT,
                new DecryptRequest(
                    sealed.ciphertext(), "uid-of-a-call", sealed.keyId(), sealed.annotations()))
            .plaintext(),
        StandardCharsets.UTF_8);
  }

  KmsClient client() {
    return client;
  }

  Path socket() {
    return socket;
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return "";
    }
  }

  /** As {@code kill -9}. */
  void kill() {
    client.close();
    try {
      process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    client.close();
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
