package redoubt.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import redoubt.server.House;
import redoubt.web.Json;

/** Somebody with a token and a root key on the server that is measured. */
record KeyUser(HttpClient client, String server, Map<String, String> headers, String key) {
  private static final String NEW_KEY =
      """
      {"metadata":{"collectionType":"application/vnd.ibm.kms.key+json","collectionTotal":1},
       "resources":[{"type":"application/vnd.ibm.kms.key+json","name":"bench","extractable":false}]}
      """;

  static KeyUser of(House house) throws IOException, GeneralSecurityException {
    HttpClient client = HttpClient.newBuilder().sslContext(trusting(house)).build();
    String apiKey = Files.readString(house.apiKeyFile()).strip();
    JsonNode token =
        post(
            client,
            house.url() + "/identity/token",
            Map.of("Content-Type", "application/x-www-form-urlencoded"),
            "grant_type=urn:ibm:params:oauth:grant-type:apikey&apikey=" + apiKey);
    Map<String, String> bearer =
        Map.of("Authorization", "Bearer " + token.path("access_token").asText());
    HttpRequest list = request(house.url() + "/v1/instances", bearer).GET().build();
    String instance = send(client, list).path("items").path(0).path("id").asText();
    Map<String, String> headers =
        Map.of(
            "Authorization",
            bearer.getOrDefault("Authorization", ""),
            "Bluemix-Instance",
            instance,
            "Content-Type",
            "application/json");
    JsonNode made = post(client, house.url() + "/api/v2/keys", headers, NEW_KEY);
    String key = made.path("resources").path(0).path("id").asText();
    return new KeyUser(client, house.url(), headers, key);
  }

  String action(String name) {
    return server + "/api/v2/keys/" + key + "/actions/" + name;
  }

  /** The body of an unwrap of what a wrap of this body gave. */
  String wrapped(String body) {
    JsonNode wrapped = post(client, action("wrap"), headers, body);
    return "{\"ciphertext\":\"" + wrapped.path("ciphertext").asText() + "\"}";
  }

  private static JsonNode post(
      HttpClient client, String url, Map<String, String> headers, String body) {
    return send(
        client, request(url, headers).POST(HttpRequest.BodyPublishers.ofString(body)).build());
  }

  private static HttpRequest.Builder request(String url, Map<String, String> headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
    headers.forEach(request::header);
    return request;
  }

  private static JsonNode send(HttpClient client, HttpRequest request) {
    try {
      HttpResponse<String> response =
          client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      if (response.statusCode() >= 300) {
        throw new IllegalStateException(response.statusCode() + " from " + request.uri());
      }
      return Json.parse(response.body().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static SSLContext trusting(House house) throws IOException, GeneralSecurityException {
    KeyStore trust = KeyStore.getInstance(KeyStore.getDefaultType());
    trust.load(null, null);
    try (InputStream pem = Files.newInputStream(house.caFile())) {
      trust.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trust);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "KeyUser[" + key + "]";
  }
}
