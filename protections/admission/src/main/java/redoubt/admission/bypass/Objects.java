package redoubt.admission.bypass;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Objects of Kubernetes as its API servers take them. */
final class Objects {
  private static final Map<String, Object> LABELS = Map.of("app", "bypass");

  private Objects() {}

  /** What has a name and nothing else yet. */
  static Map<String, Object> named(String apiVersion, String kind) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("apiVersion", apiVersion);
    object.put("kind", kind);
    object.put("metadata", Map.of("name", "bypass", "labels", LABELS));
    return object;
  }

  static Map<String, Object> pod(Map<String, Object> spec) {
    return pod(Map.of(), spec);
  }

  /**
   * @param metadata besides its name
   */
  static Map<String, Object> pod(Map<String, Object> metadata, Map<String, Object> spec) {
    Map<String, Object> pod = named("v1", "Pod");
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("name", "bypass");
    all.put("labels", LABELS);
    all.putAll(metadata);
    pod.put("metadata", all);
    pod.put("spec", spec);
    return pod;
  }

  /** A pod with one container. */
  static Map<String, Object> podOf(String image) {
    return pod(spec(image));
  }

  /** With a container for each. */
  static Map<String, Object> spec(String... images) {
    return new LinkedHashMap<>(Map.of("containers", containers(images)));
  }

  static List<Map<String, Object>> containers(String... images) {
    List<Map<String, Object>> containers = new ArrayList<>();
    for (String image : images) {
      containers.add(container("c" + containers.size(), image));
    }
    return containers;
  }

  static Map<String, Object> container(String name, String image) {
    return new LinkedHashMap<>(Map.of("name", name, "image", image));
  }

  /** A spec with a container, and more. */
  static Map<String, Object> with(String image, String field, Object value) {
    Map<String, Object> spec = spec(image);
    spec.put(field, value);
    return spec;
  }

  static Map<String, Object> template(Map<String, Object> spec) {
    return Map.of("metadata", Map.of("labels", LABELS), "spec", spec);
  }

  /** A workload that keeps pods of a template, with its replicas. */
  static Map<String, Object> deployment(String image, int replicas) {
    Map<String, Object> deployment = named("apps/v1", "Deployment");
    deployment.put("spec", selecting(image, Map.of("replicas", replicas)));
    return deployment;
  }

  static Map<String, Object> selecting(String image, Map<String, Object> more) {
    Map<String, Object> spec = new LinkedHashMap<>(more);
    spec.put("selector", Map.of("matchLabels", LABELS));
    spec.put("template", template(spec(image)));
    return spec;
  }

  /** A template of pods that end. */
  static Map<String, Object> ending(String image) {
    return template(with(image, "restartPolicy", "Never"));
  }

  static Map<String, Object> plainSelector() {
    return LABELS;
  }
}
