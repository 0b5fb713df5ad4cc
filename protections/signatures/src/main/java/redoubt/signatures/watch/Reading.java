package redoubt.signatures.watch;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import redoubt.core.Failure;
import redoubt.signatures.foreign.PodImages;
import redoubt.signatures.foreign.Use;
import redoubt.signatures.foreign.Workloads;

/** Reads from an API server which images pods name, and templates of pods to come. */
final class Reading {
  /** More different uses of images in a cluster are not followed. */
  static final int MOST = 20_000;

  private static final int PAGE = 100;
  private static final int MOST_PAGES = 1000;

  private static final List<String> LISTS =
      List.of(
          "/api/v1/pods",
          "/apis/apps/v1/deployments",
          "/apis/apps/v1/statefulsets",
          "/apis/apps/v1/daemonsets",
          "/apis/batch/v1/cronjobs",
          "/apis/batch/v1/jobs");

  private Reading() {}

  /**
   * All at a moment or two. Pods have to be readable; of what else is not, nothing is known.
   *
   * @throws Failure {@code signatures.pods-unreadable}, {@code signatures.limit}; what the API
   *     server's client says
   */
  static Set<Use> of(Workloads.Api api) {
    Set<Use> uses = new LinkedHashSet<>();
    for (String list : LISTS) {
      String from = "";
      for (int page = 0; page < MOST_PAGES; page++) {
        Optional<JsonNode> answer = api.get(list + "?limit=" + PAGE + from);
        if (answer.isEmpty() && uses.isEmpty() && list.equals(LISTS.getFirst())) {
          throw unreadable();
        }
        answer.ifPresent(one -> one.path("items").forEach(item -> uses.addAll(PodImages.of(item))));
        if (uses.size() > MOST) {
          throw tooMany();
        }
        String next = answer.map(one -> one.at("/metadata/continue").asText("")).orElse("");
        if (next.isEmpty()) {
          break;
        }
        from =
            "&continue="
                + java.net.URLEncoder.encode(next, java.nio.charset.StandardCharsets.UTF_8);
      }
    }
    return uses;
  }

  private static Failure unreadable() {
    return new Failure(
        Failure.Kind.FORBIDDEN,
        "signatures.pods-unreadable",
        "The credential of the cluster may not list pods.",
        "Let it list pods and what makes them, and get secrets that images are pulled with.");
  }

  private static Failure tooMany() {
    return new Failure(
        Failure.Kind.UNPROCESSABLE,
        "signatures.limit",
        "The workloads of the cluster name more than " + MOST + " images.",
        "None of them is followed; ask for those that matter: redoubt foreign-image verify IMAGE.");
  }
}
