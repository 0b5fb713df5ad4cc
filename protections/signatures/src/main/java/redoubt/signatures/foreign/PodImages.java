package redoubt.signatures.foreign;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import redoubt.oci.Digest;

/**
 * Images in objects of Kubernetes: pods with what their nodes say of them, and the templates of
 * pods to come.
 */
public final class PodImages {
  private static final int LONGEST = 512;

  /** Lists of containers in a PodSpec, and what a PodStatus says of them. */
  private static final Map<String, String> CONTAINERS =
      Map.of(
          "containers", "containerStatuses",
          "initContainers", "initContainerStatuses",
          "ephemeralContainers", "ephemeralContainerStatuses");

  private static final List<String> SPECS =
      List.of("/spec/template/spec", "/spec/jobTemplate/spec/template/spec");

  private PodImages() {}

  /** Of a pod, or of an object with a template of pods. */
  public static List<Use> of(JsonNode object) {
    String place = object.at("/metadata/namespace").asText("default");
    for (String pointer : SPECS) {
      if (object.at(pointer).isObject()) {
        return of(place, object.at(pointer), object.path("none"));
      }
    }
    return of(place, object.path("spec"), object.path("status"));
  }

  private static List<Use> of(String place, JsonNode spec, JsonNode status) {
    List<String> secrets =
        stream(spec.path("imagePullSecrets"))
            .map(one -> one.path("name").asText(""))
            .filter(name -> !name.isEmpty())
            .limit(20)
            .toList();
    String account = spec.path("serviceAccountName").asText("default");
    List<Use> uses = new ArrayList<>();
    CONTAINERS.forEach((list, said) -> {
      Map<String, Digest> running = running(status.path(said));
      stream(spec.path(list))
          .forEach(container ->
              add(
                  uses,
                  new Use(
                      place,
                      container.path("image").asText(""),
                      Optional.ofNullable(running.get(container.path("name").asText(""))),
                      secrets,
                      account)));
    });
    stream(spec.path("volumes"))
        .map(volume -> volume.at("/image/reference").asText(""))
        .forEach(image -> add(uses, new Use(place, image, Optional.empty(), secrets, account)));
    return uses;
  }

  private static void add(List<Use> uses, Use use) {
    if (!use.image().isEmpty() && use.image().length() <= LONGEST) {
      uses.add(use);
    }
  }

  /** By name of the container: {@code docker-pullable://host/path@sha256:…} and its like. */
  private static Map<String, Digest> running(JsonNode statuses) {
    Map<String, Digest> running = new HashMap<>();
    stream(statuses)
        .forEach(status -> {
          String id = status.path("imageID").asText("");
          Digest.tryParse(id.substring(id.lastIndexOf('@') + 1))
              .ifPresent(digest -> running.put(status.path("name").asText(""), digest));
        });
    return running;
  }

  private static Stream<JsonNode> stream(JsonNode array) {
    List<JsonNode> nodes = new ArrayList<>();
    array.forEach(nodes::add);
    return nodes.stream();
  }
}
