package redoubt.testkit;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import redoubt.crypto.Authorities;

/**
 * Calls a server over HTTPS, trusting only the certificates of one PEM file. Immutable: {@link
 * #with} returns a caller with one more header.
 */
public final class HttpsCaller {
  private final HttpClient client;
  private final URI server;
  private final Map<String, String> headers;

  private HttpsCaller(HttpClient client, URI server, Map<String, String> headers) {
    this.client = client;
    this.server = server;
    this.headers = headers;
  }

  /**
   * @param caPem one or more certificates
   * @param server for example {@code https://127.0.0.1:8443}
   */
  public static HttpsCaller trusting(Path caPem, URI server) {
    HttpClient client =
        HttpClient.newBuilder()
            .sslContext(contextTrusting(caPem))
            .connectTimeout(Duration.ofSeconds(10))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    return new HttpsCaller(client, server, Map.of());
  }

  public HttpsCaller with(String header, String value) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(header, value);
    return new HttpsCaller(client, server, more);
  }

  public HttpsCaller withBearer(String token) {
    return with("Authorization", "Bearer " + token);
  }

  public HttpResponse<String> get(String path) {
    return send("GET", path, "");
  }

  public HttpResponse<String> delete(String path) {
    return send("DELETE", path, "");
  }

  public HttpResponse<String> postJson(String path, String json) {
    return with("Content-Type", "application/json").send("POST", path, json);
  }

  public HttpResponse<String> patchJson(String path, String json) {
    return with("Content-Type", "application/json").send("PATCH", path, json);
  }

  public HttpResponse<String> postForm(String path, String form) {
    return with("Content-Type", "application/x-www-form-urlencoded").send("POST", path, form);
  }

  /** Sends any method; an empty body is no body. */
  public HttpResponse<String> send(String method, String path, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve(path))
            .timeout(Duration.ofSeconds(60))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    headers.forEach(request::header);
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A TLS context that trusts the certificates of a PEM file and no other. */
  public static SSLContext contextTrusting(Path caPem) {
    try {
      return Authorities.in(caPem).context();
    } catch (IOException | CertificateException e) {
      throw new IllegalStateException("cannot trust " + caPem, e);
    }
  }
}
