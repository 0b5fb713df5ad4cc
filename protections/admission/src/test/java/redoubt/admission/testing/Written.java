package redoubt.admission.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.admission.Clusters;
import redoubt.admission.ladder.Writes;
import redoubt.web.Json;

/** An API server that has what a test gave it, and takes what is written. */
public final class Written implements Clusters.Api, Writes.Api {
  private final Map<String, List<JsonNode>> lists;
  private final Map<String, JsonNode> objects;
  private int version;
  private int writes;

  Written(Map<String, List<JsonNode>> lists, Map<String, JsonNode> objects) {
    this.lists = lists;
    this.objects = objects;
  }

  /** What somebody else does there. */
  public Map<String, JsonNode> objects() {
    return objects;
  }

  /** How often something was written. */
  public int writes() {
    return writes;
  }

  @Override
  public synchronized Optional<JsonNode> get(String path) {
    String bare = path.replaceFirst("[?].*", "");
    return lists.containsKey(bare)
        ? Optional.of(Json.parse(Json.bytes(Map.of("items", lists.get(bare)))))
        : Optional.ofNullable(objects.get(bare));
  }

  @Override
  public synchronized Writes.Applied apply(String path, byte[] bytes) {
    ObjectNode object = (ObjectNode) Json.parse(bytes);
    String expected = object.at("/metadata/resourceVersion").asText();
    String there =
        Optional.ofNullable(objects.get(path))
            .map(one -> one.at("/metadata/resourceVersion").asText())
            .orElse("");
    if (path.contains("/gone/")) {
      return new Writes.Applied.Gone();
    }
    if (!expected.isEmpty() && !expected.equals(there)) {
      return new Writes.Applied.Conflict();
    }
    writes++;
    String now = Integer.toString(++version);
    ((ObjectNode) object.path("metadata")).put("resourceVersion", now);
    objects.put(path, object);
    return new Writes.Applied.Done(now);
  }

  @Override
  public synchronized Map<String, String> versions(String group, String plural, String name) {
    Map<String, String> versions = new LinkedHashMap<>();
    objects.forEach((path, object) -> {
      if (path.startsWith("/apis/" + group + "/") && path.endsWith("/" + plural + "/" + name)) {
        versions.put(
            object.at("/metadata/namespace").asText(),
            object.at("/metadata/resourceVersion").asText());
      }
    });
    return versions;
  }

  @Override
  public String user() {
    return "system:serviceaccount:redoubt:server";
  }
}
