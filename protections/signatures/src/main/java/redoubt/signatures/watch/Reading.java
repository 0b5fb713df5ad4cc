package redoubt.signatures.watch;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import redoubt.core.Failure;
import redoubt.signatures.foreign.PodImages;
import redoubt.signatures.foreign.Use;
import redoubt.signatures.foreign.Workloads;

/**
 * What pods of a cluster, and templates of pods to come, name.
 *
 * @param said what could not be read or was left out, for people; empty when that is all
 */
record Reading(Set<Use> uses, String said) {
  /** More different uses of images in a cluster are not followed. */
  private static final int MOST = 20_000;

  /** Nor more in one of its namespaces, so that no author of pods keeps others from being seen. */
  private static final int MOST_OF_PLACE = 2_000;

  private static final int PAGE = 50;
  private static final int MOST_PAGES = 2_000;
  private static final String PODS = "/api/v1/pods";

  private static final List<String> LISTS =
      List.of(
          PODS,
          "/apis/apps/v1/deployments",
          "/apis/apps/v1/statefulsets",
          "/apis/apps/v1/daemonsets",
          "/apis/batch/v1/cronjobs",
          "/apis/batch/v1/jobs");

  /**
   * All at a moment or two. Pods have to be readable; of what else is not, it is said so.
   *
   * @throws Failure {@code signatures.pods-unreadable}; what the API server's client says
   */
  static Reading of(Workloads.Api api) {
    Set<Use> uses = new LinkedHashSet<>();
    Map<String, Integer> ofPlace = new HashMap<>();
    Set<String> left = new TreeSet<>();
    for (String list : LISTS) {
      try {
        boolean whole =
            read(
                api,
                list,
                use -> {
                  int there = ofPlace.getOrDefault(use.place(), 0);
                  if (there >= MOST_OF_PLACE || uses.size() >= MOST) {
                    left.add("what is too much in " + use.place());
                  } else if (uses.add(use)) {
                    ofPlace.put(use.place(), there + 1);
                  }
                });
        if (!whole) {
          left.add("more of " + kind(list));
        }
      } catch (Failure e) {
        if (e.kind() != Failure.Kind.FORBIDDEN) {
          throw e;
        }
        if (list.equals(PODS)) {
          throw unreadable();
        }
        left.add(kind(list));
      }
    }
    return new Reading(
        uses,
        left.isEmpty()
            ? ""
            : "Not read: " + String.join(", ", left.stream().limit(10).toList()) + ".");
  }

  /**
   * Fewer objects at once where they are large, so that nobody's large ones keep others from being
   * seen. Whether that is all.
   */
  private static boolean read(Workloads.Api api, String list, Consumer<Use> each) {
    String from = "";
    int size = PAGE;
    for (int page = 0; page < MOST_PAGES; page++) {
      Optional<JsonNode> answer;
      try {
        answer = api.get(list + "?limit=" + size + from);
      } catch (Failure e) {
        if (e.kind() != Failure.Kind.TOO_LARGE || size == 1) {
          throw e;
        }
        size = Math.max(1, size / 4);
        continue;
      }
      if (answer.isEmpty()) {
        if (page > 0 || list.equals(PODS)) {
          throw unreadable();
        }
        return true;
      }
      answer.get().path("items").forEach(item -> PodImages.of(item).forEach(each));
      String next = answer.get().at("/metadata/continue").asText("");
      if (next.isEmpty()) {
        return true;
      }
      from = "&continue=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
      size = Math.min(PAGE, size * 2);
    }
    return false;
  }

  private static String kind(String list) {
    return list.substring(list.lastIndexOf('/') + 1);
  }

  private static Failure unreadable() {
    return new Failure(
        Failure.Kind.FORBIDDEN,
        "signatures.pods-unreadable",
        "The credential of the cluster may not list pods.",
        "Let it list pods and what makes them, and get secrets that images are pulled with.");
  }
}
