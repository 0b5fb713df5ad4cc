package redoubt.admission.rehearse;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import redoubt.admission.AdmissionFailures;
import redoubt.admission.Clusters;
import redoubt.admission.policy.NamePattern;
import redoubt.core.Failure;
import redoubt.oci.Digest;

/** Reads which pods there are, and of them nothing but names and images. */
final class PodReading {
  /** More pods of a cluster are not looked at. */
  static final int MOST = 50_000;

  /** Nor more images in them together. */
  private static final int MOST_USES = 500_000;

  private static final int PAGE = 500;
  private static final String PODS = "/api/v1/pods";
  private static final Pattern NAME = Pattern.compile("[a-z0-9.-]{1,253}");
  private static final Pattern IMAGE = Pattern.compile("[!-~]{1," + NamePattern.LONGEST + "}");
  private static final Set<String> OVER = Set.of("Succeeded", "Failed");

  /** Lists of containers in a PodSpec, and what a PodStatus says of them. */
  private static final Map<String, String> CONTAINERS =
      Map.of(
          "containers", "containerStatuses",
          "initContainers", "initContainerStatuses",
          "ephemeralContainers", "ephemeralContainerStatuses");

  private PodReading() {}

  static Set<String> fields() {
    Set<String> fields =
        new HashSet<>(
            List.of(
                "/metadata/continue",
                "/items/metadata/name",
                "/items/metadata/uid",
                "/items/metadata/deletionTimestamp",
                "/items/metadata/namespace",
                "/items/spec/volumes/image/reference",
                "/items/status/phase"));
    CONTAINERS.forEach((list, statuses) -> {
      fields.add("/items/spec/" + list + "/name");
      fields.add("/items/spec/" + list + "/image");
      fields.add("/items/status/" + statuses + "/name");
      fields.add("/items/status/" + statuses + "/imageID");
    });
    return Set.copyOf(fields);
  }

  /**
   * Those that are not over.
   *
   * @throws Failure {@code admission.pods-unreadable}, {@code admission.too-many-pods}; what the
   *     API server's client says
   */
  static List<RunningPod> of(Clusters.Api api) {
    List<RunningPod> pods = new ArrayList<>();
    String from = "";
    int size = PAGE;
    int uses = 0;
    while (true) {
      Optional<JsonNode> page;
      try {
        page = api.get(PODS + "?limit=" + size + from);
      } catch (Failure e) {
        if (e.kind() == Failure.Kind.FORBIDDEN) {
          throw AdmissionFailures.podsUnreadable();
        }
        if (e.kind() != Failure.Kind.TOO_LARGE || size == 1) {
          throw e;
        }
        size = Math.max(1, size / 4);
        continue;
      }
      JsonNode list = page.orElseThrow(AdmissionFailures::podsUnreadable);
      for (JsonNode item : list.path("items")) {
        Optional<RunningPod> pod = pod(item);
        pod.ifPresent(pods::add);
        uses += pod.map(one -> one.uses().size()).orElse(0);
      }
      if (pods.size() > MOST || uses > MOST_USES) {
        throw AdmissionFailures.tooManyPods(MOST);
      }
      String next = list.at("/metadata/continue").asText("");
      if (next.isEmpty()) {
        return pods;
      }
      from = "&continue=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
    }
  }

  private static Optional<RunningPod> pod(JsonNode item) {
    String namespace = item.at("/metadata/namespace").asText("default");
    String name = item.at("/metadata/name").asText("");
    if (OVER.contains(item.at("/status/phase").asText(""))
        || !NAME.matcher(namespace).matches()
        || !NAME.matcher(name).matches()) {
      return Optional.empty();
    }
    List<RunningPod.Use> uses = new ArrayList<>();
    CONTAINERS.forEach((list, statuses) -> {
      Map<String, Digest> running = running(item.path("status").path(statuses));
      item.path("spec")
          .path(list)
          .forEach(container ->
              add(
                  uses,
                  container.path("image").asText(""),
                  Optional.ofNullable(running.get(container.path("name").asText("")))));
    });
    item.at("/spec/volumes")
        .forEach(volume -> add(uses, volume.at("/image/reference").asText(""), Optional.empty()));
    return Optional.of(
        new RunningPod(
            namespace,
            name,
            item.at("/metadata/uid").asText(""),
            item.at("/metadata").hasNonNull("deletionTimestamp"),
            uses));
  }

  private static void add(List<RunningPod.Use> uses, String image, Optional<Digest> running) {
    if (IMAGE.matcher(image.strip()).matches()) {
      uses.add(new RunningPod.Use(image.strip(), running));
    }
  }

  /** By name of the container: {@code docker-pullable://host/path@sha256:…} and its like. */
  private static Map<String, Digest> running(JsonNode statuses) {
    Map<String, Digest> running = new HashMap<>();
    for (JsonNode status : statuses) {
      String id = status.path("imageID").asText("");
      // Without an at sign it is an image's config, as runtimes say of images that were imported.
      if (id.indexOf('@') >= 0) {
        Digest.tryParse(id.substring(id.lastIndexOf('@') + 1))
            .ifPresent(digest -> running.put(status.path("name").asText(""), digest));
      }
    }
    return running;
  }
}
