package redoubt.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import redoubt.kms.KmsServer;
import redoubt.kms.v2.DecryptRequest;
import redoubt.kms.v2.DecryptResponse;
import redoubt.kms.v2.EncryptRequest;
import redoubt.kms.v2.EncryptResponse;
import redoubt.kms.v2.KeyManagementV2;
import redoubt.kms.v2.StatusRequest;
import redoubt.kms.v2.StatusResponse;

/** A plugin that encrypts nothing. */
final class WeakPlugin implements KeyManagementV2, AutoCloseable {
  private final KmsServer server;

  WeakPlugin(Path socket) {
    server = KmsServer.plan().serving(this).listen(socket);
  }

  @Override
  public CompletableFuture<StatusResponse> status(StatusRequest request) {
    return CompletableFuture.completedFuture(new StatusResponse("v2", "ok", "weak"));
  }

  @Override
  public CompletableFuture<EncryptResponse> encrypt(EncryptRequest request) {
    return CompletableFuture.completedFuture(
        new EncryptResponse(request.plaintext(), "weak", Map.of()));
  }

  @Override
  public CompletableFuture<DecryptResponse> decrypt(DecryptRequest request) {
    return CompletableFuture.completedFuture(new DecryptResponse(request.ciphertext()));
  }

  @Override
  public void close() {
    server.close();
  }
}
