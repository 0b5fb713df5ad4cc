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
  private static final int MOST_SECRETS = 20;

  /** Lists of containers in a PodSpec, and what a PodStatus says of them. */
  private static final Map<String, String> CONTAINERS =
      Map.of(
          "containers", "containerStatuses",
          "initContainers", "initContainerStatuses",
          "ephemeralContainers", "ephemeralContainerStatuses");

  private static final List<String> SPECS =
      List.of("/spec/template/spec", "/spec/jobTemplate/spec/template/spec");

  /** All that is looked at in an object, each with its way from the top. */
  static final List<String> FIELDS = fields();

  private PodImages() {}

  private static List<String> fields() {
    List<String> fields = new ArrayList<>(List.of("/metadata/namespace"));
    List<String> specs = new ArrayList<>(SPECS);
    specs.add("/spec");
    for (String spec : specs) {
      fields.add(spec + "/imagePullSecrets/name");
      fields.add(spec + "/serviceAccountName");
      fields.add(spec + "/volumes/image/reference");
      CONTAINERS.forEach((list, statuses) -> {
        fields.add(spec + "/" + list + "/name");
        fields.add(spec + "/" + list + "/image");
        fields.add("/status/" + statuses + "/name");
        fields.add("/status/" + statuses + "/imageID");
      });
    }
    return List.copyOf(fields);
  }

  /**
   * Of a pod, or of an object with a template of pods. What cannot be the name of something is left
   * out.
   */
  public static List<Use> of(JsonNode object) {
    String place = object.at("/metadata/namespace").asText("default");
    if (!Use.isName(place)) {
      return List.of();
    }
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
            .filter(Use::isName)
            .limit(MOST_SECRETS)
            .toList();
    String said = spec.path("serviceAccountName").asText("default");
    String account = Use.isName(said) ? said : "default";
    List<Use> uses = new ArrayList<>();
    CONTAINERS.forEach((list, statuses) -> {
      Map<String, Digest> running = running(status.path(statuses));
      stream(spec.path(list))
          .filter(container -> Use.isImage(container.path("image").asText("")))
          .forEach(container ->
              uses.add(
                  new Use(
                      place,
                      container.path("image").asText(""),
                      Optional.ofNullable(running.get(container.path("name").asText(""))),
                      secrets,
                      account)));
    });
    stream(spec.path("volumes"))
        .map(volume -> volume.at("/image/reference").asText(""))
        .filter(Use::isImage)
        .forEach(image -> uses.add(new Use(place, image, Optional.empty(), secrets, account)));
    return uses;
  }

  /** By name of the container: {@code docker-pullable://host/path@sha256:…} and its like. */
  private static Map<String, Digest> running(JsonNode statuses) {
    Map<String, Digest> running = new HashMap<>();
    stream(statuses)
        .forEach(status -> {
          String id = status.path("imageID").asText("");
          // Without an at sign it is an image's config, as runtimes say of images that were
          // imported.
          if (id.indexOf('@') >= 0) {
            Digest.tryParse(id.substring(id.lastIndexOf('@') + 1))
                .ifPresent(digest -> running.put(status.path("name").asText(""), digest));
          }
        });
    return running;
  }

  private static Stream<JsonNode> stream(JsonNode array) {
    List<JsonNode> nodes = new ArrayList<>();
    array.forEach(nodes::add);
    return nodes.stream();
  }
}
