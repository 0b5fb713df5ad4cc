package redoubt.signatures.watch;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.Failure;
import redoubt.signatures.foreign.ForeignName;
import redoubt.signatures.foreign.PullSecrets;
import redoubt.signatures.foreign.Tracked;
import redoubt.signatures.foreign.Use;
import redoubt.signatures.foreign.Workloads;
import redoubt.signatures.sql.WorkloadRows;
import redoubt.store.Database;

/** Reads the secrets that an image's pods have it pulled with. They are kept nowhere. */
final class PodSecrets {
  private static final Logger LOG = LoggerFactory.getLogger(PodSecrets.class);
  private static final int MOST_SECRETS = 50;

  private final Database database;
  private final Workloads workloads;

  PodSecrets(Database database, Workloads workloads) {
    this.database = database;
    this.workloads = workloads;
  }

  /** Of the pods that name it, as the kubelet would use them; none where they cannot be read. */
  PullSecrets of(Tracked tracked) {
    List<WorkloadRows.Named> named =
        database.read(handle -> WorkloadRows.of(handle, tracked.instance())).stream()
            .filter(one -> isSame(one.use().image(), tracked.image()))
            .toList();
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
      } catch (Failure e) {
        LOG.info("pull secrets of {} cannot be read: {}", cluster.name(), e.getMessage());
      }
    }
    return PullSecrets.read(found);
  }

  private static boolean isSame(String named, ForeignName.Image image) {
    return ForeignName.parse(named).filter(image::equals).isPresent();
  }

  private static List<JsonNode> secrets(Workloads.Api api, List<Use> uses) {
    Set<String> paths = new TreeSet<>();
    for (Use use : uses) {
      String place = "/api/v1/namespaces/" + use.place();
      use.pulledWith().forEach(name -> paths.add(place + "/secrets/" + name));
      if (use.pulledWith().isEmpty()) {
        api.get(place + "/serviceaccounts/" + use.account())
            .ifPresent(account ->
                account
                    .path("imagePullSecrets")
                    .forEach(one -> paths.add(place + "/secrets/" + one.path("name").asText(""))));
      }
    }
    return paths.stream()
        .filter(path -> path.matches("/[A-Za-z0-9./-]+"))
        .limit(MOST_SECRETS)
        .map(api::get)
        .flatMap(Optional::stream)
        .toList();
  }
}
