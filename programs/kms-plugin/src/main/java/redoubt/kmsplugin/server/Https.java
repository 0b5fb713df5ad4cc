package redoubt.kmsplugin.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import redoubt.core.Failure;
import redoubt.crypto.Authorities;

/**
 * POSTs to one server over TLS 1.2 or newer. The server's certificate has to fit its name and come
 * from the given authority. An answer is small and whole within its time, or an error.
 */
final class Https implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final int MOST_BYTES = 64 * 1024;

  /** A status and a body. */
  @SuppressWarnings("ArrayRecordComponent") // Not compared.
  record Answer(int status, byte[] body) {
    /** Without the body, which may hold keys. */
    @Override
    public String toString() {
      return "Answer[" + status + "]";
    }
  }

  private final URI server;
  private final HttpClient client;

  /**
   * @param ca PEM certificates to trust; without it those that the platform trusts
   */
  Https(URI server, Optional<Path> ca) {
    if (!"https".equals(server.getScheme()) || server.getHost() == null) {
      throw new Failure(
          Failure.Kind.INVALID,
          "plugin.no-https",
          "The server's address is not of the form https://HOST:PORT.",
          "Correct --server.");
    }
    this.server = server;
    this.client =
        HttpClient.newBuilder()
            .sslContext(context(ca))
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .executor(task -> Thread.ofVirtual().start(task))
            .build();
  }

  /**
   * @throws ServerUnreachable when there is no whole answer in time
   */
  Answer post(String path, Map<String, String> headers, byte[] body, Duration atMost) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve(path))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    CompletableFuture<HttpResponse<byte[]>> exchange =
        client.sendAsync(
            request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
    try {
      HttpResponse<byte[]> answer = exchange.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
      return new Answer(answer.statusCode(), answer.body());
    } catch (TimeoutException e) {
      throw new ServerUnreachable("The server does not answer in time.", e);
    } catch (ExecutionException e) {
      throw new ServerUnreachable("The server cannot be reached: " + reason(e) + ".", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerUnreachable("The plugin is stopping.", e);
    } finally {
      exchange.cancel(true);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  private static String reason(ExecutionException thrown) {
    Throwable cause = thrown.getCause() == null ? thrown : thrown.getCause();
    String name = cause.getClass().getSimpleName();
    return cause.getMessage() == null ? name : name + ", " + cause.getMessage();
  }

  private static SSLContext context(Optional<Path> ca) {
    try {
      if (ca.isEmpty()) {
        return SSLContext.getDefault();
      }
      return Authorities.in(ca.get()).context();
    } catch (IOException | GeneralSecurityException e) {
      throw new Failure(
          Failure.Kind.INVALID,
          "plugin.unusable-ca",
          "The authority's certificate " + ca.map(Path::toString).orElse("") + " cannot be used.",
          "Name the server's ca.pem with --ca.",
          e);
    }
  }
}
