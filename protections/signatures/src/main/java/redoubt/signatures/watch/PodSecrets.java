package redoubt.signatures.watch;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.Failure;
import redoubt.signatures.foreign.PullSecrets;
import redoubt.signatures.foreign.Tracked;
import redoubt.signatures.foreign.Use;
import redoubt.signatures.foreign.Workloads;
import redoubt.signatures.sql.WorkloadRows;
import redoubt.store.Database;

/** Reads the secrets that an image's pods have it pulled with. They are kept nowhere. */
final class PodSecrets {
  private static final Logger LOG = LoggerFactory.getLogger(PodSecrets.class);
  private static final int MOST_SECRETS = 30;
  private static final int MOST_OF_POD = 20;

  private final Database database;
  private final Workloads workloads;

  PodSecrets(Database database, Workloads workloads) {
    this.database = database;
    this.workloads = workloads;
  }

  /**
   * Of the pods that name its repository, as the kubelet would use them; none where they cannot be
   * read. What runs under a name is of the same pods, whatever else the name means by now.
   */
  PullSecrets of(Tracked tracked) {
    List<WorkloadRows.Named> named =
        database.read(
            handle -> WorkloadRows.of(handle, tracked.instance(), tracked.image().name()));
    List<JsonNode> found = new ArrayList<>();
    for (Workloads.Cluster cluster :
        named.stream().map(WorkloadRows.Named::cluster).collect(Collectors.toSet())) {
      try {
        found.addAll(
            workloads.visit(
                cluster,
                api ->
                    secrets(
                        api,
                        named.stream()
                            .filter(one -> one.cluster().equals(cluster))
                            .map(WorkloadRows.Named::use)
                            .toList())));
      } catch (RuntimeException e) {
        LOG.info("pull secrets of {} cannot be read: {}", cluster.id(), e.toString());
      }
    }
    return PullSecrets.read(found);
  }

  private static List<JsonNode> secrets(Workloads.Api api, List<Use> uses) {
    Set<String> paths = new LinkedHashSet<>();
    // In turns by namespace, so that no author of pods crowds out the secrets of others.
    for (int turn = 0; turn < MOST_OF_POD; turn++) {
      for (Use use : uses) {
        String place = "/api/v1/namespaces/" + use.place();
        List<String> names =
            use.pulledWith().isEmpty() && turn == 0 ? ofAccount(api, use) : use.pulledWith();
        if (turn < names.size()) {
          paths.add(place + "/secrets/" + names.get(turn));
        }
      }
    }
    return paths.stream()
        .limit(MOST_SECRETS)
        .map(path -> seen(api, path))
        .flatMap(Optional::stream)
        .toList();
  }

  private static List<String> ofAccount(Workloads.Api api, Use use) {
    List<String> names = new ArrayList<>();
    seen(api, "/api/v1/namespaces/" + use.place() + "/serviceaccounts/" + use.account())
        .ifPresent(account ->
            account
                .path("imagePullSecrets")
                .forEach(one -> {
                  String name = one.path("name").asText("");
                  if (Use.isName(name)) {
                    names.add(name);
                  }
                }));
    return names;
  }

  /** What one may not see is as if it were not there. */
  private static Optional<JsonNode> seen(Workloads.Api api, String path) {
    try {
      return api.get(path);
    } catch (Failure e) {
      if (e.kind() == Failure.Kind.FORBIDDEN) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
