package redoubt.encryption.check;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import redoubt.crypto.Randomness;
import redoubt.kms.KmsClient;
import redoubt.kms.v2.StatusResponse;

/** One run against one plugin: how to reach it, and what later checks need of earlier ones. */
final class Trial implements AutoCloseable {
  /** What an API server has encrypted: a seed of this many bytes. */
  static final int SEED_BYTES = 32;

  private final CheckSettings settings;
  private final KeyIds keyIds = new KeyIds();
  private final List<Map.Entry<byte[], Sealed>> kept = new ArrayList<>();
  private final AtomicInteger calls = new AtomicInteger();
  private KmsClient client;

  Trial(CheckSettings settings) {
    this.settings = settings;
    this.client = KmsClient.of(settings.socket(), settings.timeout());
  }

  Plugin plugin() {
    return switch (settings.api()) {
      case V1BETA1 -> new PluginV1(client);
      case V2 -> new PluginV2(client);
    };
  }

  PluginV1 v1() {
    return new PluginV1(client);
  }

  /** Asks for the status, and remembers the key id. */
  StatusResponse status() {
    StatusResponse status = new PluginV2(client).status();
    keyIds.saw(status.keyId());
    return status;
  }

  /** Encrypts as an API server would, and remembers the key id. */
  Sealed encrypt(byte[] plaintext) {
    Sealed sealed = plugin().encrypt(plaintext, uid());
    if (settings.api() == Api.V2) {
      keyIds.saw(sealed.keyId());
    }
    return sealed;
  }

  byte[] decrypt(Sealed sealed) {
    return plugin().decrypt(sealed, uid());
  }

  /** A name for one request, as API servers give it. */
  String uid() {
    return "redoubt-check-" + calls.incrementAndGet();
  }

  /** Encrypts something new that has to open to the end of the run. */
  void keep() {
    byte[] plaintext = Randomness.bytes(SEED_BYTES);
    kept.add(Map.entry(plaintext, encrypt(plaintext)));
  }

  List<Map.Entry<byte[], Sealed>> kept() {
    return kept;
  }

  KeyIds keyIds() {
    return keyIds;
  }

  Path socket() {
    return settings.socket();
  }

  Duration timeout() {
    return settings.timeout();
  }

  Duration settle() {
    return settings.settle();
  }

  Optional<ShellCommand> restart() {
    return settings.restart().map(ShellCommand::new);
  }

  Optional<ShellCommand> rotate() {
    return settings.rotate().map(ShellCommand::new);
  }

  /** Another connection, as an API server has after a restart; the caller closes it. */
  KmsClient connect() {
    return KmsClient.of(settings.socket(), settings.timeout());
  }

  /** Forgets the connection. */
  void reconnect() {
    client.close();
    client = connect();
  }

  @Override
  public void close() {
    client.close();
  }
}
