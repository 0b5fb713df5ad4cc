package redoubt.admission.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;
import redoubt.admission.review.Review;
import redoubt.admission.review.ReviewReader;
import redoubt.web.Json;

/** Questions of an API server, from objects in YAML. */
public record Questions(String apiVersion, String kind, String plural, Map<String, Object> more) {
  public static Questions about(String apiVersion, String kind, String plural) {
    return new Questions(apiVersion, kind, plural, Map.of());
  }

  public static Questions aboutPods() {
    return about("v1", "Pod", "pods");
  }

  /** With a field of the request set. */
  public Questions with(String field, Object value) {
    Map<String, Object> all = new LinkedHashMap<>(more);
    all.put(field, value);
    return new Questions(apiVersion, kind, plural, all);
  }

  /** As it is before. */
  public Questions before(String yaml) {
    return with("oldObject", new Yaml().load(yaml)).with("operation", "UPDATE");
  }

  public byte[] json(String yaml) {
    int slash = apiVersion.indexOf('/');
    String group = slash < 0 ? "" : apiVersion.substring(0, slash);
    String version = apiVersion.substring(slash + 1);
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("uid", "705ab4f5-6393-11e8-b7cc-42010a800002");
    request.put("kind", Map.of("group", group, "version", version, "kind", kind));
    request.put("resource", Map.of("group", group, "version", version, "resource", plural));
    request.put("namespace", "team");
    request.put("name", "app");
    request.put("operation", "CREATE");
    request.put("userInfo", Map.of("username", "ann"));
    request.put("dryRun", false);
    request.put("object", new Yaml().load(yaml));
    request.putAll(more);
    return Json.bytes(
        Map.of("apiVersion", "admission.k8s.io/v1", "kind", "AdmissionReview", "request", request));
  }

  public Review ask(String yaml) {
    return ReviewReader.read(json(yaml));
  }

  /** A pod with these images. */
  public static String pod(String... images) {
    StringBuilder yaml = new StringBuilder("metadata: {name: app}\nspec:\n  containers:\n");
    for (int i = 0; i < images.length; i++) {
      yaml.append("  - {name: c").append(i).append(", image: '").append(images[i]).append("'}\n");
    }
    return yaml.toString();
  }

  public static JsonNode json(byte[] bytes) {
    return Json.parse(bytes);
  }
}
