package redoubt.kmsplugin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import redoubt.crypto.PrivateFiles;
import redoubt.crypto.ServerIdentity;
import redoubt.kms.KmsCallFailed;
import redoubt.kms.KmsClient;
import redoubt.kms.v1beta1.KeyManagementV1;
import redoubt.kms.v2.DecryptRequest;
import redoubt.kms.v2.EncryptRequest;
import redoubt.kms.v2.EncryptResponse;
import redoubt.kms.v2.KeyManagementV2;
import redoubt.kms.v2.StatusRequest;

/**
 * The server and the API server of a {@link Rehearsal}. Writes the server's address to its output,
 * calls the plugin when that is there, and ends.
 */
final class RehearsalPartners {
  /** As long as a real one. */
  private static final String TOKEN = "t".repeat(1000);

  private static final int CALLS = 300;

  /** A machine that is just being set up is busy. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final int PAUSE_MILLIS = 10;

  private RehearsalPartners() {}

  static Path socket(Path directory) {
    return directory.resolve("s");
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path directory = Path.of(arguments[0]);
    ServerIdentity identity =
        ServerIdentity.in(directory.resolve("server"), List.of(), InstantSource.system());
    PrivateFiles.write(
        directory.resolve("apikey"), "rehearsal".getBytes(StandardCharsets.US_ASCII));
    PrivateFiles.write(directory.resolve("machine-id"), new byte[32]);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(identity.context()));
    server.createContext("/", RehearsalPartners::answer);
    server.setExecutor(task -> Thread.ofVirtual().start(task));
    server.start();
    System.out.println("https://127.0.0.1:" + server.getAddress().getPort());
    try (KmsClient client = KmsClient.of(socket(directory), PATIENCE)) {
      awaitLease(client);
      for (int i = 0; i < CALLS; i++) {
        call(client);
      }
    }
    System.exit(0);
  }

  private static void awaitLease(KmsClient client) throws InterruptedException {
    while (true) {
      try {
        client.call(KeyManagementV2.STATUS, new StatusRequest());
        return;
      } catch (KmsCallFailed e) {
        Thread.sleep(PAUSE_MILLIS);
      }
    }
  }

  private static void call(KmsClient client) {
    client.call(KeyManagementV2.STATUS, new StatusRequest());
    EncryptResponse sealed =
        client.call(KeyManagementV2.ENCRYPT, new EncryptRequest(new byte[32], "rehearsal"));
    client.call(
        KeyManagementV2.DECRYPT,
        new DecryptRequest(sealed.ciphertext(), "rehearsal", sealed.keyId(), sealed.annotations()));
    client.call(
        KeyManagementV1.ENCRYPT, new redoubt.kms.v1beta1.EncryptRequest("v1beta1", new byte[32]));
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      exchange.getRequestBody().readAllBytes();
      String body;
      if (path.endsWith("/token")) {
        body = "{\"access_token\":\"" + TOKEN + "\",\"expires_in\":3600}";
      } else if (path.endsWith("/lease")) {
        body =
            "{\"revision\":1,\"keyId\":\"rehearsal\",\"key\":\"rehearsal\",\"version\":\"1\","
                + "\"state\":\"active\",\"leaseSeconds\":60}";
      } else {
        body = "{\"ciphertext\":\"" + "A".repeat(100) + "\"}";
      }
      byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }
}
