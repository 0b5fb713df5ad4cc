package redoubt.encryption.console;

import java.util.Optional;
import redoubt.web.console.Notice;

/** Asks before something is done to a cluster. */
public record StepPage(
    String instance,
    ClusterSummary cluster,
    ClusterStep step,
    Commands commands,
    String csrf,
    Optional<Notice> notice) {
  public String path() {
    return ClusterApi.page(instance, cluster.name());
  }
}
