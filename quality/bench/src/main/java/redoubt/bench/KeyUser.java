package redoubt.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import java.util.Objects;
import redoubt.server.House;
import redoubt.testkit.HttpsCaller;
import redoubt.web.Json;

/** Somebody with a token on the server that is measured, who makes root keys and uses them. */
final class KeyUser {
  private final String server;
  private final HttpsCaller caller;
  private final Map<String, String> headers;

  private KeyUser(String server, HttpsCaller caller, Map<String, String> headers) {
    this.server = server;
    this.headers = headers;
    HttpsCaller own = caller;
    for (Map.Entry<String, String> header : headers.entrySet()) {
      own = own.with(header.getKey(), header.getValue());
    }
    this.caller = own;
  }

  static KeyUser of(House house) throws IOException {
    HttpsCaller stranger = HttpsCaller.trusting(house.caFile(), URI.create(house.url()));
    String apiKey = Files.readString(house.apiKeyFile()).strip();
    String token =
        json(stranger.postForm(
                "/identity/token",
                "grant_type=urn:ibm:params:oauth:grant-type:apikey&apikey=" + apiKey))
            .path("access_token")
            .asText();
    JsonNode instances = json(stranger.withBearer(token).get("/v1/instances"));
    return new KeyUser(
        house.url(),
        stranger,
        Map.of(
            "Authorization",
            "Bearer " + token,
            "Bluemix-Instance",
            instances.path("items").path(0).path("id").asText(),
            "Content-Type",
            "application/json"));
  }

  Map<String, String> headers() {
    return headers;
  }

  String newKey(String name, boolean inHsm) {
    String body =
        """
        {"metadata":{"collectionType":"application/vnd.ibm.kms.key+json","collectionTotal":1},
         "resources":[{"type":"application/vnd.ibm.kms.key+json","name":"%s","extractable":false,
                       "inHsm":%s}]}
        """
            .formatted(name, inHsm);
    return json(caller.send("POST", "/api/v2/keys", body)).at("/resources/0/id").asText();
  }

  String action(String key, String name) {
    return server + "/api/v2/keys/" + key + "/actions/" + name;
  }

  /** The body of an unwrap of what a wrap of this body gave. */
  String wrapped(String key, String body) {
    JsonNode wrapped = json(caller.send("POST", action(key, "wrap"), body));
    return "{\"ciphertext\":\"" + wrapped.path("ciphertext").asText() + "\"}";
  }

  /**
   * Makes a cluster under a root key of its own.
   *
   * @return the API key of its plugin
   */
  String newCluster(String name) {
    String cluster = "/v1/instances/" + instance() + "/clusters";
    json(caller.send("POST", cluster, "{\"name\":\"" + name + "\"}"));
    json(
        caller.send(
            "POST",
            cluster + "/" + name + "/use",
            "{\"key\":\"" + newKey(name, false) + "\",\"resources\":[\"secrets\"]}"));
    String bundle = "{\"serverUrl\":\"" + server + "\",\"ca\":\"-----BEGIN CERTIFICATE-----\"}";
    for (JsonNode file :
        json(caller.send("POST", cluster + "/" + name + "/bundle", bundle)).path("files")) {
      if (file.path("path").asText().endsWith("/apikey")) {
        return file.path("content").asText();
      }
    }
    throw new IllegalStateException("there is no API key in the bundle");
  }

  String instance() {
    return Objects.requireNonNull(headers.get("Bluemix-Instance"));
  }

  private static JsonNode json(HttpResponse<String> response) {
    if (response.statusCode() >= 300) {
      throw new IllegalStateException(response.uri() + " answered " + response.body());
    }
    return Json.parse(response.body().getBytes(StandardCharsets.UTF_8));
  }
}
