package redoubt.kmsplugin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import redoubt.kms.KmsClient;
import redoubt.kms.v2.DecryptRequest;
import redoubt.kms.v2.DecryptResponse;
import redoubt.kms.v2.EncryptRequest;
import redoubt.kms.v2.EncryptResponse;
import redoubt.kms.v2.KeyManagementV2;
import redoubt.kms.v2.StatusRequest;
import redoubt.kms.v2.StatusResponse;
import redoubt.kmsplugin.lease.HostState;
import redoubt.kmsplugin.server.HttpsRootKeyServer;
import redoubt.testkit.Await;

/** A server, a plugin beside it in this process, and an API server's connection to the plugin. */
final class Stage implements AutoCloseable {
  static final Duration SOON = Duration.ofSeconds(10);

  final Path directory;
  final StandInServer server;
  final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private Optional<Duration> offlineGrace = Optional.empty();
  private Optional<Duration> write = Optional.empty();
  private int localKeys = 1000;
  private long sealsPerKey = 1 << 20;
  private Duration recheck = Duration.ofHours(1);
  private InstantSource clock = InstantSource.system();
  private @Nullable Plugin plugin;
  private @Nullable KmsClient client;

  Stage(Path temporary) throws IOException {
    directory =
        Files.createDirectory(
            temporary.resolve("stage"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    server = new StandInServer(directory.resolve("server"));
    Files.createFile(
        apiKeyFile(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(apiKeyFile(), StandInServer.API_KEY + "\n");
    Files.writeString(directory.resolve("machine-id"), "0123456789abcdef0123456789abcdef\n");
  }

  Stage offlineGrace(Duration grace) {
    offlineGrace = Optional.of(grace);
    return this;
  }

  Stage writeLease(Duration time) {
    write = Optional.of(time);
    return this;
  }

  Stage localKeys(int most) {
    localKeys = most;
    return this;
  }

  Stage sealsPerKey(long most) {
    sealsPerKey = most;
    return this;
  }

  Stage recheck(Duration every) {
    recheck = every;
    return this;
  }

  Stage clock(InstantSource other) {
    clock = other;
    return this;
  }

  Path socket() {
    return directory.resolve("kms.sock");
  }

  Path apiKeyFile() {
    return directory.resolve("plugin.apikey");
  }

  Path stateDirectory() {
    return directory.resolve("state");
  }

  Path machineId() {
    return directory.resolve("machine-id");
  }

  /** Starts the plugin; it may not be ready yet. */
  Stage start() {
    HttpsRootKeyServer.Settings settings =
        new HttpsRootKeyServer.Settings(
            server.uri(),
            Optional.of(server.ca()),
            apiKeyFile(),
            StandInServer.INSTANCE,
            StandInServer.CLUSTER);
    Optional<HostState> host =
        offlineGrace.map(grace ->
            new HostState(stateDirectory(), machineId(), server.uri().toString(), grace, clock));
    plugin =
        new Plugin(
            new Plugin.Settings(
                StandInServer.CLUSTER,
                socket(),
                Optional.empty(),
                write,
                localKeys,
                sealsPerKey,
                recheck,
                Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))),
            new HttpsRootKeyServer(settings, System::nanoTime),
            host,
            log,
            clock,
            System::nanoTime);
    client = KmsClient.of(socket());
    return this;
  }

  /** Starts the plugin and waits for its lease. */
  Stage ready() {
    start();
    Await.until(SOON, "ready", () -> plugin().unready().isEmpty());
    return this;
  }

  void stop() {
    client().close();
    plugin().close();
    plugin = null;
  }

  Plugin plugin() {
    return Objects.requireNonNull(plugin, "start first");
  }

  KmsClient client() {
    return Objects.requireNonNull(client, "start first");
  }

  StatusResponse status() {
    return client().call(KeyManagementV2.STATUS, new StatusRequest());
  }

  EncryptResponse encrypt(String text) {
    return client()
        .call(
            KeyManagementV2.ENCRYPT,
            new EncryptRequest(text.getBytes(StandardCharsets.UTF_8), "uid-of-" + text.length()));
  }

  String decrypt(EncryptResponse sealed) {
    return decrypt(
        new DecryptRequest(sealed.ciphertext(), "uid", sealed.keyId(), sealed.annotations()));
  }

  String decrypt(DecryptRequest request) {
    DecryptResponse opened = client().call(KeyManagementV2.DECRYPT, request);
    return new String(opened.plaintext(), StandardCharsets.UTF_8);
  }

  String log() {
    return log.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    if (plugin != null) {
      stop();
    }
    server.close();
  }
}
