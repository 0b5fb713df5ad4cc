package redoubt.encryption.console;

import java.util.List;
import java.util.Optional;
import redoubt.web.console.Moment;
import redoubt.web.console.Notice;
import redoubt.web.console.Pill;
import redoubt.web.console.TrendChart;
import redoubt.web.console.Who;

/**
 * One cluster.
 *
 * @param keyIds newest first
 * @param detail of the newest ledger by name; absent for who may not see names of objects
 * @param trend over past ledgers; absent with fewer than two
 * @param lines what the Merkle ledger has about it; absent for who may not read that
 */
public record ClusterPage(
    String instance,
    String instanceName,
    ClusterSummary cluster,
    Posture posture,
    List<KeyId> keyIds,
    Optional<LedgerDetail> detail,
    Optional<TrendChart> trend,
    Optional<List<LedgerLine>> lines,
    Commands commands,
    List<ClusterStep> steps,
    boolean mayManage,
    String csrf,
    Optional<Notice> notice) {
  /**
   * A key_id that the cluster was told to use.
   *
   * @param key id of the root key, when it is another than the present one
   * @param objects under it in the newest ledger; absent without one
   */
  public record KeyId(
      long number,
      String keyId,
      boolean current,
      Optional<String> key,
      Optional<Moment> since,
      Optional<Long> objects) {}

  /** An entry of the Merkle ledger about this cluster. */
  public record LedgerLine(String id, Moment at, String action, Who actor, Pill outcome) {}

  public String path() {
    return ClusterApi.page(instance, cluster.name());
  }

  /** Objects are rewritten through the API server; without a kubeconfig nobody can. */
  public boolean canMigrate() {
    return mayManage && cluster.isGuarded() && cluster.apiServer().isPresent();
  }

  /** The server reads etcd itself only where it was told how. */
  public boolean canRead() {
    return mayManage && !cluster.etcd().isEmpty();
  }

  public boolean isReading() {
    return cluster.reading().filter(ReadingSummary::isRunning).isPresent();
  }

  /** Whether somebody has to type something on the nodes. */
  public boolean asksForCommands() {
    return switch (cluster.phase()) {
      case OFF, DISABLING -> true;
      case ENABLED -> cluster.plugins().isEmpty();
    };
  }
}
