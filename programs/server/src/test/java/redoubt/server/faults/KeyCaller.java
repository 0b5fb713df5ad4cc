package redoubt.server.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import redoubt.testkit.HttpsCaller;
import redoubt.web.Json;

/** Works with keys of the instance {@code default} over HTTPS. */
record KeyCaller(HttpsCaller https) {
  private static final String NEW_KEY =
      """
      {"metadata":{"collectionType":"application/vnd.ibm.kms.key+json","collectionTotal":1},
       "resources":[{"type":"application/vnd.ibm.kms.key+json","name":"held","extractable":false%s}]}
      """;

  /** The administrator, as the first start left the API key in the directory. */
  static KeyCaller admin(Path data, URI server) {
    try {
      return withApiKey(
          Files.readString(data.resolve("admin.apikey")).strip(), data.resolve("ca.pem"), server);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static KeyCaller withApiKey(String apiKey, Path ca, URI server) {
    HttpsCaller stranger = HttpsCaller.trusting(ca, server);
    HttpResponse<String> token =
        stranger.postForm(
            "/identity/token",
            "grant_type=urn:ibm:params:oauth:grant-type:apikey&apikey="
                + URLEncoder.encode(apiKey, StandardCharsets.UTF_8));
    return withToken(text(token, "access_token"), stranger);
  }

  static KeyCaller withToken(String token, HttpsCaller stranger) {
    HttpsCaller caller = stranger.withBearer(token);
    String instance = json(caller.get("/v1/instances")).at("/items/0/id").asText();
    return new KeyCaller(caller.with("Bluemix-Instance", instance));
  }

  HttpResponse<String> create() {
    return https.postJson("/api/v2/keys", NEW_KEY.formatted(""));
  }

  HttpResponse<String> createInHsm() {
    return https.postJson("/api/v2/keys", NEW_KEY.formatted(",\"inHsm\":true"));
  }

  HttpResponse<String> createExpiring(Instant at) {
    return https.postJson("/api/v2/keys", NEW_KEY.formatted(",\"expirationDate\":\"" + at + "\""));
  }

  HttpResponse<String> rotateEveryMonth(String key) {
    return https
        .with("Content-Type", "application/json")
        .send(
            "PUT",
            "/api/v2/keys/" + key + "/policies",
            """
            {"metadata":{"collectionType":"application/vnd.ibm.kms.policy+json","collectionTotal":1},
             "resources":[{"type":"application/vnd.ibm.kms.policy+json",
                           "rotation":{"enabled":true,"interval_month":1}}]}
            """);
  }

  /** Makes a key and returns its id. */
  String newKey() {
    return idOf(create());
  }

  static String idOf(HttpResponse<String> created) {
    require(created, 201);
    return json(created).at("/resources/0/id").asText();
  }

  HttpResponse<String> wrap(String key, String plaintext) {
    return act(key, "wrap", "{\"plaintext\":\"" + plaintext + "\",\"aad\":[\"faults\"]}");
  }

  HttpResponse<String> unwrap(String key, String ciphertext) {
    return act(key, "unwrap", "{\"ciphertext\":\"" + ciphertext + "\",\"aad\":[\"faults\"]}");
  }

  HttpResponse<String> act(String key, String action) {
    return act(key, action, "");
  }

  HttpResponse<String> act(String key, String action, String body) {
    return https.postJson("/api/v2/keys/" + key + "/actions/" + action, body);
  }

  HttpResponse<String> get(String path) {
    return https.get(path);
  }

  int versions(String key) {
    return require(https.get("/api/v2/keys/" + key + "/versions"), 200).at("/resources").size();
  }

  /** A field of an answer that must be good. */
  static String text(HttpResponse<String> response, String field) {
    return require(response, 200).path(field).asText();
  }

  static JsonNode require(HttpResponse<String> response, int status) {
    if (response.statusCode() != status) {
      throw new AssertionError(
          response.request().uri() + " " + response.statusCode() + " " + response.body());
    }
    return json(response);
  }

  static JsonNode json(HttpResponse<String> response) {
    return Json.parse(response.body().getBytes(StandardCharsets.UTF_8));
  }
}
