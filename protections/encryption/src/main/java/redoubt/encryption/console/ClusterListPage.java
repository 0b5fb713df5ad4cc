package redoubt.encryption.console;

import java.util.List;
import redoubt.web.console.Choice;

/** The clusters of an instance. */
public record ClusterListPage(
    String instance, List<Choice> instances, List<Row> rows, Commands commands) {
  /** A cluster and how it stands. */
  public record Row(ClusterSummary cluster, Posture posture, String path) {}

  public String instanceName() {
    return instances.stream()
        .filter(Choice::chosen)
        .map(Choice::label)
        .findFirst()
        .orElse(instance);
  }
}
