package redoubt.encryption.check;

import java.util.concurrent.CompletableFuture;
import redoubt.kms.KmsClient;
import redoubt.kms.v2.DecryptRequest;
import redoubt.kms.v2.DecryptResponse;
import redoubt.kms.v2.EncryptRequest;
import redoubt.kms.v2.KeyManagementV2;
import redoubt.kms.v2.StatusRequest;
import redoubt.kms.v2.StatusResponse;

/** A plugin that is spoken to in v2. */
record PluginV2(KmsClient client) implements Plugin {
  StatusResponse status() {
    return client.call(KeyManagementV2.STATUS, new StatusRequest());
  }

  @Override
  public CompletableFuture<Sealed> encrypting(byte[] plaintext, String uid) {
    return client
        .start(KeyManagementV2.ENCRYPT, new EncryptRequest(plaintext, uid))
        .thenApply(answer -> new Sealed(answer.ciphertext(), answer.keyId(), answer.annotations()));
  }

  @Override
  public CompletableFuture<byte[]> decrypting(Sealed sealed, String uid) {
    return client
        .start(
            KeyManagementV2.DECRYPT,
            new DecryptRequest(sealed.ciphertext(), uid, sealed.keyId(), sealed.annotations()))
        .thenApply(DecryptResponse::plaintext);
  }

  @Override
  public void probe() {
    status();
  }

  @Override
  public void encryptRaw(byte[] message) {
    client.callRaw(KeyManagementV2.ENCRYPT, message);
  }
}
