package redoubt.encryption.proof;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import redoubt.crypto.SecretBytes;
import redoubt.encryption.envelope.Encryption.Wrapped;
import redoubt.kms.KmsCallFailed;
import redoubt.kms.KmsClient;
import redoubt.kms.v2.DecryptRequest;
import redoubt.kms.v2.EncryptRequest;
import redoubt.kms.v2.EncryptResponse;
import redoubt.kms.v2.KeyManagementV2;
import redoubt.kms.v2.StatusRequest;

/** A plugin's socket, asked as an API server asks it. */
final class Asking implements AutoCloseable {
  /** As which an API server's configuration knows the plugin. */
  static final String PROVIDER = "redoubt";

  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final String UID = "redoubt-proof";

  private final KmsClient client;

  Asking(Path socket) {
    this.client = KmsClient.of(socket, TIMEOUT);
  }

  /** The key_id of Status; empty when the plugin refuses, is not there, or says it is not well. */
  Optional<String> keyId() {
    try {
      var status = client.call(KeyManagementV2.STATUS, new StatusRequest());
      return status.healthz().equals("ok") ? Optional.of(status.keyId()) : Optional.empty();
    } catch (KmsCallFailed e) {
      return Optional.empty();
    }
  }

  /** Whether Status fails as a call: an API server takes any answer of it as leave to go on. */
  boolean statusFails() {
    try {
      client.call(KeyManagementV2.STATUS, new StatusRequest());
      return false;
    } catch (KmsCallFailed e) {
      return true;
    }
  }

  /** Whether there is a plugin, and it says no by itself. */
  boolean refuses() {
    try {
      client.call(KeyManagementV2.STATUS, new StatusRequest());
      return false;
    } catch (KmsCallFailed e) {
      return e.status().equals("UNAVAILABLE") && e.description().contains("plugin.");
    }
  }

  /**
   * @throws KmsCallFailed when the plugin refuses
   */
  Wrapped wrap(SecretBytes seed) {
    EncryptResponse answer =
        seed.use(bytes -> client.call(KeyManagementV2.ENCRYPT, new EncryptRequest(bytes, UID)));
    return new Wrapped(PROVIDER, answer.keyId(), answer.ciphertext(), answer.annotations());
  }

  boolean wraps(SecretBytes seed) {
    try {
      wrap(seed);
      return true;
    } catch (KmsCallFailed e) {
      return false;
    }
  }

  /** Whether the plugin gives the seed back. */
  boolean opens(Wrapped wrapped, SecretBytes seed) {
    try {
      byte[] opened =
          client
              .call(
                  KeyManagementV2.DECRYPT,
                  new DecryptRequest(
                      wrapped.ciphertext(), UID, wrapped.keyId(), wrapped.annotations()))
              .plaintext();
      boolean same = seed.use(bytes -> Arrays.equals(bytes, opened));
      Arrays.fill(opened, (byte) 0);
      return same;
    } catch (KmsCallFailed e) {
      return false;
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
