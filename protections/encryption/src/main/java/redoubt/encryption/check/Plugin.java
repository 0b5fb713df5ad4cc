package redoubt.encryption.check;

import java.util.concurrent.CompletableFuture;
import redoubt.kms.KmsCallFailed;

/**
 * The calls of a plugin in one version of the contract, as an API server makes them.
 *
 * @see KmsCallFailed what every call throws that the plugin refuses or is late for
 */
interface Plugin {
  CompletableFuture<Sealed> encrypting(byte[] plaintext, String uid);

  CompletableFuture<byte[]> decrypting(Sealed sealed, String uid);

  /** Asks what an API server asks to learn whether the plugin is well. */
  void probe();

  /** Sends these bytes as an Encrypt message. */
  void encryptRaw(byte[] message);

  default Sealed encrypt(byte[] plaintext, String uid) {
    return Waiting.of(encrypting(plaintext, uid));
  }

  default byte[] decrypt(Sealed sealed, String uid) {
    return Waiting.of(decrypting(sealed, uid));
  }
}
