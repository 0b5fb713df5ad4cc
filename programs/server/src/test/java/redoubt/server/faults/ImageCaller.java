package redoubt.server.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import redoubt.oci.Digest;
import redoubt.testkit.HttpsCaller;
import redoubt.web.Json;

/** Pushes and pulls images at a whole server, as the administrator. */
final class ImageCaller {
  static final byte[] CONFIG = "{}".getBytes(UTF_8);

  private final HttpClient client;
  private final URI server;
  private final String token;

  private ImageCaller(HttpClient client, URI server, String token) {
    this.client = client;
    this.server = server;
    this.token = token;
  }

  /**
   * @param apiKeyFile of the server that made it
   */
  static ImageCaller at(URI server, Path ca, Path apiKeyFile) {
    try {
      String key = java.nio.file.Files.readString(apiKeyFile).strip();
      HttpResponse<String> answer =
          HttpsCaller.trusting(ca, server)
              .postForm(
                  "/identity/token",
                  "grant_type=urn:ibm:params:oauth:grant-type:apikey&apikey=" + key);
      return new ImageCaller(
          HttpClient.newBuilder()
              .sslContext(HttpsCaller.contextTrusting(ca))
              .version(HttpClient.Version.HTTP_1_1)
              .build(),
          server,
          KeyCaller.text(answer, "access_token"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  HttpResponse<byte[]> send(String method, String path, HttpRequest.BodyPublisher body)
      throws IOException {
    return send(method, path, "application/octet-stream", body);
  }

  private HttpResponse<byte[]> send(
      String method, String path, String type, HttpRequest.BodyPublisher body) throws IOException {
    try {
      return client.send(
          HttpRequest.newBuilder(server.resolve(path))
              .timeout(Duration.ofMinutes(2))
              .header("Authorization", "Bearer " + token)
              .header("Content-Type", type)
              .method(method, body)
              .build(),
          HttpResponse.BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static HttpRequest.BodyPublisher nothing() {
    return HttpRequest.BodyPublishers.noBody();
  }

  /** The instance of the administrator gets a namespace. */
  void namespace(String name) throws IOException {
    String instance =
        Json.parse(send("GET", "/v1/instances", nothing()).body()).at("/items/0/id").asText();
    require(
        send(
            "POST",
            "/v1/instances/" + instance + "/namespaces",
            "application/json",
            HttpRequest.BodyPublishers.ofString("{\"name\":\"" + name + "\"}")),
        201);
  }

  static HttpResponse<byte[]> require(HttpResponse<byte[]> answer, int status) {
    if (answer.statusCode() != status) {
      throw new AssertionError(said(answer) + " instead of " + status);
    }
    return answer;
  }

  static String said(HttpResponse<byte[]> answer) {
    return answer.statusCode() + " " + new String(answer.body(), UTF_8);
  }

  static byte[] bytes(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** Begins an upload; returns where it goes on. */
  String begin(String repository) throws IOException {
    return require(send("POST", "/v2/" + repository + "/blobs/uploads/", nothing()), 202)
        .headers()
        .firstValue("Location")
        .orElseThrow();
  }

  HttpResponse<byte[]> append(String upload, byte[] piece) throws IOException {
    return send("PATCH", upload, HttpRequest.BodyPublishers.ofByteArray(piece));
  }

  HttpResponse<byte[]> append(String upload, InputStream piece) throws IOException {
    return send("PATCH", upload, HttpRequest.BodyPublishers.ofInputStream(() -> piece));
  }

  HttpResponse<byte[]> finish(String upload, Digest digest, byte[] rest) throws IOException {
    return send("PUT", upload + "?digest=" + digest, HttpRequest.BodyPublishers.ofByteArray(rest));
  }

  HttpResponse<byte[]> get(String path) throws IOException {
    return send("GET", path, nothing());
  }

  HttpResponse<byte[]> delete(String path) throws IOException {
    return send("DELETE", path, nothing());
  }

  HttpResponse<byte[]> blob(String repository, byte[] content) throws IOException {
    return get("/v2/" + repository + "/blobs/" + Digest.of(content));
  }

  /** Pushes a blob with one call more than its beginning; 201 when it is acknowledged. */
  HttpResponse<byte[]> push(String repository, byte[] blob) throws IOException {
    return finish(begin(repository), Digest.of(blob), blob);
  }

  static byte[] manifest(byte[] layer) {
    return """
    {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",\
    "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":%d},\
    "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"%s","size":%d}]}\
    """
        .formatted(Digest.of(CONFIG), CONFIG.length, Digest.of(layer), layer.length)
        .getBytes(UTF_8);
  }

  HttpResponse<byte[]> put(String repository, String reference, byte[] manifest)
      throws IOException {
    return send(
        "PUT",
        "/v2/" + repository + "/manifests/" + reference,
        "application/vnd.oci.image.manifest.v1+json",
        HttpRequest.BodyPublishers.ofByteArray(manifest));
  }

  /** Pushes an image of one layer. */
  void pushImage(String repository, String tag, byte[] layer) throws IOException {
    require(push(repository, CONFIG), 201);
    require(push(repository, layer), 201);
    require(put(repository, tag, manifest(layer)), 201);
  }
}
