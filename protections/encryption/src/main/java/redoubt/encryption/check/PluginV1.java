package redoubt.encryption.check;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import redoubt.kms.KmsClient;
import redoubt.kms.v1beta1.DecryptRequest;
import redoubt.kms.v1beta1.DecryptResponse;
import redoubt.kms.v1beta1.EncryptRequest;
import redoubt.kms.v1beta1.KeyManagementV1;
import redoubt.kms.v1beta1.VersionRequest;
import redoubt.kms.v1beta1.VersionResponse;

/** A plugin that is spoken to in v1beta1. */
record PluginV1(KmsClient client) implements Plugin {
  static final String VERSION = "v1beta1";

  VersionResponse version() {
    return client.call(KeyManagementV1.VERSION, new VersionRequest(VERSION));
  }

  @Override
  public CompletableFuture<Sealed> encrypting(byte[] plaintext, String uid) {
    return client
        .start(KeyManagementV1.ENCRYPT, new EncryptRequest(VERSION, plaintext))
        .thenApply(answer -> new Sealed(answer.cipher(), "", Map.of()));
  }

  @Override
  public CompletableFuture<byte[]> decrypting(Sealed sealed, String uid) {
    return client
        .start(KeyManagementV1.DECRYPT, new DecryptRequest(VERSION, sealed.ciphertext()))
        .thenApply(DecryptResponse::plain);
  }

  @Override
  public void probe() {
    version();
  }

  @Override
  public void encryptRaw(byte[] message) {
    client.callRaw(KeyManagementV1.ENCRYPT, message);
  }
}
