package redoubt.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import redoubt.testkit.HttpsCaller;
import redoubt.web.Json;

/** A registry in a process of its own, which answers without TLS on a loopback port. */
final class MeasuredRegistry implements AutoCloseable {
  private static final int PUSHED_NAMES = 8;

  private final String name;
  private final Process process;
  private final URI url;
  private final String authorization;
  private final String forAll;

  /**
   * @param authorization for the repositories that are measured
   * @param forAll the same for all others too
   */
  private MeasuredRegistry(
      String name, Process process, URI url, String authorization, String forAll) {
    this.name = name;
    this.process = process;
    this.url = url;
    this.authorization = authorization;
    this.forAll = forAll;
  }

  /** {@code ./redoubt up}, with a token for the repositories that are measured. */
  static MeasuredRegistry ours(Path root, Path directory) throws IOException {
    Process process =
        new ProcessBuilder(
                root.resolve("redoubt").toString(),
                "up",
                "--data",
                directory.toString(),
                "--listen",
                "127.0.0.1:0",
                "--http",
                "127.0.0.1:0")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader said = process.inputReader(UTF_8);
    String ready = said.readLine();
    String console = said.readLine();
    String http = said.readLine();
    if (ready == null || console == null || http == null || !http.startsWith("http ")) {
      throw new IOException("redoubt up did not start: " + ready);
    }
    URI plain = URI.create(http.split(" ", -1)[1].replaceFirst("/v2/$", ""));
    String key = Files.readString(directory.resolve("admin.apikey")).strip();
    HttpsCaller stranger =
        HttpsCaller.trusting(
            directory.resolve("ca.pem"), URI.create(ready.substring("ready ".length())));
    String token =
        text(
            stranger.postForm(
                "/identity/token",
                "grant_type=urn:ibm:params:oauth:grant-type:apikey&apikey=" + key),
            "/access_token");
    HttpsCaller admin = stranger.withBearer(token);
    String instance = text(admin.get("/v1/instances"), "/items/0/id");
    admin.postJson("/v1/instances/" + instance + "/namespaces", "{\"name\":\"bench\"}");
    StringBuilder scopes = new StringBuilder("/v2/_auth/token?service=redoubt");
    for (int i = 0; i < PUSHED_NAMES; i++) {
      scopes.append("&scope=repository:").append(repository(i)).append(":pull,push");
    }
    String narrow =
        text(
            stranger
                .with(
                    "Authorization",
                    "Basic "
                        + Base64.getEncoder().encodeToString(("iamapikey:" + key).getBytes(UTF_8)))
                .get(scopes.toString()),
            "/token");
    return new MeasuredRegistry(
        "redoubt",
        process,
        plain,
        "Authorization: Bearer " + narrow + "\r\n",
        "Authorization: Bearer " + token + "\r\n");
  }

  /** Debian's docker-registry (distribution), as it stores images, without a login. */
  static MeasuredRegistry theirs(Path directory) throws IOException, InterruptedException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Files.createDirectories(directory);
    Path settings = directory.resolve("config.yml");
    Files.writeString(
        settings,
        """
        version: 0.1
        log: {level: error, accesslog: {disabled: true}}
        storage:
          cache: {blobdescriptor: inmemory}
          filesystem: {rootdirectory: %s}
          delete: {enabled: true}
        http: {addr: "127.0.0.1:%d", secret: bench}
        """
            .formatted(directory.resolve("data"), port));
    Process process =
        new ProcessBuilder("docker-registry", "serve", settings.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    URI url = URI.create("http://127.0.0.1:" + port);
    MeasuredRegistry registry = new MeasuredRegistry("docker-registry", process, url, "", "");
    for (int attempt = 1; ; attempt++) {
      try (BlobConnection connection = registry.connect()) {
        if (connection.call("GET", "/v2/").status() == 200) {
          return registry;
        }
      } catch (IOException e) {
        if (attempt == 100) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
  }

  private static String text(HttpResponse<String> response, String pointer) {
    return Json.parse(response.body().getBytes(UTF_8)).at(pointer).asText();
  }

  /** A repository for the images of one of the measurements. */
  static String repository(int number) {
    return "bench/app" + number % PUSHED_NAMES;
  }

  String name() {
    return name;
  }

  /** What the registry has used of the CPU, its database included. */
  double cpuMillis() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .flatMap(one -> one.info().totalCpuDuration().stream())
        .mapToDouble(used -> used.toNanos() / 1e6)
        .sum();
  }

  BlobConnection connect() throws IOException {
    return new BlobConnection(url, authorization);
  }

  /** For repositories that are not measured by blobs. */
  BlobConnection connectToAll() throws IOException {
    return new BlobConnection(url, forAll);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor(2, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
