package redoubt.keys.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import redoubt.web.Json;

/** Someone who calls the API. */
public record Caller(KeyService service, String user, String tenant, Map<String, String> headers) {
  public Caller in(String otherTenant) {
    return new Caller(service, user, otherTenant, headers);
  }

  public Caller with(String header, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(header, value);
    return new Caller(service, user, tenant, more);
  }

  public Answer send(String method, String target, String body) {
    return service.call(
        user, tenant, headers, method, target, body.getBytes(StandardCharsets.UTF_8));
  }

  public Answer get(String target) {
    return send("GET", target, "");
  }

  public Answer delete(String target) {
    return send("DELETE", target, "");
  }

  public Answer post(String target, Object json) {
    return send("POST", target, new String(Json.bytes(json), StandardCharsets.UTF_8));
  }

  /** An action in today's form. */
  public Answer act(String key, String action, Object json) {
    return post("/api/v2/keys/" + key + "/actions/" + action, json);
  }

  public Answer act(String key, String action) {
    return send("POST", "/api/v2/keys/" + key + "/actions/" + action, "");
  }

  /** Creates a key of these fields. */
  public Answer create(Map<String, ?> fields) {
    return post("/api/v2/keys", collection(fields));
  }

  public static Map<String, Object> collection(Map<String, ?> fields) {
    Map<String, Object> resource = new LinkedHashMap<>();
    resource.put("type", "application/vnd.ibm.kms.key+json");
    resource.put("name", "a key");
    resource.putAll(fields);
    return Map.of(
        "metadata",
        Map.of("collectionType", "application/vnd.ibm.kms.key+json", "collectionTotal", 1),
        "resources",
        List.of(resource));
  }

  /** Id of a new root key. */
  public String rootKey() {
    return idOf(create(Map.of("extractable", false)));
  }

  /** Id of a new root key with this material. */
  public String importedKey(byte[] material) {
    return idOf(
        create(
            Map.of("extractable", false, "payload", Base64.getEncoder().encodeToString(material))));
  }

  /** Id of a new standard key. */
  public String standardKey() {
    return idOf(create(Map.of("extractable", true)));
  }

  public static String idOf(Answer created) {
    if (created.status() != 201) {
      throw new AssertionError("not created: " + created.outcome());
    }
    return created.resource().get("id").asText();
  }

  public JsonNode metadata(String key) {
    return get("/api/v2/keys/" + key + "/metadata").resource();
  }

  /** Ciphertext of a plaintext. */
  public String wrap(String key, byte[] plaintext, String... aad) {
    Answer answer =
        act(
            key,
            "wrap",
            Map.of(
                "plaintext", Base64.getEncoder().encodeToString(plaintext), "aad", List.of(aad)));
    if (answer.status() != 200) {
      throw new AssertionError("not wrapped: " + answer.outcome());
    }
    return answer.json().get("ciphertext").asText();
  }

  public Answer unwrap(String key, String ciphertext, String... aad) {
    return act(key, "unwrap", Map.of("ciphertext", ciphertext, "aad", List.of(aad)));
  }
}
