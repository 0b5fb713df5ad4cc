package redoubt.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Runs everyday commands against a stand-in server in this process, so that the JVM that records a
 * start cache sees everything a command needs. {@code ./redoubt} runs it once after a build;
 * nothing of it outlives the process.
 */
final class Rehearsal {
  private static final String KEY =
      """
      {"id":"02fd6835-6001-4482-a892-13bd2085f75d","name":"orders","state":1,"extractable":false,\
      "aliases":["a"],"creationDate":"2026-01-01T00:00:00Z","keyRingID":"default",\
      "keyVersion":{"id":"02fd6835-6001-4482-a892-13bd2085f75d"}}\
      """;

  /** As long as a real one: long texts are read another way than short ones. */
  private static final String TOKEN = "t".repeat(1000);

  /** Guards nothing: the store is gone before the process is. */
  private static final String STORE_PASSWORD = "rehearsal";

  private Rehearsal() {}

  public static void main(String[] args) throws IOException {
    Terminal process = Terminal.ofProcess();
    Path directory = Files.createTempDirectory("redoubt-rehearsal");
    int status = 0;
    try {
      run(directory);
    } catch (Exception e) {
      process.err().println(e);
      status = 1;
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
    server.setHttpsConfigurator(new HttpsConfigurator(identity(directory)));
    server.createContext("/", Rehearsal::answer);
    server.start();
    try {
      rehearse(
          Map.of(
              "REDOUBT_DATA",
              directory.toString(),
              "REDOUBT_SERVER",
              "https://127.0.0.1:" + server.getAddress().getPort(),
              "REDOUBT_APIKEY",
              "rehearsal"));
    } finally {
      server.stop(0);
    }
    try (LocalStandIn _ = LocalStandIn.at(directory.resolve("redoubt.sock"), Rehearsal::body)) {
      rehearse(Map.of("REDOUBT_DATA", directory.toString(), "REDOUBT_APIKEY", "rehearsal"));
    }
  }

  private static void rehearse(Map<String, String> environment) {
    for (String line :
        List.of(
            "key list",
            "key list -o json",
            "key show orders -o yaml",
            "key create orders",
            "key wrap orders",
            "key unwrap orders",
            "version",
            "whoami",
            "instance list",
            "prove",
            "ledger head",
            "key show absent",
            "key crate",
            "key create --help")) {
      Main.run(terminal(environment), line.split(" ", -1));
    }
  }

  /**
   * A server's key whose certificate an authority signed, as {@code redoubt up} makes them, by the
   * JDK's own keytool: the server's classes must not get into the cache, since they would be linked
   * at each start.
   */
  private static SSLContext identity(Path directory) throws Exception {
    Path store = directory.resolve("store");
    keyPair(store, "authority", "-ext", "bc:c");
    keyPair(store, "server", "-signer", "authority", "-ext", "san=ip:127.0.0.1");
    char[] password = STORE_PASSWORD.toCharArray();
    KeyStore keys = KeyStore.getInstance(store.toFile(), password);
    Files.writeString(
        directory.resolve("ca.pem"),
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(keys.getCertificate("authority").getEncoded())
            + "\n-----END CERTIFICATE-----\n");
    keys.deleteEntry("authority");
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  private static void keyPair(Path store, String name, String... more) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=" + name,
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                STORE_PASSWORD));
    command.addAll(List.of(more));
    int status =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
    if (status != 0) {
      throw new IOException("keytool ended with status " + status);
    }
  }

  static Terminal terminal(Map<String, String> environment) {
    ResultStream nowhere = new ResultStream(OutputStream.nullOutputStream());
    byte[] input = "AAAA".getBytes(StandardCharsets.US_ASCII);
    return new Terminal(
        new ByteArrayInputStream(input), nowhere, nowhere, environment, false, false, false);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    byte[] body = body(path).getBytes(StandardCharsets.UTF_8);
    exchange.getRequestBody().readAllBytes();
    exchange.sendResponseHeaders(path.contains("absent") ? 404 : 200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static String body(String path) {
    if (path.contains("absent")) {
      return "{\"title\":\"No.\",\"detail\":\"Ask.\",\"code\":\"keys.none\"}";
    }
    if (path.endsWith("/token")) {
      return "{\"access_token\":\"" + TOKEN + "\",\"expires_in\":3600}";
    }
    if (path.endsWith("wrap")) {
      return "{\"ciphertext\":\"AAAA\",\"plaintext\":\"AAAA\"}";
    }
    if (path.startsWith("/v1/instances")) {
      return "{\"items\":[{\"id\":\"02fd6835-6001-4482-a892-13bd2085f75d\",\"name\":\"default\"}]}";
    }
    return path.startsWith("/api/")
        ? "{\"metadata\":{\"collectionTotal\":1},\"resources\":[" + KEY + "]}"
        : "{\"items\":[],\"grants\":[],\"size\":1}";
  }
}
