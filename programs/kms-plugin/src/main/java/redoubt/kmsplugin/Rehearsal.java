package redoubt.kmsplugin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import redoubt.crypto.PrivateFiles;
import redoubt.crypto.ServerIdentity;
import redoubt.kms.KmsClient;
import redoubt.kms.v1beta1.KeyManagementV1;
import redoubt.kms.v2.DecryptRequest;
import redoubt.kms.v2.EncryptRequest;
import redoubt.kms.v2.EncryptResponse;
import redoubt.kms.v2.KeyManagementV2;
import redoubt.kms.v2.StatusRequest;

/**
 * Runs the plugin against a stand-in server in this process, so that the JVM that records a start
 * cache sees what a start and the first calls need. {@code redoubt-kms-plugin --prepare} runs it
 * once after installing; nothing of it outlives the process.
 */
final class Rehearsal {
  /** As long as a real one. */
  private static final String TOKEN = "t".repeat(1000);

  private static final int CALLS = 300;

  /** A machine that is just being set up is busy. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private Rehearsal() {}

  public static void main(String[] arguments) throws IOException {
    Path directory = Files.createTempDirectory("rehearsal");
    int status = 1;
    try {
      run(directory);
      status = 0;
    } catch (Exception e) {
      System.err.println(e);
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
    System.exit(status);
  }

  private static void run(Path directory) throws Exception {
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ServerIdentity identity =
        ServerIdentity.in(directory.resolve("server"), List.of(), InstantSource.system());
    server.setHttpsConfigurator(new HttpsConfigurator(identity.context()));
    server.createContext("/", Rehearsal::answer);
    server.setExecutor(task -> Thread.ofVirtual().start(task));
    server.start();
    Path apiKey = directory.resolve("apikey");
    Path machineId = directory.resolve("machine-id");
    PrivateFiles.write(apiKey, "rehearsal".getBytes(StandardCharsets.US_ASCII));
    PrivateFiles.write(machineId, new byte[32]);
    Path socket = directory.resolve("s");
    List<String> line =
        List.of(
            "--server=https://127.0.0.1:" + server.getAddress().getPort(),
            "--ca=" + identity.caFile(),
            "--instance=rehearsal",
            "--cluster=rehearsal",
            "--apikey-file=" + apiKey,
            "--socket=" + socket,
            "--state-dir=" + directory.resolve("state"),
            "--machine-id=" + machineId,
            "--offline-grace=1h",
            "--health=0");
    try (Plugin plugin = Main.start(Options.parse(line, Map.of()));
        KmsClient client = KmsClient.of(socket, PATIENCE)) {
      while (plugin.unready().isPresent()) {
        Thread.sleep(1);
      }
      for (int i = 0; i < CALLS; i++) {
        client.call(KeyManagementV2.STATUS, new StatusRequest());
        EncryptResponse sealed =
            client.call(KeyManagementV2.ENCRYPT, new EncryptRequest(new byte[32], "rehearsal"));
        client.call(
            KeyManagementV2.DECRYPT,
            new DecryptRequest(
                sealed.ciphertext(), "rehearsal", sealed.keyId(), sealed.annotations()));
        client.call(
            KeyManagementV1.ENCRYPT,
            new redoubt.kms.v1beta1.EncryptRequest("v1beta1", new byte[32]));
      }
    } finally {
      server.stop(0);
    }
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
