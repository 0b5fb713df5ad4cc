package redoubt.testkit.node;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import redoubt.crypto.Authorities;

/** Calls of a real API server with a client certificate. */
public final class ApiServer {
  private static final char[] NO_SECRET = "only-in-memory".toCharArray();
  private static final Duration ANSWER = Duration.ofSeconds(60);

  private final URI server;
  private final HttpClient client;

  private ApiServer(URI server, HttpClient client) {
    this.server = server;
    this.client = client;
  }

  static ApiServer as(URI server, Pki pki, String user) {
    return new ApiServer(
        server,
        HttpClient.newBuilder()
            .sslContext(tls(pki, user))
            .connectTimeout(Duration.ofSeconds(5))
            .build());
  }

  private static SSLContext tls(Pki pki, String user) {
    try {
      KeyStore mine = KeyStore.getInstance("PKCS12");
      mine.load(new ByteArrayInputStream(pkcs12(pki, user)), NO_SECRET);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(mine, NO_SECRET);
      return Authorities.in(pki.authority()).context(keys.getKeyManagers());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] pkcs12(Pki pki, String user) throws IOException {
    Process process =
        new ProcessBuilder(
                "openssl",
                "pkcs12",
                "-export",
                "-in",
                pki.certificate(user).toString(),
                "-inkey",
                pki.key(user).toString(),
                "-passout",
                "pass:" + new String(NO_SECRET))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.getInputStream().readAllBytes();
  }

  /** An answer; its text is empty when there was none. */
  public record Answer(int status, String text) {
    /** The text, of an answer that says yes. */
    public String good() {
      if (status / 100 != 2) {
        throw new AssertionError(status + " " + text);
      }
      return text;
    }
  }

  public Answer get(String path) {
    return send(request(path).GET().build());
  }

  public Answer delete(String path) {
    return send(request(path).DELETE().build());
  }

  public Answer post(String path, String json) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json))
            .build());
  }

  /** Changes what the JSON says of an object, or of its status at {@code …/status}. */
  public Answer patch(String path, String json) {
    return send(
        request(path)
            .header("Content-Type", "application/merge-patch+json")
            .method("PATCH", BodyPublishers.ofString(json))
            .build());
  }

  /** Writes nothing new into an object, under its resource version. */
  public Answer touch(String path, String resourceVersion) {
    return send(
        request(path)
            .header("Content-Type", "application/merge-patch+json")
            .header("Accept", "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1")
            .method(
                "PATCH",
                BodyPublishers.ofString(
                    "{\"metadata\":{\"resourceVersion\":\"" + resourceVersion + "\"}}"))
            .build());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(server.resolve(path)).timeout(ANSWER);
  }

  private Answer send(HttpRequest request) {
    try {
      HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
      return new Answer(answer.statusCode(), answer.body());
    } catch (IOException e) {
      return new Answer(0, "");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public boolean isReady() {
    return get("/readyz").status() == 200;
  }

  public void createNamespace(String name) {
    post(
            "/api/v1/namespaces",
            "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"%s\"}}"
                .formatted(name))
        .good();
  }

  /** A secret with one value. */
  public Answer createSecret(String namespace, String name, String value) {
    return post(
        "/api/v1/namespaces/" + namespace + "/secrets",
        "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"%s\"},\"data\":{\"value\":\"%s\"}}"
            .formatted(
                name,
                Base64.getEncoder()
                    .encodeToString(value.getBytes(java.nio.charset.StandardCharsets.UTF_8))));
  }

  /** Does calls, several at once; each must be answered with yes. */
  public static void all(int atOnce, List<Callable<Answer>> calls) {
    Semaphore places = new Semaphore(atOnce);
    List<Future<Answer>> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Callable<Answer> call : calls) {
        places.acquireUninterruptibly();
        answers.add(
            threads.submit(() -> {
              try {
                return call.call();
              } finally {
                places.release();
              }
            }));
      }
    }
    for (Future<Answer> answer : answers) {
      try {
        answer.get().good();
      } catch (ExecutionException e) {
        throw new IllegalStateException(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }
}
