package redoubt.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/** A running {@code docker-registry} on plain HTTP; guard tests with {@link NeedsPeer}. */
public final class DockerRegistry implements AutoCloseable {
  private final Process process;
  private final int port;
  private final Optional<String> login;

  private DockerRegistry(Process process, int port, Optional<String> login) {
    this.process = process;
    this.port = port;
    this.login = login;
  }

  /** Open to everybody, in a directory of its own. */
  public static DockerRegistry start(Path directory) {
    return start(directory, Optional.empty(), "");
  }

  /**
   * One that wants {@code tester}'s password.
   *
   * @param entry of an htpasswd file, with bcrypt
   * @param password that fits it
   */
  public static DockerRegistry start(Path directory, String entry, String password) {
    return start(directory, Optional.of(entry), password);
  }

  private static DockerRegistry start(Path directory, Optional<String> entry, String password) {
    int port = FreePort.find();
    try {
      Files.createDirectories(directory);
      Path users = directory.resolve("users");
      String auth = "";
      if (entry.isPresent()) {
        Files.writeString(users, entry.get() + "\n");
        auth = "auth: {htpasswd: {realm: test, path: " + users + "}}\n";
      }
      Path settings = directory.resolve("settings.yml");
      Files.writeString(
          settings,
          """
          version: 0.1
          log: {level: error, accesslog: {disabled: true}}
          storage: {filesystem: {rootdirectory: %s}, delete: {enabled: true}}
          http: {addr: "127.0.0.1:%d"}
          %s\
          """
              .formatted(directory.resolve("images"), port, auth));
      Process process =
          new ProcessBuilder(
                  Peers.find("docker-registry").orElseThrow().toString(),
                  "serve",
                  settings.toString())
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("log").toFile())
              .start();
      DockerRegistry registry =
          new DockerRegistry(
              process, port, entry.map(line -> line.replaceFirst(":.*", ":" + password)));
      Await.until(Duration.ofSeconds(20), "docker-registry answers", registry::answers);
      return registry;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean answers() {
    try {
      int _ = send("GET", "/v2/", "", new byte[0]).statusCode();
      return true;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** As the name of an image begins. */
  public String host() {
    return "127.0.0.1:" + port;
  }

  /** Puts a blob into a repository. */
  public String putBlob(String repository, byte[] bytes) {
    String place =
        send("POST", "/v2/" + repository + "/blobs/uploads/", "", new byte[0])
            .headers()
            .firstValue("location")
            .orElseThrow();
    String digest = digest(bytes);
    URI at = uri().resolve(place);
    String target = at.getRawPath() + "?" + at.getRawQuery() + "&digest=" + digest;
    expect(201, send("PUT", target, "application/octet-stream", bytes));
    return digest;
  }

  /** Puts a manifest under a tag or its digest. */
  public String putManifest(String repository, String reference, String type, byte[] bytes) {
    expect(201, send("PUT", "/v2/" + repository + "/manifests/" + reference, type, bytes));
    return digest(bytes);
  }

  private static void expect(int status, HttpResponse<byte[]> answer) {
    if (answer.statusCode() != status) {
      throw new IllegalStateException(
          answer + " " + new String(answer.body(), StandardCharsets.UTF_8));
    }
  }

  /** As content is known by. */
  public static String digest(byte... bytes) {
    try {
      return "sha256:"
          + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpResponse<byte[]> send(String method, String target, String type, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri().resolve(target))
            .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
    if (!type.isEmpty()) {
      request.header("Content-Type", type);
    }
    login.ifPresent(known ->
        request.header(
            "Authorization",
            "Basic " + Base64.getEncoder().encodeToString(known.getBytes(StandardCharsets.UTF_8))));
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Ends it, as when its machine is lost; what it has stays in its directory. */
  public void kill() {
    process.destroyForcibly();
    try {
      int _ = process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    kill();
  }
}
