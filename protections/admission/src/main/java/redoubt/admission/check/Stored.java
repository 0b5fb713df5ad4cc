package redoubt.admission.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Objects that are stored for a try: so that nothing of them ever runs. */
final class Stored {
  /** No scheduler is called so: a pod that waits for it is on no node. */
  private static final String NOBODY = "redoubt-admission-check";

  private Stored() {}

  /** The object with a name of its own, which runs nowhere. */
  static ObjectNode quiet(ObjectNode object, String name) {
    ObjectNode quiet = object.deepCopy();
    quiet.withObject("/metadata").put("name", name);
    ObjectNode spec = quiet.withObject("/spec");
    if (quiet.path("kind").asText().equals("Pod")) {
      spec.put("schedulerName", NOBODY);
    } else if (spec.has("replicas")) {
      spec.put("replicas", 0);
    }
    return quiet;
  }

  /**
   * What is stored, with that of another state of the object that can be changed: images, ephemeral
   * containers, replicas, labels.
   */
  static ObjectNode changed(JsonNode stored, JsonNode wanted) {
    ObjectNode changed = stored.deepCopy();
    JsonNode labels = wanted.at("/metadata/labels");
    if (labels.isObject()) {
      changed.withObject("/metadata").withObject("/labels").setAll((ObjectNode) labels);
    }
    if (wanted.at("/spec/replicas").isNumber()) {
      changed.withObject("/spec").set("replicas", wanted.at("/spec/replicas"));
    }
    String way = wanted.at("/spec/template/spec").isObject() ? "/spec/template/spec" : "/spec";
    ObjectNode spec = (ObjectNode) changed.at(way);
    for (String list : List.of("containers", "initContainers")) {
      for (int i = 0; i < wanted.at(way).path(list).size(); i++) {
        if (spec.path(list).path(i) instanceof ObjectNode container) {
          container.set("image", wanted.at(way).path(list).path(i).path("image"));
        }
      }
    }
    if (wanted.at(way).path("ephemeralContainers") instanceof ArrayNode debug) {
      spec.set("ephemeralContainers", debug);
    }
    return changed;
  }
}
