package redoubt.server;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import redoubt.kms.KmsClient;
import redoubt.kms.KmsServer;
import redoubt.kms.v2.DecryptRequest;
import redoubt.kms.v2.DecryptResponse;
import redoubt.kms.v2.EncryptRequest;
import redoubt.kms.v2.EncryptResponse;
import redoubt.kms.v2.KeyManagementV2;
import redoubt.kms.v2.StatusRequest;
import redoubt.kms.v2.StatusResponse;
import redoubt.kmsplugin.Plugin;

/** The real plugin behind one that lies: it is asked first, and the fault has the last word. */
class LyingPlugins extends TestPlugins {
  /** What is wrong with the plugin. By itself: nothing. */
  interface Fault {
    default CompletableFuture<StatusResponse> status(CompletableFuture<StatusResponse> honest) {
      return honest;
    }

    default CompletableFuture<EncryptResponse> encrypt(CompletableFuture<EncryptResponse> honest) {
      return honest;
    }

    default CompletableFuture<DecryptResponse> decrypt(
        DecryptRequest request, CompletableFuture<DecryptResponse> honest) {
      return honest;
    }
  }

  private final Fault fault;

  LyingPlugins(Fault fault) {
    this.fault = fault;
  }

  @Override
  public Running start(Setup setup) {
    return new InProcess(CompletableFuture.supplyAsync(() -> lying(setup)));
  }

  private AutoCloseable lying(Setup setup) {
    Path behind = setup.socket().resolveSibling("real.sock");
    Plugin real = open(setup, behind);
    KmsClient client = KmsClient.of(behind);
    KmsServer front;
    try {
      front = KmsServer.plan().serving(new Liar(client, fault)).listen(setup.socket());
    } catch (RuntimeException e) {
      client.close();
      real.close();
      throw e;
    }
    return () -> {
      front.close();
      client.close();
      real.close();
    };
  }

  private record Liar(KmsClient real, Fault fault) implements KeyManagementV2 {
    @Override
    public CompletableFuture<StatusResponse> status(StatusRequest request) {
      return fault.status(real.start(STATUS, request));
    }

    @Override
    public CompletableFuture<EncryptResponse> encrypt(EncryptRequest request) {
      return fault.encrypt(real.start(ENCRYPT, request));
    }

    @Override
    public CompletableFuture<DecryptResponse> decrypt(DecryptRequest request) {
      return fault.decrypt(request, real.start(DECRYPT, request));
    }
  }

  /** Nothing can be started. */
  static TestPlugins none() {
    return new TestPlugins() {
      @Override
      public Optional<String> missing() {
        return Optional.of("There is no plugin.");
      }
    };
  }
}
