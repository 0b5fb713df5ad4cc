package redoubt.encryption.console;

import java.util.Optional;
import redoubt.web.console.Notice;

/** How far something long is; also what a page that shows it asks for while it lasts. */
public record ProgressPage(
    String instance,
    ClusterSummary cluster,
    boolean mayManage,
    String csrf,
    Optional<Notice> notice) {
  public String path() {
    return ClusterApi.page(instance, cluster.name());
  }

  public boolean canMigrate() {
    return mayManage && cluster.isGuarded() && cluster.apiServer().isPresent();
  }
}
