package redoubt.server.proofs;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import redoubt.core.Failure;
import redoubt.crypto.Authorities;
import redoubt.keys.proof.Answer;
import redoubt.keys.proof.ProvingGround.Call;

/** The server's own door, called from outside over HTTPS and trusting its own authority alone. */
final class OwnListener implements AutoCloseable {
  private static final int ATTEMPTS = 3;
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final HttpClient client;
  private final URI server;

  private OwnListener(HttpClient client, URI server) {
    this.client = client;
    this.server = server;
  }

  static OwnListener of(URI server, Path authority) {
    return new OwnListener(
        HttpClient.newBuilder()
            .sslContext(trusting(authority))
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build(),
        server);
  }

  Answer call(String token, String instance, Call call) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve(call.path()))
            .timeout(TIMEOUT)
            .header("Authorization", "Bearer " + token)
            .header("Bluemix-Instance", instance)
            .method(
                call.method(),
                call.body().isEmpty()
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(call.body()));
    if (!call.body().isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    return send(request.build());
  }

  /** Where a path of the server is. */
  URI resolve(String path) {
    return server.resolve(path);
  }

  /** The same for bytes; empty when the answer was broken off each time. */
  Optional<HttpResponse<byte[]>> exchange(HttpRequest.Builder call) {
    HttpRequest request = call.timeout(TIMEOUT).build();
    for (int attempt = 1; ; attempt++) {
      try {
        return Optional.of(client.send(request, BodyHandlers.ofByteArray()));
      } catch (HttpTimeoutException | ConnectException e) {
        throw unreachable(e);
      } catch (IOException e) {
        if (attempt == ATTEMPTS) {
          return Optional.empty();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw unreachable(e);
      }
    }
  }

  /**
   * Sends again what met a connection that the server had closed: it does so after it refused a
   * request without waiting for its body. A call that was carried out twice could only make a proof
   * fail.
   */
  private Answer send(HttpRequest request) {
    for (int attempt = 1; ; attempt++) {
      try {
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.body());
      } catch (IOException e) {
        if (attempt == ATTEMPTS || e instanceof HttpTimeoutException) {
          throw unreachable(e);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw unreachable(e);
      }
    }
  }

  private Failure unreachable(Exception cause) {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "proofs.unreachable",
        "The server cannot be reached at " + server + " by its proofs.",
        "Look for what stands between the server and its own address.",
        cause);
  }

  private static SSLContext trusting(Path authority) {
    try {
      return Authorities.in(authority).context();
    } catch (IOException | CertificateException e) {
      throw new Failure(
          Failure.Kind.UNAVAILABLE,
          "proofs.no-authority",
          "The server's own authority " + authority + " cannot be read.",
          "Bring the file back, or restart the server to have it made anew.",
          e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
