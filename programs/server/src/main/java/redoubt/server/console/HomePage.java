package redoubt.server.console;

import java.util.List;
import java.util.Optional;
import redoubt.web.console.Moment;
import redoubt.web.console.Outcome;
import redoubt.web.console.Who;

/**
 * The posture of the whole: every cluster, every protection with its last evidence, the ledger's
 * head, what happened.
 *
 * @param clusters empty on a server without a room that guards clusters
 */
public record HomePage(
    Proofs all,
    Optional<ClusterMatrix> clusters,
    List<ProtectionRow> protections,
    Optional<LedgerHead> head,
    List<Recent> recent,
    boolean mayRun,
    String csrf) {
  /** A protection with its claims. */
  public record ProtectionRow(
      String name, String title, Optional<String> path, String doing, Proofs proofs) {}

  /** Where the ledger stands. */
  public record LedgerHead(String size, String root, Optional<Moment> at) {}

  /** An entry of the ledger. */
  public record Recent(
      String id, Moment at, String action, Who target, Who actor, Outcome outcome) {}
}
